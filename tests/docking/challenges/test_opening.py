"""An opening that is broken off goes on; half of one is read by nobody; what a challenge takes is bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.test import Client
from django.utils.translation import override

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import Notice, User
from duijie.core.storage import DurableStorage
from duijie.docking.challenges import queries
from duijie.docking.challenges.services import handing_in, judging, opening, publishing, unsealing
from duijie.docking.models import Challenge, LogEntry, OpenedProposal
from duijie.docking.services import log
from duijie.docking.tasks import challenges as every_ten_minutes
from duijie.registry.standing import standing
from tests.docking.challenges.staging import MARK, WORDS, Stage, come, fresh, rules, upload
from tests.factories.world import make
from tests.helpers import assert_same_queries

pytestmark = pytest.mark.django_db


def _broken_off(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Challenge:
    """Two have given their keys, and one of two proposals is open."""
    challenge = stage.open()
    stage.hand_in(challenge, uploads=[upload()])
    stage.hand_in(challenge, stage.rival, text="离子交换，一级。")
    with monkeypatch.context() as patched:
        patched.setattr(unsealing, "AT_ONCE", 1)
        challenge = stage.give_keys(challenge)
    assert challenge.state == "opening" and challenge.proposals.count() == 1
    return challenge


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def test_of_half_an_opening_nobody_reads_anything_and_then_everything_is_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = _broken_off(stage, monkeypatch)
    line = OpenedProposal.objects.get()
    address = challenge.get_absolute_url()
    file = line.files.get()
    for who, user in stage.everybody().items():
        actor = standing(user)
        assert not queries.read_proposal.allows(actor, line) and not queries.judge_proposal.allows(actor, line), who
        assert not queries.read_proposal.filter(actor, OpenedProposal.objects.all()).exists(), who
        assert not queries.protocol(challenge).exists()
        client = _client(user)
        for path in ("", "protocol/", "protocol/?format=csv", "proposals/", "proposals/1/",
                     f"proposals/1/files/{file.pk}/", "award/"):  # fmt: skip
            answer = client.get(f"{address}{path}")
            body = answer.getvalue() if answer.streaming else answer.content
            assert MARK.encode() not in body and not re.search(rb"880[,.]?000", body), (who, path)
            assert answer.status_code in (200, 302, 403, 404), (who, path)
        api = client.get(f"/api/v1/challenges/{challenge.pk}").json()
        assert (api["state"], api["opening"]) == ("opening", None)
    runs = _client(stage.owner).get(address).content.decode()
    assert "正在开标" in runs and "已打开 1 / 2 份" in runs
    assert "1 / 2" not in _client(None).get(address).content.decode(), "nobody outside learns how many there are"
    assert not Notice.objects.filter(kind="challenge-opened").exists()
    every_ten_minutes(0)
    found = fresh(challenge)
    assert found.state == "opened" and found.opening_key is None and found.proposals.count() == 2
    assert Notice.objects.filter(kind="challenge-opened").exists()
    told = LogEntry.objects.filter(stream=challenge.pk, action__in=("begin-opening", "open")).order_by("place")
    begun, done = told
    assert begun.after["receipts"] == [row["receipt"] for row in done.after["proposals"]]
    assert log.verify_all().holds
    every_ten_minutes(0)
    assert LogEntry.objects.filter(stream=challenge.pk, action="open").count() == 1


def test_in_the_midst_of_the_opening_nothing_else_is_done_with_the_challenge(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = _broken_off(stage, monkeypatch)
    acts: list[Callable[[], Any]] = [
        partial(publishing.end, actor=stage.owner, challenge=challenge, reason="经费没有落实。"),
        partial(handing_in.take_back, actor=stage.solver, challenge=challenge),
        partial(stage.hand_in, challenge, text="又一版"),
        partial(opening.give_key, actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"]),
        partial(judging.name_assessor, actor=stage.owner, challenge=challenge, email=stage.judge.email),
        partial(judging.shortlist, actor=stage.owner, challenge=challenge, numbers=[1]),
        partial(
            publishing.change_rules, actor=stage.owner, challenge=challenge, rules=rules(), reason="我们又想了想。",
            version=challenge.version,
        ),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Conflict):
            act()
    problem = make(stage.match.world, "problem", title="别的", state="published", owner=stage.owner)
    assert problem and fresh(challenge).state == "opening"
    with pytest.raises(Conflict):
        stage.draft()  # one challenge of a problem goes on at a time


def test_a_disk_that_fails_loses_no_proposal_and_the_key_is_given(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    challenge = stage.open()
    stage.hand_in(challenge)

    def fails(*_: Any, **__: Any) -> Any:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(DurableStorage, "_open", fails)
        challenge = stage.give_keys(challenge)
    assert challenge.state == "opening" and not OpenedProposal.objects.exists()
    where = settings.MEDIA_ROOT / "challenges"
    where.rename(settings.MEDIA_ROOT / "elsewhere")  # a disk that is not mounted
    every_ten_minutes(0)
    assert fresh(challenge).state == "opening" and not OpenedProposal.objects.exists()
    (settings.MEDIA_ROOT / "elsewhere").rename(where)
    every_ten_minutes(0)
    assert fresh(challenge).proposals.get().failure == ""


def test_a_write_that_fails_leaves_neither_a_line_nor_a_file(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    challenge = stage.open()
    stage.hand_in(challenge, uploads=[upload("一.pdf"), upload("二.pdf")])
    come(challenge)
    before = sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    calls = []

    def full(name: str) -> str:
        calls.append(name)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return "pdf"

    with monkeypatch.context() as patched:
        patched.setattr(unsealing, "_ending", full)
        challenge = stage.give_keys(challenge)
    assert challenge.state == "opening" and not OpenedProposal.objects.exists()
    assert sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()) == before
    assert unsealing.go_on(challenge) and fresh(challenge).proposals.get().files.count() == 2


def test_the_key_is_kept_only_while_it_is_needed_and_under_the_installations_secret(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    challenge = _broken_off(stage, monkeypatch)
    assert len(bytes(challenge.opening_key or b"")) > 32
    right = settings.SECRET_KEY
    settings.SECRET_KEY = "of another installation"
    with pytest.raises(Conflict, match="DUIJIE_SECRET_KEY"):
        unsealing.go_on(challenge)
    every_ten_minutes(0)
    assert fresh(challenge).state == "opening"
    settings.SECRET_KEY = right
    every_ten_minutes(0)
    assert fresh(challenge).opening_key is None


def test_a_challenge_takes_so_many_proposals_and_so_many_editions_of_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = stage.open()
    stage.hand_in(challenge)
    monkeypatch.setattr(handing_in, "MOST_PROPOSALS", 1)
    with pytest.raises(Conflict, match="1"):
        stage.hand_in(challenge, stage.rival)
    stage.hand_in(challenge, text="第二版")
    monkeypatch.setattr(handing_in, "MOST_EDITIONS", 2)
    with pytest.raises(Conflict, match="2"):
        stage.hand_in(challenge, text="第三版")
    assert [row.approach for row in stage.give_keys(challenge).proposals.all()] == ["第二版"]


def test_rules_are_changed_so_many_times(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = stage.open()
    monkeypatch.setattr(publishing, "MOST_EDITIONS", 1)
    with pytest.raises(Conflict):
        publishing.change_rules(
            actor=stage.owner, challenge=challenge, rules=rules(), reason="我们又想了想。", version=challenge.version
        )


def _many(stage: Stage, challenge: Challenge, number: int) -> None:
    for place in range(number):
        user = User.objects.create_user(f"many{place}@else.example.org", "correct horse battery", name=f"揭榜人{place}")
        item = make(stage.match.world, "talent", title=f"张{place}", state="published", organisation=None, owner=user,
                    community=stage.match.world.west)  # fmt: skip
        stage.hand_in(challenge, user, text=f"第 {place} 份", item=item)


def test_a_shortlist_over_two_pages_is_chosen_by_boxes_and_by_numbers(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.docking.challenges.views import judging as pages

    challenge = stage.open()
    _many(stage, challenge, 3)
    challenge = stage.judged(stage.give_keys(challenge))
    monkeypatch.setattr(pages, "_AT_ONCE", 2)
    client, address = _client(stage.owner), challenge.get_absolute_url()
    first = client.get(f"{address}proposals/").content.decode()
    assert 'name="others"' in first and f"{address}proposals/2/" in first and f"{address}proposals/3/" not in first
    assert f"{address}proposals/3/" in client.get(f"{address}proposals/?page=2").content.decode()
    monkeypatch.setattr(judging, "MOST_SHORTLISTED", 1)
    with pytest.raises(InvalidInput):
        judging.shortlist(actor=stage.owner, challenge=challenge, numbers=[1, 3])
    refused = client.post(f"{address}shortlist/", {"numbers": ["1"], "others": "3"}, follow=True).content.decode()
    assert 'value="1" checked' in refused and 'name="others" value="3"' in refused, "what was chosen stays so"
    monkeypatch.setattr(judging, "MOST_SHORTLISTED", 2)
    client.post(f"{address}shortlist/", {"numbers": ["1"], "others": "三、3，"})
    assert list(fresh(challenge).proposals.filter(shortlisted=True).values_list("number", flat=True)) == [1, 3]


def test_what_i_run_or_judge_is_a_list_of_its_own(stage: Stage) -> None:
    challenge = stage.open()
    for user, seen in ((stage.owner, True), (stage.secretariat, True), (stage.solver, False), (stage.rival, False)):
        page = _client(user).get("/challenges/part/").content.decode()
        assert (challenge.get_absolute_url() in page) is seen, user
    assert _client(None).get("/challenges/part/").status_code == 302

    def more(number: int) -> None:
        for _ in range(number):
            stage.open_on(make(stage.match.world, "problem", title="另一", state="published", owner=stage.owner))

    client = _client(stage.owner)
    assert_same_queries(lambda: client.get("/challenges/part/"), more)


def test_every_late_challenge_is_told_of_however_many_there_are(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_AT_ONCE", 1)
    first = stage.open()
    second = stage.open_on(make(stage.match.world, "problem", title="另一", state="published", owner=stage.owner))
    for challenge in (first, second):
        come(challenge)
    opening.remind_due()
    told = Notice.objects.filter(user=stage.owner, kind="challenge-to-open").values_list("key", flat=True)
    assert set(told) == {f"challenge:{one.pk}:to-open" for one in (first, second)}


def test_a_crowd_of_new_accounts_or_of_one_organisation_keeps_nobody_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever makes accounts by the hundred fills the places of entries that nobody has looked at, no more."""
    challenge = stage.open()
    monkeypatch.setattr(handing_in, "MOST_UNREVIEWED", 1)
    monkeypatch.setattr(handing_in, "MOST_OF_ONE", 1)
    crowd = [User.objects.create_user(f"crowd{number}@else.example.org", None, name="crowd") for number in range(3)]
    entries = [make(stage.match.world, "talent", state="submitted", organisation=None, owner=one) for one in crowd]
    stage.hand_in(challenge, crowd[0], item=entries[0])
    stage.hand_in(challenge, crowd[0], item=entries[0], text="第二版")  # a place that one has may be used again
    with override("en"), pytest.raises(Conflict, match="published"):
        stage.hand_in(challenge, crowd[1], item=entries[1])
    stage.hand_in(challenge, stage.rival)
    stage.hand_in(challenge)
    school = stage.match.project.organisation
    colleague = make(stage.match.world, "project", state="published", organisation=school, owner=crowd[2])
    with override("en"), pytest.raises(Conflict, match="organisation"):
        stage.hand_in(challenge, crowd[2], item=colleague)
    assert challenge.sealed.filter(state="standing").count() == 3


def test_where_mails_are_sent_an_address_is_confirmed_before_something_is_handed_in(
    stage: Stage, settings: LazySettings
) -> None:
    challenge = stage.open()
    address = EmailAddress.objects.create(user=stage.rival, email=stage.rival.email, primary=True, verified=False)
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    with override("en"), pytest.raises(NotAllowed, match="address"):
        stage.hand_in(challenge, stage.rival)
    address.verified = True
    address.save()
    stage.hand_in(challenge, stage.rival)
