"""Publishing a challenge, changing its rules by a notice, ending it without an award."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.docking.challenges import sealing
from duijie.docking.challenges.queries import in_force
from duijie.docking.challenges.services.common import (
    moment,
    runners,
    save,
    say,
    solvers,
    taking,
    tell,
    text_of,
)
from duijie.docking.challenges.services.preparing import (
    TEXTS,
    TIMES,
    Criterion,
    Rules,
    check_officers,
    checked,
    context_of_officer,
    fill,
    is_ready,
)
from duijie.docking.models import Challenge, ChallengeRules, KeyPart
from duijie.library.lifecycle import LISTED
from duijie.library.models import Problem
from duijie.library.services import update_item

LEAST_NOTICE = timedelta(days=7)
"""How long changed rules stand at least before the deadline."""
MOST_EDITIONS = 50
"""Editions of the rules of one challenge."""


@transaction.atomic
def publish(*, actor: User, challenge: Challenge) -> Challenge:
    """Open a challenge for proposals: its key is made and at once split between its officers.

    Raises:
        Conflict: an officer has not taken office, or the problem is not published any more.
        InvalidInput: the rules do not fit any more, for example a deadline that has passed meanwhile, or
            the officers: one has left or changed sides.
    """
    current = taking(actor, challenge, "publish")
    if not is_ready(current):
        raise Conflict(_("Not all officers have taken office; each of them chooses a passphrase first."))
    if current.problem.state not in LISTED:
        raise Conflict(_("Publish the problem first; then it can be put out as a challenge."))
    check_officers(current, [row.user for row in current.officers.select_related("user") if row.user])
    edition = in_force(current)
    checked(rules_in(edition))
    _make_key(current)
    now = timezone.now()
    current.state, current.published_at = Challenge.State.OPEN, now
    save(current)
    edition.published_at = now
    edition.save()
    _mark(actor, current.problem, edition)
    key = sealing.receipt(bytes(current.public_key or b""))
    after = {"state": current.state, "rules": _fingerprint(edition), "key": key, **_times(edition)}
    say(current, actor, "publish", before={"state": "draft"}, after=after)
    told = [*runners(current), *(row.user for row in current.officers.select_related("user") if row.user)]
    until = moment(current.proposals_until)
    tell(current, [one for one in told if one.pk != actor.pk], "published", "published", until=until)
    return current


def _make_key(challenge: Challenge) -> None:
    public, private = sealing.pair()
    officers = list(challenge.officers.all())
    parts = sealing.split(private, [row.pk for row in officers])
    by_pk = {row.pk: row for row in officers}
    for (holder, peer), part in parts.parts.items():
        officer = by_pk[holder]
        sealed = sealing.seal(part, public=bytes(officer.public_key or b""), context=context_of_officer(officer))
        KeyPart.objects.create(holder=officer, peer=by_pk[peer], sealed=sealed)
    challenge.public_key = public
    challenge.clock_part = sealing.keep_back(
        parts.clock, secret=settings.SECRET_KEY, context=context_of_clock(challenge)
    )


def context_of_clock(challenge: Challenge) -> bytes:
    """What the clock's part is bound to."""
    return f"duijie challenge {challenge.pk}".encode()


def _mark(actor: User, problem: Problem, edition: ChallengeRules) -> None:
    """Let the problem itself say that it is a challenge, and with which bounty."""
    values = {"problem_kind": Problem.ProblemKind.CHALLENGE, "bounty": edition.bounty, "currency": edition.currency}
    current = Problem.objects.get(pk=problem.pk)
    if any(getattr(current, name) != value for name, value in values.items()):
        update_item(actor=actor, item=current, values=values, expected_version=current.version)


@transaction.atomic
def change_rules(
    *, actor: User, challenge: Challenge, rules: Rules, reason: str, version: int, form: UUID | None = None
) -> ChallengeRules:
    """Publish a new edition of the rules, with the reason that everybody reads. Times are put off, never
    brought forward; any other change leaves :data:`LEAST_NOTICE` until the deadline.
    Everybody who has handed in a proposal is told.

    Raises:
        Conflict: the deadline has passed, or somebody else changed them.
        InvalidInput: no reason, rules that do not fit, nothing changed.
    """
    if form is not None and (known := ChallengeRules.objects.filter(form=form, challenge=challenge).first()):
        return known
    current = taking(actor, challenge, "change-rules")
    if current.over:
        raise Conflict(_("The deadline for proposals has passed; the rules stay as they are."))
    if current.version != version:
        raise Conflict(_("Somebody changed the rules meanwhile; load the page again and change them there."))
    why = text_of(reason, "reason", 2000, least=5)
    checked(rules)
    told = {
        name: [_("A published time can be put off, not brought forward; those who plan by it rely on it.")]
        for name in ("proposals_until", "opening_at")
        if getattr(rules, name) < getattr(current, name)
    }
    if told:
        raise InvalidInput(next(iter(told.values()))[0], fields=told)
    last = in_force(current)
    if last.number >= MOST_EDITIONS:
        raise Conflict(
            _("The rules were changed %(most)s times; they stay as they are now.") % {"most": MOST_EDITIONS - 1}
        )
    edition = ChallengeRules(
        challenge=current, number=last.number + 1, made_by=actor, reason=why, published_at=timezone.now(), form=form
    )
    fill(edition, rules)
    changed = [name for name in (*TEXTS, "criteria", "bounty", "currency", *TIMES) if _differ(edition, last, name)]
    if not changed:
        raise InvalidInput(_("Nothing was changed; change something or leave the rules as they are."))
    if set(changed) - set(TIMES) and edition.proposals_until < timezone.now() + LEAST_NOTICE:
        sentence = _("Who takes part needs at least %(days)s days for changed rules; put the deadline off too.") % {
            "days": LEAST_NOTICE.days
        }
        raise InvalidInput.at("proposals_until", sentence)
    edition.save()
    for name in ("bounty", "currency", *TIMES):
        setattr(current, name, getattr(edition, name))
    save(current)
    _mark(actor, current.problem, edition)
    after = {"number": edition.number, "changed": changed, "rules": _fingerprint(edition), **_times(edition)}
    say(current, actor, "change-rules", before=_times(last), after=after, note=why)
    what = f"rules:{edition.number}"
    tell(current, solvers(current), "rules", what, until=moment(current.proposals_until))
    officers = [row.user for row in current.officers.select_related("user") if row.user]
    tell(current, [one for one in officers if one.pk != actor.pk], "rules", what, until=moment(current.proposals_until))
    return edition


def _differ(one: ChallengeRules, other: ChallengeRules, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


@transaction.atomic
def end(*, actor: User, challenge: Challenge, reason: str) -> Challenge:
    """End a challenge without an award, with the reason that everybody reads. What is still sealed stays so."""
    why = text_of(reason, "reason", 2000, least=5)
    current = taking(actor, challenge, "end")
    told = [*solvers(current), *(row.user for row in current.officers.select_related("user") if row.user)]
    before = current.state
    current.state, current.ended_at, current.ended_note = Challenge.State.ENDED, timezone.now(), why
    save(current)
    say(current, actor, "end", before={"state": before}, after={"state": current.state}, note=why)
    tell(current, [one for one in told if one.pk != actor.pk], "ended", "ended")
    return current


def rules_in(edition: ChallengeRules) -> Rules:
    """An edition as :class:`Rules`."""
    kept = {name: getattr(edition, name) for name in ("bounty", "currency", *TIMES, *TEXTS)}
    return Rules(criteria=[Criterion(**one) for one in edition.criteria], **kept)


def _times(edition: ChallengeRules) -> dict[str, str]:
    return {name: getattr(edition, name).isoformat() for name in TIMES}


def _fingerprint(edition: ChallengeRules) -> str:
    told = [getattr(edition, name) for name in TEXTS] + [edition.criteria, str(edition.bounty), edition.currency]
    return sealing.receipt(json.dumps(told, ensure_ascii=False).encode())
