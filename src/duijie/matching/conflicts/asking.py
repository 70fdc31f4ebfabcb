"""Are these two entangled? The one call that serves the site, the API, the command line and the
rooms below, before somebody is invited, paired or made a judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.core.errors import InvalidInput, NotAllowed
from duijie.matching.conflicts.collecting import collect
from duijie.matching.conflicts.detecting import Detector
from duijie.matching.conflicts.parties import Parties, Ref, key_of, load, may_ask
from duijie.matching.conflicts.types import YEARS, Conflict
from duijie.registry.standing import Standing

MOST_YEARS = 50
Pair = tuple[str, str]


def conflicts_between(
    *, actor: Standing | None, one: Ref, other: Ref, years: int = YEARS, today: date | None = None
) -> tuple[Conflict, ...]:
    """The conflicts of interest of two parties, as the actor may know them, the strongest first.

    Args:
        actor: who asks; None for the installation itself, which knows all: for checks whose
            outcome, not whose reason, somebody is told.
        one, other: people, organisations or items, or their keys (``person:<id>``). Behind an item
            are its owner, its organisation and, of a talent, the person.
        years: for how many years what is over still counts.
        today: the day to count from.

    Raises:
        NotAllowed: the actor speaks for neither, and is no broker or secretariat of theirs.
        NotFound: one of them does not exist or is not open to the actor.
        InvalidInput: a key that is none, or years out of 0 to 50.
    """
    found = conflicts_among(actor=actor, ones=[one], others=[other], years=years, today=today)
    return found[key_of(one), key_of(other)]


def conflicts_among(
    *,
    actor: Standing | None,
    ones: Iterable[Ref],
    others: Iterable[Ref],
    years: int = YEARS,
    today: date | None = None,
) -> dict[Pair, tuple[Conflict, ...]]:
    """As :func:`conflicts_between` for each of some with each of others, by the pair of their keys.

    The queries do not depend on how many they are; 30 × 200 take well under a second.
    """
    left, right = list(ones), list(others)
    found, detector = _prepared(actor, [*left, *right], years, today)
    pairs = [(key_of(one), key_of(other)) for one in left for other in right]
    if not all(may_ask(found, *pair) for pair in dict.fromkeys(pairs)):
        raise NotAllowed(
            _("You may ask about conflicts of interest of your own entries, or as broker or secretariat of theirs.")
        )
    return {(one, other): detector.between(found.by_key[one], found.by_key[other]) for one, other in pairs}


def conflicts_within(
    *, actor: Standing | None, refs: Sequence[Ref], years: int = YEARS, today: date | None = None
) -> dict[Pair, tuple[Conflict, ...]]:
    """The conflicts of any two of these, both ways round, where there are any; pairs that the actor
    may not ask about are left out."""
    found, detector = _prepared(actor, refs, years, today)
    keys = list(found.by_key)
    result: dict[Pair, tuple[Conflict, ...]] = {}
    for place, one in enumerate(keys):
        for other in keys[place + 1 :]:
            told = detector.between(found.by_key[one], found.by_key[other])
            if told and may_ask(found, one, other):
                result[one, other] = result[other, one] = told
    return result


def _prepared(actor: Standing | None, refs: Sequence[Ref], years: int, today: date | None) -> tuple[Parties, Detector]:
    if not 0 <= years <= MOST_YEARS:
        message = _("Years are counted from 0 to %(most)s.") % {"most": MOST_YEARS}
        raise InvalidInput.at("years", message)
    if actor is not None and actor.user is None:
        raise NotAllowed(_("Sign in to ask about conflicts of interest."))
    found = load(actor, refs)
    ties = collect(found)
    granted = None if actor is None else frozenset(found.granted)
    return found, Detector(ties, today or timezone.localdate(), years, granted)
