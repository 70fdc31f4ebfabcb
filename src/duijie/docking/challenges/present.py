"""What the pages of challenges show: rules in the reader's language, what can be done, the record in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duijie.docking.challenges.lifecycle import possible
from duijie.docking.challenges.rules import parts_of
from duijie.docking.models import Challenge, ChallengeRules, LogEntry, Officer
from duijie.docking.present import Done
from duijie.docking.zones import called
from duijie.registry.standing import Standing

ACTIONS: dict[str, Any] = {
    "prepare": _("Challenge prepared"),
    "edit": _("Draft changed"),
    "name-officers": _("Officers named"),
    "take-office": _("An officer has taken office"),
    "publish": _("Challenge published"),
    "change-rules": _("Rules changed"),
    "hand-in": _("Sealed proposal handed in"),
    "take-back": _("Sealed proposal taken back"),
    "give-key": _("An officer has given their key"),
    "wrong-passphrase": _("Wrong passphrase of an officer"),
    "begin-opening": _("Opening begun by two officers"),
    "open": _("Proposals opened"),
    "name-assessor": _("Assessor named"),
    "excuse-assessor": _("Assessor excused"),
    "score": _("Proposal scored"),
    "feed-back": _("Feedback written"),
    "fetch-file": _("File fetched"),
    "shortlist": _("Shortlist published"),
    "award": _("Award decided"),
    "end": _("Ended without an award"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A text in the reader's language, or in the other one where there is none; ``language`` says which."""

    text: str
    language: str


def in_language(zh: str, en: str) -> Told:
    """The text for the reader."""
    chinese = (get_language() or "").startswith("zh")
    if (chinese and zh) or not en:
        return Told(zh, "zh-Hans")
    return Told(en, "en")


@dataclass(frozen=True, slots=True)
class ShownRules:
    """An edition of the rules as somebody reads it."""

    edition: ChallengeRules
    text: Told
    eligibility: Told
    criteria: list[tuple[Told, int]]


def shown(edition: ChallengeRules) -> ShownRules:
    """An edition in the reader's language."""
    return ShownRules(
        edition,
        in_language(edition.text_zh, edition.text_en),
        in_language(edition.eligibility_zh, edition.eligibility_en),
        [(in_language(row["zh"], row["en"]), int(row["weight"])) for row in edition.criteria],
    )


def actions(actor: Standing, challenge: Challenge) -> frozenset[str]:
    """What the pages offer to somebody now: only what the services would do."""
    found = set(possible(challenge.state, parts_of(actor, challenge)))
    if challenge.over:
        found -= {"hand-in", "take-back", "change-rules"}
    if not challenge.due or any(
        row.user_id == actor.user and row.gave_at is not None for row in challenge.officers.all()
    ):
        found -= {"give-key", "open"}
    return frozenset(found)


def me_as_officer(actor: Standing, challenge: Challenge) -> Officer | None:
    """The reader's own office."""
    return next((row for row in challenge.officers.all() if actor.user and row.user_id == actor.user), None)


def zone() -> str:
    """The zone in which all times of challenges are given."""
    return called(settings.TIME_ZONE)


def days_left(challenge: Challenge) -> int | None:
    """Whole days until the deadline; None when it has passed or nothing is handed in."""
    left = challenge.proposals_until - timezone.now()
    if challenge.state != Challenge.State.OPEN or left.total_seconds() <= 0:
        return None
    return left.days


def told(rows: Iterable[LogEntry]) -> list[Done]:
    """The record for people. Who handed in is not told."""
    return [
        Done(
            row.at,
            str(_("a solver")) if row.action in ("hand-in", "take-back") else row.actor_label,
            ACTIONS.get(row.action, row.action),
            row.note,
        )
        for row in rows
    ]
