"""Write down what happens with matches.

The site calls :func:`record_shown`, :func:`record_opened`, :func:`record_declined` and
:func:`record_reconsidered`; whoever brings two sides together calls :func:`record_invited`,
:func:`record_introduced`, :func:`record_contracted`, and :func:`record_declined` for an invitation
that was turned down, with ``asked=asked_of(problem=problem.pk)`` and the problem's community. A match
that was never shown is written down all the same, without a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.library.models import Item, Problem
from duijie.matching.edition import edition
from duijie.matching.models.use import NEED, PROBLEM, UseEvent
from duijie.matching.rules import judge_matches
from duijie.registry.models import Community
from duijie.registry.standing import Standing

_SPACE = UUID("6f0b9b0e-5f0c-4f6e-9a63-6f6f1f0a4c11")
_BATCH = 5000
_CHANGES = 40  # decisions about one match: more is play, or an attempt to fill the disk


@dataclass(frozen=True, slots=True)
class Placed:
    """A match where it stands on a page: ``rank`` counts from 1 over all pages."""

    item_kind: str
    item_id: UUID
    rank: int
    score: float
    propensity: float = 1.0
    explored: bool = False


def asked_of(*, problem: UUID | str | None = None, key: str = "") -> str:
    """What the log calls a need: a problem by its id, a need that is only tried by a digest of the
    key it has in the visitor's session, which leads nobody back to it."""
    return f"{PROBLEM}{problem}" if problem else f"{NEED}{salted_hmac('matching.use.need', key).hexdigest()[:40]}"


def answer_of(*, asked: str, visitor: str, placed: Sequence[Placed]) -> UUID:
    """The name of a page of matches: the same for the same visitor, need and order. It tells neither
    who saw it nor that two pages were seen by one."""
    told = "|".join([asked, visitor, *(f"{one.rank}:{one.item_kind}:{one.item_id}" for one in placed)])
    return uuid5(_SPACE, salted_hmac("matching.use.answer", told).hexdigest())


def record_shown(*, actor: Standing, community: Community, asked: str, visitor: str, placed: Sequence[Placed]) -> UUID:
    """Write down a page of matches, in one statement; a page that is loaded again counts once.

    Args:
        visitor: what tells this visitor from others; only a digest of it, the need and the page is kept.

    Returns:
        the page's name, by which its matches are opened and judged.
    """
    answer = answer_of(asked=asked, visitor=visitor, placed=placed)
    rows = [
        UseEvent(
            community=community,
            kind=UseEvent.Kind.SHOWN,
            asked=asked,
            answer=answer,
            item_kind=one.item_kind,
            item_id=one.item_id,
            rank=one.rank,
            score=one.score,
            edition=edition(),
            explored=one.explored,
            propensity=one.propensity,
            signed_in=actor.user is not None,
        )
        for one in placed
    ]
    _append(rows)
    return answer


def _append(rows: Sequence[UseEvent]) -> None:
    """Write rows that nobody waits for: the disk may have them a moment after the page. A crash of
    the database loses the last fraction of a second of them, and nothing else."""
    for row in rows:
        row.clean_fields(exclude=["community"])  # which would be looked up for each
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("set local synchronous_commit to off")
        UseEvent.objects.bulk_create(rows, ignore_conflicts=True)


def record_opened(*, actor: Standing, asked: str, answer: UUID, item_kind: str, item_id: UUID) -> bool:
    """Write down that a match was opened from a page; the first time counts.

    Returns:
        false when that page did not show it for this need.
    """
    shown = UseEvent.objects.filter(
        kind=UseEvent.Kind.SHOWN, asked=asked, answer=answer, item_kind=item_kind, item_id=item_id
    ).first()
    if shown is None:
        return False
    _append([_following(shown, UseEvent.Kind.OPENED, actor)])
    return True


def record_declined(*, actor: Standing | None, community: Community, asked: str, item: Item, reason: str) -> UseEvent:
    """A match does not suit, or an invitation was turned down; the newest reason counts.

    Args:
        actor: None where the caller has decided that this may be done, as for the side invited.
        asked: as :func:`asked_of` names it.

    Raises:
        InvalidInput: the reason is none of the list.
        NotAllowed: the match is of a problem whose matches the actor may not judge.
        Conflict: minds were changed about this match too often.
    """
    if reason not in UseEvent.Reason.values:
        raise InvalidInput(_("Choose one of the reasons; it helps to tell what fits."))
    return _record(UseEvent.Kind.DECLINED, actor, community, asked, item, reason)


def record_reconsidered(*, actor: Standing | None, community: Community, asked: str, item: Item) -> UseEvent:
    """A decline is taken back. Arguments and errors as of :func:`record_declined`."""
    return _record(UseEvent.Kind.RECONSIDERED, actor, community, asked, item)


def record_invited(*, actor: Standing | None, community: Community, asked: str, item: Item) -> UseEvent:
    """The side with the need asked the other to talk. Arguments and errors as of :func:`record_declined`."""
    return _record(UseEvent.Kind.INVITED, actor, community, asked, item)


def record_introduced(*, actor: Standing | None, community: Community, asked: str, item: Item) -> UseEvent:
    """Both sides agreed and were introduced. Arguments and errors as of :func:`record_declined`."""
    return _record(UseEvent.Kind.INTRODUCED, actor, community, asked, item)


def record_contracted(*, actor: Standing | None, community: Community, asked: str, item: Item) -> UseEvent:
    """A contract was signed. Arguments and errors as of :func:`record_declined`."""
    return _record(UseEvent.Kind.CONTRACTED, actor, community, asked, item)


@transaction.atomic
def _record(
    kind: UseEvent.Kind, actor: Standing | None, community: Community, asked: str, item: Item, reason: str = ""
) -> UseEvent:
    if actor is not None:
        _check_judge(actor, asked)
    rows = UseEvent.objects.filter(community=community, asked=asked, item_kind=item.kind.value, item_id=item.pk)
    if rows.exclude(kind__in=[UseEvent.Kind.SHOWN, UseEvent.Kind.OPENED]).count() >= _CHANGES:
        raise Conflict(_("This match was judged very often already; nothing more is written down about it."))
    shown = rows.filter(kind=UseEvent.Kind.SHOWN).order_by("-id").first()
    if shown is None:
        shown = UseEvent(community=community, asked=asked, item_kind=item.kind.value, item_id=item.pk)
    row = _following(shown, kind, actor, reason)
    row.full_clean()
    row.save()
    transaction.on_commit(lambda: _wake(community.pk), robust=True)
    return row


def _check_judge(actor: Standing, asked: str) -> None:
    if asked.startswith(PROBLEM):
        problem = Problem.objects.filter(pk=asked.removeprefix(PROBLEM)).first()
        judge_matches.check(
            actor, problem, _("Only whoever keeps the problem, and its brokers, may judge its matches.")
        )
    elif not asked.startswith(NEED):
        raise NotAllowed(_("This need is no longer kept here; state it again on the home page."))


def _following(shown: UseEvent, kind: UseEvent.Kind, actor: Standing | None, reason: str = "") -> UseEvent:
    """A row about the same match at the same place. What the installation itself writes follows an act
    of somebody signed in."""
    return UseEvent(
        community_id=shown.community_id,
        kind=kind,
        asked=shown.asked,
        answer=shown.answer,
        item_kind=shown.item_kind,
        item_id=shown.item_id,
        rank=shown.rank,
        score=shown.score,
        edition=shown.edition,
        explored=shown.explored,
        propensity=shown.propensity,
        reason=reason,
        signed_in=actor is None or actor.user is not None,
    )


def _wake(community: UUID) -> None:
    from duijie.matching.tasks import wake_calibration

    wake_calibration(community)


def forget_old(*, days: int | None = None) -> int:
    """Remove what is older than the installation keeps it, some thousand rows at a time.

    Returns:
        how many rows were removed.
    """
    before = timezone.now() - timedelta(days=settings.ENV.use_days if days is None else days)
    removed = 0
    while batch := _oldest(before):
        removed += UseEvent.objects.filter(pk__in=batch).delete()[0]
    return removed


def _oldest(before: object) -> list[int]:
    found: Iterable[int] = UseEvent.objects.filter(at__lt=before).order_by("id").values_list("id", flat=True)[:_BATCH]
    return list(found)
