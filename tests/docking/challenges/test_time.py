"""Nobody opens anything before the time, nobody alone, and not by writing into the database either."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.serializers import serialize
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.docking.challenges import sealing
from duijie.docking.challenges.services import handing_in, opening, preparing, publishing
from duijie.docking.models import (
    Challenge,
    ChallengeRules,
    KeyGift,
    KeyPart,
    OpenedProposal,
    SealedProposal,
)
from duijie.docking.services import log
from tests.docking.challenges.staging import (
    ALTERNATE,
    MARK,
    WORDS,
    Stage,
    come,
    fresh,
    office,
    once,
    rules,
    traces,
    upload,
)

pytestmark = pytest.mark.django_db


def test_an_officer_gives_no_key_before_the_opening(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    for time in ({}, {"opening": False}):
        if time:
            come(challenge, **time)
        with pytest.raises(Conflict, match=r"任何人|nobody can open"):
            opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    assert fresh(challenge).state == "open" and not OpenedProposal.objects.exists()


def test_one_officer_alone_opens_nothing_and_what_they_gave_is_of_no_use_to_others(
    stage: Stage, challenge: Challenge
) -> None:
    stage.hand_in(challenge)
    come(challenge)
    opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    assert fresh(challenge).state == "open" and not OpenedProposal.objects.exists()
    with pytest.raises(Conflict):
        opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    mine = office(challenge, stage.owner)
    locked = sealing.Locked(bytes(mine.public_key or b""), bytes(mine.locked_key or b""))
    private = sealing.unlock(locked, WORDS["owner"], context=preparing.context_of_officer(mine))
    keeping: list[KeyGift | KeyPart] = [*KeyGift.objects.all(), *KeyPart.objects.filter(peer=mine)]
    for kept in keeping:
        for officer in challenge.officers.all():
            with pytest.raises(sealing.CannotOpen):
                sealing.unseal(bytes(kept.sealed), private=private, context=preparing.context_of_officer(officer))


def test_any_two_of_three_officers_open_it(stage: Stage) -> None:
    third = stage.match.world.organisation_admin
    deputy = stage.match.world.secretariat_root
    with pytest.raises(InvalidInput):
        stage.draft([stage.owner, third])  # both of the problem's side
    assert deputy  # of the community above: not of this one's secretariat
    with pytest.raises(InvalidInput):
        stage.draft([stage.owner, deputy])


@pytest.mark.parametrize("absent", [0, 1, 2])
def test_with_an_alternate_one_of_the_three_may_be_lost(stage: Stage, absent: int) -> None:
    from duijie.registry.models import Role
    from duijie.registry.services import grant_role

    other = stage.judge
    grant_role(actor=None, user=other, community=stage.match.world.east, kind=Role.Kind.SECRETARIAT, organisation=None)
    challenge = stage.draft([stage.owner, stage.secretariat, other])
    keys = [(stage.owner, WORDS["owner"]), (stage.secretariat, WORDS["secretariat"]), (other, ALTERNATE)]
    for user, words in keys:
        preparing.take_office(actor=user, challenge=challenge, passphrase=words)
    publishing.publish(actor=stage.secretariat, challenge=challenge)
    stage.hand_in(challenge)
    come(challenge)
    for user, words in reversed([key for place, key in enumerate(keys) if place != absent]):
        opening.give_key(actor=user, challenge=challenge, passphrase=words)
    assert challenge.proposals.get().approach.startswith(MARK)


def test_a_wrong_passphrase_is_counted_and_guessing_is_slowed_down(stage: Stage, challenge: Challenge) -> None:
    come(challenge)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(InvalidInput) as refused:
            opening.give_key(actor=stage.owner, challenge=challenge, passphrase="not my passphrase at all")
        assert not left or str(left) in str(refused.value)
    with pytest.raises(Conflict):
        opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    mine = office(challenge, stage.owner)
    mine.failed_at = timezone.now() - timedelta(hours=1)
    mine.save()
    opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])


def test_a_try_counts_before_it_is_made_so_that_many_at_once_are_no_more(
    stage: Stage, challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(challenge)
    seen = []

    def unlock(*_: Any, **__: Any) -> bytes:
        seen.append(office(challenge, stage.owner).failures)
        raise sealing.CannotOpen

    monkeypatch.setattr(sealing, "unlock", unlock)
    with pytest.raises(InvalidInput):
        opening.give_key(actor=stage.owner, challenge=challenge, passphrase="not my passphrase at all")
    assert seen == [1]
    monkeypatch.undo()


def test_the_right_passphrase_takes_the_wrong_ones_back(stage: Stage, challenge: Challenge) -> None:
    come(challenge)
    with pytest.raises(InvalidInput):
        opening.give_key(actor=stage.owner, challenge=challenge, passphrase="not my passphrase at all")
    opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    assert office(challenge, stage.owner).failures == 0


@pytest.mark.parametrize("model", [KeyPart, KeyGift])
@pytest.mark.parametrize("gone", [True, False])
def test_a_part_of_the_key_that_was_exchanged_is_told_in_words(
    stage: Stage, challenge: Challenge, model: Any, gone: bool
) -> None:
    stage.hand_in(challenge)
    come(challenge)
    opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    if gone:
        model.objects.all().delete()
    else:
        model.objects.update(sealed=b"something else")
    with pytest.raises(Conflict):
        opening.give_key(actor=stage.secretariat, challenge=challenge, passphrase=WORDS["secretariat"])
    assert fresh(challenge).state == "open" and office(challenge, stage.secretariat).failures == 0


def test_a_published_challenge_does_not_go_back_into_preparation(challenge: Challenge) -> None:
    for change in ("state = 'draft'", "published_at = NULL", "published_at = now()"):
        _refused(f"UPDATE docking_challenge SET {change}")  # noqa: S608


def test_what_is_taken_back_too_late_by_the_databases_clock_is_refused_in_words(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.docking.challenges.services.leaving import take_all_back

    challenge = stage.open()
    stage.hand_in(challenge)
    come(challenge, opening=False)
    monkeypatch.setattr(Challenge, "over", property(lambda self: False))  # a clock of ours that is late
    with pytest.raises(Conflict):
        handing_in.take_back(actor=stage.solver, challenge=challenge)
    assert take_all_back(stage.solver) == 0  # an account is deleted nevertheless
    assert SealedProposal.objects.get().state == "standing"


def test_a_form_that_was_taken_back_or_belongs_elsewhere_makes_nothing(stage: Stage, challenge: Challenge) -> None:
    form = once()
    first = stage.hand_in(challenge, form=form)
    with pytest.raises(Conflict):  # another's
        stage.hand_in(challenge, stage.rival, form=form)
    handing_in.take_back(actor=stage.solver, challenge=challenge)
    with pytest.raises(Conflict):
        stage.hand_in(challenge, form=form, text="改过的方案")
    assert SealedProposal.objects.get().pk == first.pk


def test_a_price_has_two_decimals(stage: Stage) -> None:
    from decimal import Decimal

    challenge = stage.open()
    with pytest.raises(InvalidInput):
        stage.hand_in(challenge, values={"amount": Decimal("1.005")})


def test_rules_do_not_change_in_the_last_week_unless_the_deadline_is_put_off(stage: Stage) -> None:
    challenge = stage.open(proposals_until=timezone.now() + timedelta(days=2))
    told = publishing.rules_in(challenge.editions.get())

    def change(**values: Any) -> None:
        current = fresh(challenge)
        publishing.change_rules(
            actor=stage.owner, challenge=current, rules=replace(told, **values), reason="我们又想了想。",
            version=current.version,
        )  # fmt: skip

    with pytest.raises(InvalidInput):
        change(text_zh="出水镍低于 0.01 mg/L。")
    change(proposals_until=told.proposals_until + timedelta(days=1))  # a mere delay helps everybody
    change(text_zh="出水镍低于 0.01 mg/L。", proposals_until=told.proposals_until + timedelta(days=6))


def test_an_officer_who_left_or_changed_sides_is_found_at_publication(stage: Stage) -> None:
    from duijie.registry.models import Role

    challenge = stage.draft()
    for user, words in ((stage.owner, WORDS["owner"]), (stage.secretariat, WORDS["secretariat"])):
        preparing.take_office(actor=user, challenge=challenge, passphrase=words)
    Role.objects.filter(user=stage.secretariat).delete()
    with pytest.raises(InvalidInput):
        publishing.publish(actor=stage.owner, challenge=challenge)
    assert fresh(challenge).state == "draft"


def test_nobody_but_the_officers_gives_a_key(stage: Stage, challenge: Challenge) -> None:
    come(challenge)
    for user in (stage.solver, stage.match.world.broker, stage.match.world.admin, stage.match.world.teammate):
        with pytest.raises(NotAllowed):
            opening.give_key(actor=user, challenge=challenge, passphrase=WORDS["owner"])


def test_another_secret_of_the_installation_opens_nothing_and_the_right_one_still_does(
    stage: Stage, challenge: Challenge, settings: Any
) -> None:
    stage.hand_in(challenge)
    come(challenge)
    opening.give_key(actor=stage.owner, challenge=challenge, passphrase=WORDS["owner"])
    right = settings.SECRET_KEY
    settings.SECRET_KEY = "of another installation"
    with pytest.raises(Conflict, match="DUIJIE_SECRET_KEY"):
        opening.give_key(actor=stage.secretariat, challenge=challenge, passphrase=WORDS["secretariat"])
    settings.SECRET_KEY = right
    opening.give_key(actor=stage.secretariat, challenge=challenge, passphrase=WORDS["secretariat"])
    assert challenge.proposals.count() == 1


def _refused(sql: str, *values: Any) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_itself_holds_the_time_fast(stage: Stage, challenge: Challenge) -> None:
    row = stage.hand_in(challenge)
    past = timezone.now() - timedelta(days=1)
    _refused("UPDATE docking_challenge SET opening_at = %s, proposals_until = %s", past, past)
    _refused("UPDATE docking_challenge SET public_key = NULL")
    _refused("UPDATE docking_officer SET gave_at = now()")
    part = KeyPart.objects.all()[0]
    _refused(
        "INSERT INTO docking_keygift (challenge_id, giver_id, taker_id, sealed) VALUES (%s, %s, %s, '')",
        challenge.pk, part.holder_id, part.peer_id,
    )  # fmt: skip
    _refused("UPDATE docking_sealedproposal SET receipt = repeat('0', 64)")
    _refused("DELETE FROM docking_sealedproposal")
    _refused("UPDATE docking_challengerules SET text_zh = 'x'")
    with pytest.raises(ProgrammingError), transaction.atomic():
        OpenedProposal.objects.create(challenge=challenge, sealed=row, number=1)
    come(challenge)
    with pytest.raises(ProgrammingError), transaction.atomic():  # in time, but not by two
        OpenedProposal.objects.create(challenge=challenge, sealed=row, number=1)
    _refused("UPDATE docking_sealedproposal SET state = 'withdrawn'")
    with pytest.raises(ProgrammingError), transaction.atomic():
        SealedProposal.objects.create(
            challenge=challenge, size=1, receipt="1" * 64, handed_in_at=timezone.now() - timedelta(days=3)
        )


def test_what_came_too_late_by_the_databases_clock_is_refused_in_words_and_leaves_no_file(
    stage: Stage, challenge: Challenge, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    come(challenge, opening=False)
    monkeypatch.setattr(Challenge, "over", property(lambda self: False))  # a clock of ours that is late
    with pytest.raises(Conflict):
        stage.hand_in(challenge)
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_replaced_and_late_and_sent_twice(
    stage: Stage, challenge: Challenge, django_capture_on_commit_callbacks: Any
) -> None:
    form = once()
    with django_capture_on_commit_callbacks(execute=True):
        first = stage.hand_in(challenge, form=form)
        assert stage.hand_in(challenge, form=form).pk == first.pk
        where = first.file.name
        second = stage.hand_in(challenge, text="更好的方案")
    with pytest.raises(Conflict):  # the form of the one that was replaced: what it says now would not be read
        stage.hand_in(challenge, form=form, text="又一版")
    first.refresh_from_db()
    assert first.state == "replaced" and not first.file
    assert where and not first.file.storage.exists(where)
    assert second.file.storage.exists(str(second.file.name))
    come(challenge, opening=False)
    for act in (
        lambda: stage.hand_in(challenge),
        lambda: handing_in.take_back(actor=stage.solver, challenge=challenge),
        lambda: publishing.change_rules(
            actor=stage.owner, challenge=challenge, rules=rules(), reason="我们又想了想。", version=challenge.version
        ),
    ):
        with pytest.raises(Conflict):
            act()
    challenge = stage.give_keys(challenge)
    assert [row.approach for row in challenge.proposals.all()] == ["更好的方案"]


def test_taken_back_is_gone_and_may_come_again(
    stage: Stage, challenge: Challenge, django_capture_on_commit_callbacks: Any
) -> None:
    row = stage.hand_in(challenge)
    assert row.file.storage.exists(row.file.name or "")
    with django_capture_on_commit_callbacks(execute=True):
        handing_in.take_back(actor=stage.solver, challenge=challenge)
    assert not row.file.storage.exists(row.file.name or "")
    with pytest.raises(Conflict):
        handing_in.take_back(actor=stage.solver, challenge=challenge)
    stage.hand_in(challenge, text="第二份")
    assert [one.approach for one in stage.give_keys(challenge).proposals.all()] == ["第二份"]


def test_what_was_tampered_with_is_told_in_the_protocol_and_the_others_open(stage: Stage, challenge: Challenge) -> None:
    good = stage.hand_in(challenge, uploads=[upload()])
    world = stage.match.world
    others = []
    for number, name in enumerate(("broker", "secretariat_west", "secretariat_root", "member_west")):
        from tests.factories.world import make

        user = getattr(world, name)
        item = make(world, "talent", title=f"甲{number}", state="published", community=world.west, organisation=None,
                    owner=user)  # fmt: skip
        others.append(stage.hand_in(challenge, user, text="别的方案", item=item))
    missing, altered, swapped, forged = others
    missing.file.storage.delete(str(missing.file.name))
    with altered.file.open("r+b") as stream:
        stream.write(b"x")
    with pgtrigger.ignore("docking.SealedProposal:sealed_proposal_is_kept"):
        SealedProposal.objects.filter(pk=swapped.pk).update(solver=world.outsider)
        SealedProposal.objects.filter(pk=forged.pk).update(receipt=_reseal(challenge, forged))
    challenge = stage.give_keys(challenge)
    told = {row.sealed_id: row.failure for row in challenge.proposals.all()}
    assert told == {
        good.pk: "", missing.pk: "missing", altered.pk: "altered", swapped.pk: "unreadable", forged.pk: "unrecorded",
    }  # fmt: skip
    assert log.verify_all().holds


def _reseal(challenge: Challenge, row: SealedProposal) -> str:
    """Bytes that somebody with the database put in the place of others, sealed to the right key."""
    from duijie.docking.challenges.package import Package, pack

    data = sealing.seal(
        pack(Package({})), public=bytes(challenge.public_key or b""), context=handing_in.context_of(row)
    )
    with row.file.open("wb") as stream:
        stream.write(data)
    return sealing.receipt(data)


def test_nothing_readable_lies_in_the_database_or_on_the_disk_before_the_opening(
    stage: Stage, challenge: Challenge, settings: Any
) -> None:
    row = stage.hand_in(challenge, uploads=[upload(f"{MARK}.txt", MARK.encode() * 30)])
    assert Path(row.file.path).is_relative_to(settings.MEDIA_ROOT) and not traces(settings.MEDIA_ROOT)
    challenge = stage.give_keys(challenge)
    found = traces(settings.MEDIA_ROOT)  # the search finds what there is
    assert "docking_openedproposal" in found and challenge.proposals.get().files.get().file.path in found


def test_the_record_names_no_solver_before_the_opening(stage: Stage, challenge: Challenge) -> None:
    stage.hand_in(challenge)
    stage.hand_in(challenge, text="再来")
    handing_in.take_back(actor=stage.solver, challenge=challenge)
    from duijie.docking.models import LogEntry

    written = serialize("json", LogEntry.objects.filter(stream=challenge.pk), ensure_ascii=False)
    assert str(stage.solver.pk) not in written and stage.solver.name not in written
    assert ChallengeRules.objects.filter(challenge=challenge).count() == 1
