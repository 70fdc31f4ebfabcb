"""Every page of a challenge, for everybody who might open it; and the way through it by forms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from duijie.core.models import User
from duijie.docking.challenges.services import handing_in, judging
from duijie.docking.models import Challenge, OpenedFile, SealedProposal
from duijie.library.models import Problem
from tests.docking.challenges.staging import MARK, PDF, WORDS, Stage, come, fresh, office, once, upload
from tests.factories.world import make
from tests.helpers import assert_same_queries, browser

pytestmark = pytest.mark.django_db
RUNNERS = {"owner and officer", "secretariat and officer"}


def seen_by(stage: Stage, address: str, post: dict[str, Any] | None = None) -> dict[int, set[str]]:
    """Who gets which answer."""
    found: dict[int, set[str]] = {}
    for name, user in stage.everybody().items():
        client = browser(user)
        response = client.get(address) if post is None else client.post(address, post)
        found.setdefault(response.status_code, set()).add(name)
    return found


def everybody_else(stage: Stage, *named: set[str]) -> set[str]:
    return set(stage.everybody()) - set().union(*named) - {"anonymous"}


def test_what_is_public_is_read_by_everybody_and_a_draft_by_who_prepares_it(stage: Stage) -> None:
    challenge = stage.draft()
    assert seen_by(stage, f"/challenges/{challenge.pk}/")[200] == RUNNERS
    assert seen_by(stage, f"/challenges/{challenge.pk}/edit/")[200] == RUNNERS
    assert challenge.problem.title not in browser(None).get("/challenges/").content.decode()


def test_every_page_of_an_open_challenge_opens_to_whom_it_should(stage: Stage, challenge: Challenge) -> None:
    row = stage.hand_in(challenge)
    stage.hand_in(challenge, stage.rival)
    at = f"/challenges/{challenge.pk}/"
    everybody = set(stage.everybody())
    for address in ("/challenges/", at, f"{at}protocol/"):
        assert seen_by(stage, address) == {200: everybody}, address
    signed_in = everybody - {"anonymous"}
    for address in ("/challenges/mine/", f"{at}propose/", f"{at}log/"):
        assert seen_by(stage, address) == {200: signed_in, 302: {"anonymous"}}, address
    for address in (f"{at}rules/", f"{at}end/", f"{at}officer/"):
        assert seen_by(stage, address) == {200: RUNNERS, 403: everybody_else(stage, RUNNERS), 302: {"anonymous"}}
    for address in (f"{at}receipts/{row.pk}/", f"{at}receipts/{row.pk}/sealed/"):
        found = seen_by(stage, address)
        assert found == {200: {"solver"}, 404: everybody_else(stage, {"solver"}), 302: {"anonymous"}}, address
    assert seen_by(stage, f"{at}proposals/")[200] == RUNNERS
    assert 200 not in seen_by(stage, f"{at}proposals/1/")
    assert 200 not in seen_by(stage, f"{at}award/")
    for address in ("publish/", "shortlist/", "assessors/1/excuse/", "edit/"):
        assert 200 not in seen_by(stage, at + address, {}), address
    assert fresh(challenge).state == "open"


def test_only_who_runs_or_opens_it_knows_how_many_there_are_and_nobody_whose(
    stage: Stage, challenge: Challenge
) -> None:
    stage.hand_in(challenge)
    stage.hand_in(challenge, stage.rival)
    for name, user in stage.everybody().items():
        for address in ("", "log/", "protocol/"):
            page = browser(user).get(f"/challenges/{challenge.pk}/{address}").content.decode()
            assert ("2 份" in page) == (name in RUNNERS and not address), (name, address)
            menus = page.split("<main")[-1]
            for solver in (stage.rival_item.title, stage.match.project.title, stage.rival.name):
                assert solver not in menus, (name, address)


def test_an_opened_proposal_is_read_by_its_solver_by_who_runs_it_and_by_assessors(
    stage: Stage, opened: Challenge
) -> None:
    judging.name_assessor(actor=stage.owner, challenge=opened, email=stage.judge.email)
    file = OpenedFile.objects.get()
    at = f"/challenges/{opened.pk}/"
    readers = RUNNERS | {"judge"}
    for address in (f"{at}proposals/1/", f"{at}proposals/1/files/{file.pk}/"):
        found = seen_by(stage, address)
        assert found[200] == readers | {"solver"} and found[302] == {"anonymous"}, address
        assert found[404] == everybody_else(stage, readers, {"solver"}), address
    assert seen_by(stage, f"{at}proposals/")[200] == readers
    other = seen_by(stage, f"{at}proposals/2/")
    assert other[200] == readers | {"rival"}
    response = browser(stage.solver).get(f"{at}proposals/1/files/{file.pk}/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    for name, user in stage.everybody().items():
        page = browser(user).get(f"{at}protocol/").content.decode()
        assert stage.rival_item.title in page and MARK not in page, name
        assert file.name not in page


def test_feedback_is_the_solvers_own_and_waits_for_the_shortlist(stage: Stage, opened: Challenge) -> None:
    challenge = stage.judged(opened)
    at = f"/challenges/{challenge.pk}/"
    assert "成本请细化" not in browser(stage.solver).get(f"{at}proposals/1/").content.decode()
    browser(stage.owner).post(f"{at}shortlist/", {"numbers": ["1"]})
    page = browser(stage.solver).get(f"{at}proposals/1/").content.decode()
    assert "第 1 份的成本请细化" in page and "73.40" in page
    page = browser(stage.rival).get(f"{at}proposals/2/").content.decode()
    assert "第 2 份的成本请细化" in page and "第 1 份" not in page
    public = browser(None).get(at).content.decode()
    assert stage.match.project.title in public and stage.rival_item.title not in public and "成本请细化" not in public


def _sheet(stage: Stage, **changes: str) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "bounty": "1,000,000",
        "currency": "CNY",
        "proposals_until": f"{now + timedelta(days=20):%Y-%m-%dT%H:%M}",
        "opening_at": f"{now + timedelta(days=21):%Y-%m-%dT%H:%M}",
        "award_by": f"{now + timedelta(days=60):%Y-%m-%d}",
        "text_zh": "出水镍低于 0.1 mg/L。",
        "eligibility_en": "Everybody.",
        "criteria-TOTAL_FORMS": "3",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-zh": "技术路线",
        "criteria-0-weight": "60",
        "criteria-1-en": "Price",
        "criteria-1-weight": "40",
        "officer_1": "owner",
        "officer_2": stage.secretariat.email,
        "officer_3": "",
        "form": str(once()),
    } | changes


def test_from_the_problems_page_to_the_published_challenge_by_forms(stage: Stage) -> None:
    owner, secretary = browser(stage.owner), browser(stage.secretariat)
    problem = stage.problem
    assert f"/challenges/new/?problem={problem.pk}" in owner.get(problem.get_absolute_url()).content.decode()
    assert "/challenges/new/" not in browser(stage.solver).get(problem.get_absolute_url()).content.decode()
    address = f"/challenges/new/?problem={problem.pk}"
    assert owner.get(address).status_code == 200
    assert browser(stage.solver).get(address).status_code == 403
    sheet = _sheet(stage)
    made = owner.post(address, sheet)
    challenge = Challenge.objects.get()
    assert made.status_code == 302 and made["Location"] == challenge.get_absolute_url()
    assert owner.post(address, sheet).status_code == 302 and Challenge.objects.count() == 1  # sent twice

    owner.post(f"/challenges/{challenge.pk}/publish/")
    assert fresh(challenge).state == "draft"  # nobody has taken office
    for client, words in ((owner, WORDS["owner"]), (secretary, WORDS["secretariat"])):
        page = f"/challenges/{challenge.pk}/officer/"
        assert client.post(page, {"passphrase": words, "again": words + "x"}).status_code == 422
        assert client.post(page, {"passphrase": "short", "again": "short"}).status_code == 422
        assert client.post(page, {"passphrase": words, "again": words}).status_code == 302
    secretary.post(f"/challenges/{challenge.pk}/publish/")
    assert fresh(challenge).state == "open"
    assert owner.get(address)["Location"] == challenge.get_absolute_url()  # it goes on already
    assert "两级" not in browser(None).get(f"/challenges/{challenge.pk}/").content.decode()
    assert challenge.get_absolute_url() in browser(None).get(problem.get_absolute_url()).content.decode()
    assert challenge.get_absolute_url() in browser(None).get("/challenges/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"bounty": "一百万"}, "1,200,000.50"),
        ({"bounty": "0"}, "1"),
        ({"currency": "XAU"}, "XAU"),
        ({"proposals_until": "2020-01-01T10:00"}, "截止"),
        ({"opening_at": "2020-01-01T10:00"}, "开标"),
        ({"award_by": "2020-01-01"}, "开标"),
        ({"criteria-1-weight": "30"}, "90"),
        ({"criteria-0-weight": ""}, "100"),
        ({"text_zh": " ", "text_en": ""}, "英文"),
        ({"eligibility_en": ""}, "英文"),
        ({"officer_2": ""}, ""),
        ({"officer_2": "SAME"}, "两位"),
        ({"officer_2": "COLLEAGUE"}, "一位"),
        ({"officer_2": "e"}, "e"),
    ],
)
def test_a_draft_that_does_not_fit_says_what_is_wrong_and_keeps_what_was_typed(
    stage: Stage, wrong: dict[str, str], said: str
) -> None:
    people = {"SAME": "owner", "COLLEAGUE": "teammate"}
    sheet = _sheet(stage, **{name: people.get(value, value) for name, value in wrong.items()})
    response = browser(stage.owner).post(f"/challenges/new/?problem={stage.problem.pk}", sheet)
    page = response.content.decode()
    assert response.status_code == 422 and not Challenge.objects.exists()
    assert said in page.split("<main")[-1], page
    assert "技术路线" in page


def test_more_lines_keep_what_was_typed(stage: Stage) -> None:
    sheet = _sheet(stage) | {"more": "1"}
    page = browser(stage.owner).post(f"/challenges/new/?problem={stage.problem.pk}", sheet)
    assert page.status_code == 200 and "criteria-4-zh" in page.content.decode() and not Challenge.objects.exists()


def _proposal(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {
        "item": stage.match.project.key, "approach": f"{MARK}：两级树脂柱。", "amount": "880,000.00", "currency": "CNY",
        "weeks": "26", "form": str(once()), "enclosed": [upload()],
    } | changes  # fmt: skip


def test_a_proposal_is_sealed_once_with_a_receipt_that_names_its_bytes(stage: Stage, challenge: Challenge) -> None:
    solver = browser(stage.solver)
    at = f"/challenges/{challenge.pk}/"
    sheet = _proposal(stage)
    first = solver.post(f"{at}propose/", sheet)
    row = SealedProposal.objects.get()
    assert first.status_code == 302 and first["Location"].endswith(f"/receipts/{row.pk}/")
    sheet["enclosed"] = [upload()]
    assert solver.post(f"{at}propose/", sheet)["Location"] == first["Location"]
    assert SealedProposal.objects.count() == 1
    sealed = b"".join(solver.get(f"{at}receipts/{row.pk}/sealed/").streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(sealed).hexdigest() == row.receipt
    assert row.receipt in solver.get(f"{at}receipts/{row.pk}/").content.decode()
    text = solver.get(f"{at}receipts/{row.pk}/?format=txt")
    assert row.receipt in text.content.decode() and text["Content-Type"].startswith("text/plain")
    form = solver.get(f"{at}propose/").content.decode()
    assert MARK not in form  # not even its writer reads it again
    stage.give_keys(challenge)
    assert row.receipt in browser(None).get(f"{at}protocol/").content.decode()
    assert row.receipt in browser(None).get(f"{at}protocol/?format=csv").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"approach": "  "}, {"amount": "about 5"}, {"currency": "XAU"}, {"weeks": "0"}, {"item": "project:1"},
        {"enclosed": "EMPTY"}, {"enclosed": "PROGRAM"}, {"enclosed": "LARGE"}, {"enclosed": "MANY"},
    ],
)  # fmt: skip
def test_a_proposal_that_does_not_fit_is_refused_in_words(stage: Stage, wrong: dict[str, str], settings: Any) -> None:
    settings.UPLOAD_LIMIT = 3000
    files: dict[str, Callable[[], Any]] = {
        "EMPTY": lambda: [upload("空.pdf", b"")],
        "PROGRAM": lambda: [upload("a.pdf", b"MZ" * 40)],
        "LARGE": lambda: [upload("a.pdf", b"%PDF-" + b"0" * 4000)],
        "MANY": lambda: [upload(f"{number}.pdf", b"%PDF-1") for number in range(11)],
    }
    changes: dict[str, Any] = {name: files[value]() if name == "enclosed" else value for name, value in wrong.items()}
    challenge = stage.open()
    response = browser(stage.solver).post(f"/challenges/{challenge.pk}/propose/", _proposal(stage, **changes))
    page = response.content.decode()
    assert response.status_code in (413, 422), response.status_code
    assert 'class="errors"' in page or "notice error" in page
    assert not SealedProposal.objects.exists()


def test_a_body_that_says_it_is_huge_is_not_read(stage: Stage, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 3000
    challenge = stage.open()
    response = browser(stage.solver).post(
        f"/challenges/{challenge.pk}/propose/", _proposal(stage), CONTENT_LENGTH=str(5 * 1024**3)
    )
    assert response.status_code == 413 and not SealedProposal.objects.exists()


def test_an_upload_is_never_written_to_a_disk_unsealed(
    stage: Stage, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    def forbidden(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a temporary file")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", forbidden)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)
    challenge = stage.open()
    data = PDF + MARK.encode() * 5000
    response = browser(stage.solver).post(
        f"/challenges/{challenge.pk}/propose/", _proposal(stage, enclosed=[upload(data=data)])
    )
    assert response.status_code == 302
    assert not [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file() and MARK.encode() in one.read_bytes()]


def test_too_late_and_without_a_token_and_by_those_too_near(stage: Stage, challenge: Challenge) -> None:
    at = f"/challenges/{challenge.pk}/propose/"
    world = stage.match.world
    for user in (stage.owner, stage.secretariat, world.teammate, world.organisation_admin):
        own = make(world, "talent", title="自己", state="published", owner=user, organisation=None)
        assert browser(user).post(at, _proposal(stage, item=own.key)).status_code == 403, user
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(stage.solver)
    assert strict.post(at, _proposal(stage)).status_code == 403
    come(challenge, opening=False)
    late = browser(stage.solver).post(at, _proposal(stage))
    assert late.status_code == 409 and "notice error" in late.content.decode()
    assert not SealedProposal.objects.exists()
    page = browser(stage.solver).get(f"/challenges/{challenge.pk}/").content.decode()
    assert at not in page  # no button that does nothing


def test_two_officers_open_it_by_their_page_each_in_a_session_of_their_own(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    at = f"/challenges/{challenge.pk}/officer/"
    owner, secretary = browser(stage.owner), browser(stage.secretariat)
    assert owner.post(at, {"passphrase": WORDS["owner"]}).status_code == 403  # there is no form before the time
    come(challenge)
    assert owner.post(at, {"passphrase": "something else entirely"}).status_code == 422
    assert owner.post(at, {"passphrase": WORDS["owner"]}).status_code == 302
    assert fresh(challenge).state == "open"
    assert owner.post(at, {"passphrase": WORDS["owner"]}).status_code == 403
    assert secretary.post(at, {"passphrase": WORDS["secretariat"]}).status_code == 302
    assert fresh(challenge).state == "opened"
    assert office(challenge, stage.owner).gave_at is not None


def test_changed_rules_are_told_to_everybody_who_has_handed_in(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    owner = browser(stage.owner)
    at = f"/challenges/{challenge.pk}/rules/"
    later = {"proposals_until": f"{timezone.localtime() + timedelta(days=30):%Y-%m-%dT%H:%M}",
             "opening_at": f"{timezone.localtime() + timedelta(days=31):%Y-%m-%dT%H:%M}",
             "version": str(challenge.version)}  # fmt: skip
    assert owner.post(at, _sheet(stage, **later)).status_code == 422  # no reason
    sooner = {"proposals_until": f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    assert owner.post(at, _sheet(stage, **(later | sooner), reason="我们着急。")).status_code == 422
    sheet = _sheet(stage, **later, reason="春节放假，顺延十天。")
    assert owner.post(at, sheet).status_code == 302
    assert owner.post(at, sheet).status_code in (302, 422)  # sent twice
    assert challenge.editions.count() == 2
    told = [row.kind for row in stage.solver.notices.all()]
    assert told.count("challenge-rules") == 1
    assert "春节放假" in browser(None).get(f"/challenges/{challenge.pk}/").content.decode()
    assert fresh(challenge).proposals_until > timezone.now() + timedelta(days=29)


def test_judging_by_forms(stage: Stage, opened: Challenge) -> None:
    owner, judge = browser(stage.owner), browser(stage.judge)
    at = f"/challenges/{opened.pk}/"
    assert owner.post(f"{at}proposals/", {"email": "nobody@example.org"}).status_code == 422
    assert owner.post(f"{at}proposals/", {"email": stage.judge.email}).status_code == 302
    assert browser(stage.solver).post(f"{at}proposals/", {"email": stage.judge.email}).status_code == 403
    score = {"do": "score", "points_0": "80", "points_1": "50", "note_0": "清楚"}
    assert judge.post(f"{at}proposals/1/", score | {"points_0": "101"}).status_code == 422
    assert judge.post(f"{at}proposals/1/", score).status_code == 302
    assert judge.post(f"{at}proposals/2/", score).status_code == 302
    assert owner.post(f"{at}proposals/1/", score).status_code == 403  # no assessor
    assert judge.post(f"{at}proposals/1/", {"do": "feedback", "feedback": "方法清楚，请细化成本。"}).status_code == 403
    owner.post(f"{at}shortlist/", {"numbers": ["1"]})
    assert fresh(opened).state == "opened"  # feedback is owed
    for number in (1, 2):
        sent = owner.post(f"{at}proposals/{number}/", {"do": "feedback", "feedback": "方法清楚，请细化成本。"})
        assert sent.status_code == 302
    owner.post(f"{at}shortlist/", {"numbers": []})
    assert fresh(opened).state == "opened"
    owner.post(f"{at}shortlist/", {"numbers": ["1"]})
    assert fresh(opened).state == "shortlisted"
    assert owner.post(f"{at}award/", {"number": "2", "reasons": "因为它最好，也最便宜。"}).status_code == 422
    assert browser(stage.solver).post(f"{at}award/", {"number": "1", "reasons": "因为它最好。"}).status_code == 403
    assert owner.post(f"{at}award/", {"number": "1", "reasons": "技术路线最完整，成本合理。"}).status_code == 302
    found = fresh(opened)
    assert found.state == "awarded" and found.deal is not None
    assert "技术路线最完整" in browser(None).get(at).content.decode()
    assert browser(stage.solver).get(found.deal.get_absolute_url()).status_code == 200


def _publish_another(stage: Stage, number: int) -> None:
    for place in range(number):
        problem = make(stage.match.world, "problem", title=f"问题 {place}", state="published")
        assert isinstance(problem, Problem)
        challenge = stage.open_on(problem)
        stage.hand_in(challenge)


def test_lists_cost_the_same_for_one_and_for_thirty(stage: Stage) -> None:
    solver = browser(stage.solver)
    for address in ("/challenges/", "/challenges/mine/"):
        Challenge.objects.filter(state="open").update(state="ended")
        assert_same_queries(lambda at=address: solver.get(at), lambda number: _publish_another(stage, number))  # type: ignore[misc]


def test_a_name_with_marks_and_emoji_goes_through_and_comes_out(stage: Stage, challenge: Challenge) -> None:
    name = "方案‮🚀‏.pdf"
    handing_in.hand_in(
        actor=stage.solver, challenge=challenge, item=stage.match.project,
        values={"approach": "🚀 עברית", "amount": Decimal(1), "currency": "CNY", "weeks": 1},
        uploads=[upload(name)],
    )  # fmt: skip
    found = stage.give_keys(challenge).proposals.get()
    assert found.approach == "🚀 עברית" and found.files.get().name == "方案🚀.pdf"


def test_there_is_no_challenge_of_another_number(stage: Stage) -> None:
    assert browser(stage.owner).get(f"/challenges/{UUID(int=7)}/").status_code == 404
    assert isinstance(stage.owner, User)


def test_back_in_the_browser_and_sent_once_more_is_not_called_sealed(stage: Stage, challenge: Challenge) -> None:
    at = f"/challenges/{challenge.pk}/"
    solver = browser(stage.solver)
    sent = {"item": stage.match.project.key, "approach": "第一版", "amount": "5", "currency": "CNY", "weeks": "3",
            "form": str(once())}  # fmt: skip
    done = "您的方案已密封"
    assert done in solver.post(f"{at}propose/", sent, follow=True).content.decode()
    page = solver.post(f"{at}propose/", sent | {"approach": "第二版"}, follow=True).content.decode()
    assert done not in page and 'class="notice warning' in page
    solver.post(f"{at}propose/", sent | {"approach": "第二版", "form": str(once())})
    assert solver.post(f"{at}propose/", sent).status_code == 409
    assert [row.state for row in SealedProposal.objects.order_by("pk")] == ["replaced", "standing"]


def test_a_number_that_is_too_long_to_be_one_is_refused(stage: Stage, opened: Challenge) -> None:
    challenge = stage.judged(opened)
    at = f"/challenges/{challenge.pk}/"
    owner = browser(stage.owner)
    assert owner.post(f"{at}shortlist/", {"numbers": ["9" * 5000]}).status_code == 302
    assert fresh(challenge).state == "opened"


def test_visitors_read_names_and_no_part_of_an_address(stage: Stage) -> None:
    stage.secretariat.email, stage.secretariat.name = "geheim.person@firm.example.org", ""
    stage.secretariat.save()
    challenge = stage.opened()
    at = f"/challenges/{challenge.pk}/"
    for address in (at, f"{at}protocol/", f"{at}protocol/?format=csv", f"/api/v1/challenges/{challenge.pk}"):
        assert "geheim" not in browser(None).get(address).content.decode(), address
