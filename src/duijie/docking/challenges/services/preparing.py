"""Preparing a challenge: its draft, its officers, their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import currencies
from duijie.core.errors import Conflict, InvalidInput
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking.challenges import sealing
from duijie.docking.challenges.queries import in_force, may_be_officers
from duijie.docking.challenges.rules import open_challenge
from duijie.docking.challenges.scoring import WHOLE
from duijie.docking.challenges.services.common import save, say, taking, tell
from duijie.docking.models import Challenge, ChallengeRules, Officer
from duijie.library.lifecycle import LISTED
from duijie.library.models import Problem
from duijie.registry.standing import standing

MOST_CRITERIA = 12
LEAST_PASSPHRASE, MOST_PASSPHRASE = 12, 200
TEXTS = ("text_zh", "text_en", "eligibility_zh", "eligibility_en")
TIMES = ("proposals_until", "opening_at", "award_by")


@dataclass(frozen=True, slots=True)
class Criterion:
    """What proposals are scored by, in one language or both; ``weight`` of 100."""

    zh: str
    en: str
    weight: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules of a challenge say; times with their zone."""

    bounty: Decimal
    currency: str
    proposals_until: datetime
    opening_at: datetime
    award_by: date
    criteria: Sequence[Criterion]
    text_zh: str = ""
    text_en: str = ""
    eligibility_zh: str = ""
    eligibility_en: str = ""


@transaction.atomic
def prepare(
    *, actor: User, problem: Problem, rules: Rules, officers: Sequence[User], form: UUID | None = None
) -> Challenge:
    """Begin a challenge on a problem, as a draft.

    Args:
        officers: two, and a third as alternate if wanted: see :func:`name_officers`.
        form: the id of the form that is sent; sent again, it gives the challenge that it made.

    Raises:
        NotAllowed: the actor does not answer for the problem and is not its secretariat.
        Conflict: the problem is not published, or has a challenge that still goes on.
        InvalidInput: rules or officers that do not fit, by field.
    """
    found = Problem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
    open_challenge.check(standing(actor), found, _("Challenges are opened by the problem's owner or the secretariat."))
    if form is not None and (known := Challenge.objects.filter(form=form).first()):
        return known
    if found.state not in LISTED:
        raise Conflict(_("Publish the problem first; then it can be put out as a challenge."))
    checked(rules)
    challenge = Challenge(problem=found, community=found.community, made_by=actor, form=form)
    _set(challenge, rules)
    try:
        with transaction.atomic():
            challenge.save()
    except IntegrityError as error:
        raise Conflict(_("There is a challenge on this problem already; go on with that one.")) from error
    edition = ChallengeRules(challenge=challenge, number=1, made_by=actor)
    fill(edition, rules)
    edition.save()
    say(challenge, actor, "prepare", after={"problem": str(found.pk), "state": challenge.state})
    _name(challenge, actor, officers)
    return challenge


@transaction.atomic
def edit(*, actor: User, challenge: Challenge, rules: Rules, officers: Sequence[User], version: int) -> Challenge:
    """Change a draft. Officers who stay keep their keys; errors as :func:`prepare`."""
    current = taking(actor, challenge, "edit")
    if current.version != version:
        raise Conflict(_("Somebody changed this draft meanwhile; load the page again and change it there."))
    checked(rules)
    _set(current, rules)
    save(current)
    edition = in_force(current)
    fill(edition, rules)
    edition.save()
    say(current, actor, "edit")
    _name(current, actor, officers)
    return current


def _set(challenge: Challenge, rules: Rules) -> None:
    challenge.bounty, challenge.currency = rules.bounty, rules.currency
    for name in TIMES:
        setattr(challenge, name, getattr(rules, name))


def fill(edition: ChallengeRules, rules: Rules) -> None:
    """Write rules into an edition of them."""
    for name in ("bounty", "currency", *TIMES):
        setattr(edition, name, getattr(rules, name))
    for name in TEXTS:
        setattr(edition, name, clean(getattr(rules, name)))
    edition.criteria = [{"zh": clean(one.zh), "en": clean(one.en), "weight": int(one.weight)} for one in rules.criteria]


def checked(rules: Rules) -> None:
    """Refuse rules that do not fit.

    Raises:
        InvalidInput: by field.
    """
    told: dict[str, list[Any]] = {}

    def refuse(field: str, sentence: Any) -> None:
        told.setdefault(field, []).append(sentence)

    if not (clean(rules.text_zh) or clean(rules.text_en)):
        refuse("text_zh", _("Write the rules in Chinese or in English, best in both."))
    if not (clean(rules.eligibility_zh) or clean(rules.eligibility_en)):
        refuse("eligibility_zh", _("Say who may take part, in Chinese or in English, best in both."))
    for name, most in zip(TEXTS, (20_000, 20_000, 5000, 5000), strict=True):
        if len(clean(getattr(rules, name))) > most:
            refuse(name, _("At most %(most)s characters; shorten it.") % {"most": f"{most:,}"})
    if rules.bounty < 1 or rules.bounty >= Decimal(10) ** 14:
        refuse("bounty", _("The bounty is an amount of 1 or more."))
    if rules.currency not in currencies.CURRENCIES:
        refuse("currency", currencies.unknown(rules.currency))
    _check_times(rules, refuse)
    _check_criteria(rules.criteria, refuse)
    if told:
        raise InvalidInput(next(iter(told.values()))[0], fields=told)


def _check_times(rules: Rules, refuse: Any) -> None:
    if rules.proposals_until <= timezone.now():
        refuse("proposals_until", _("The deadline for proposals has passed; choose a time to come."))
    if rules.opening_at < rules.proposals_until:
        refuse("opening_at", _("The opening comes before the deadline for proposals; put it later."))
    if rules.award_by < timezone.localtime(rules.opening_at).date():
        refuse("award_by", _("The award comes before the opening; put it later."))


def _check_criteria(criteria: Sequence[Criterion], refuse: Any) -> None:
    if not criteria:
        refuse("criteria", _("Add at least one criterion."))
    elif len(criteria) > MOST_CRITERIA:
        refuse("criteria", _("At most %(most)s criteria; join some of them.") % {"most": MOST_CRITERIA})
    elif any(not (clean(one.zh) or clean(one.en)) or len(one.zh) > 200 or len(one.en) > 200 for one in criteria):
        refuse("criteria", _("Name each criterion in Chinese or English, in at most 200 characters."))
    elif any(not 1 <= one.weight <= WHOLE for one in criteria) or sum(one.weight for one in criteria) != WHOLE:
        total = sum(one.weight for one in criteria)
        refuse("criteria", _("The weights make %(total)s; make them 100 together, each at least 1.") % {"total": total})


def _name(challenge: Challenge, actor: User, officers: Sequence[User]) -> None:
    """Two officers, and an alternate if wanted; any two of them open the proposals.

    At most one of them is of the problem's own side, so that no side opens alone.
    """
    chosen = list(officers)
    check_officers(challenge, chosen)
    _place(challenge, actor, chosen)


def check_officers(challenge: Challenge, chosen: Sequence[User]) -> None:
    """Refuse officers who may not open together.

    Raises:
        InvalidInput: not two or three, one who may not be an officer (any more), or too many of one side.
    """
    allowed = {user.pk: own for user, own in may_be_officers(challenge.problem)}
    if len(chosen) not in (2, 3) or len({user.pk for user in chosen}) != len(chosen):
        _refuse_officers(_("Name two different officers, and a third as alternate if you like."))
    if any(user.pk not in allowed for user in chosen):
        _refuse_officers(_("Choose officers from the secretariat and the people of the problem's side."))
    if sum(allowed[user.pk] for user in chosen) > 1:
        _refuse_officers(_("At most one officer is of the problem's own side, so that nobody opens alone."))


def _place(challenge: Challenge, actor: User, chosen: Sequence[User]) -> None:
    kept = {row.user_id: row for row in challenge.officers.all()}
    if [row.user_id for row in sorted(kept.values(), key=lambda row: row.place)] == [user.pk for user in chosen]:
        return
    challenge.officers.exclude(user__in=chosen).delete()
    for place, row in enumerate(challenge.officers.all()):
        row.place = 100 + place  # out of the way of the new places
        row.save(update_fields=["place"])
    for place, user in enumerate(chosen, 1):
        officer = kept.get(user.pk) or Officer(challenge=challenge, user=user)
        officer.place = place
        officer.save()
    named = {"officers": [str(user.pk) for user in chosen]}
    say(challenge, actor, "name-officers", after=named)
    tell(challenge, [user for user in chosen if user.pk not in kept], "officer", f"officer:{challenge.version}")


def _refuse_officers(sentence: Any) -> None:
    raise InvalidInput.at("officers", sentence)


@transaction.atomic
def take_office(*, actor: User, challenge: Challenge, passphrase: str) -> Officer:
    """Make an officer's own key under a passphrase. It is known to nobody else and cannot be recovered.
    Taken again before the publication, it replaces the one before.

    Raises:
        InvalidInput: a passphrase that is too short, too common or too near the officer's name.
    """
    check_passphrase(actor, passphrase)
    current = taking(actor, challenge, "take-office")
    officer = current.officers.select_for_update(of=("self",)).get(user=actor)
    made = sealing.lock(passphrase, context=context_of_officer(officer))
    officer.public_key, officer.locked_key, officer.took_office_at = made.public, made.private, timezone.now()
    officer.save()
    say(current, actor, "take-office", after={"officer": officer.place, "key": sealing.receipt(made.public)})
    return officer


def check_passphrase(actor: User, passphrase: str) -> None:
    """Refuse what is easily guessed.

    Raises:
        InvalidInput: it is.
    """
    told: list[Any] = []
    if not LEAST_PASSPHRASE <= len(passphrase) <= MOST_PASSPHRASE:
        told.append(
            _("The passphrase has between %(least)s and %(most)s characters.")
            % {"least": LEAST_PASSPHRASE, "most": MOST_PASSPHRASE}
        )
    else:
        try:
            validate_password(passphrase, actor)
        except ValidationError as error:
            told += error.messages
        if actor.has_usable_password() and actor.check_password(passphrase):
            told.append(_("Choose another passphrase than the password of your account."))
    if told:
        raise InvalidInput(told[0], fields={"passphrase": told})


def context_of_officer(officer: Officer) -> bytes:
    """What an officer's key and parts are bound to."""
    return f"duijie challenge {officer.challenge_id} officer {officer.pk}".encode()


def is_ready(challenge: Challenge) -> bool:
    """Whether two or three officers are named and each has taken office."""
    rows: list[Mapping[str, Any]] = list(challenge.officers.values("took_office_at", "user"))
    return len(rows) >= 2 and all(row["took_office_at"] and row["user"] for row in rows)
