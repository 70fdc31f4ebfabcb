"""Letting another broker stand in, ending that, and the parties' say in who it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core import notices
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.models import User
from duijie.core.text import clean
from duijie.docking import standing_in
from duijie.docking.lifecycle import LIVE
from duijie.docking.models import Delegation, Introduction, LogEntry, Refusal
from duijie.docking.queries.deals import speakers
from duijie.docking.rules import agree_delegation, introduction_side, see_delegation, speak_for_party
from duijie.docking.rules.rooms import deal_side
from duijie.docking.services import log
from duijie.registry.models import Community, Role
from duijie.registry.standing import forget, standing

LONGEST = timedelta(days=366)
_REASON = (2, 500)
_AT_ONCE = 200


@transaction.atomic
def delegate(
    *,
    actor: User,
    community: Community,
    giver: User,
    taker: User,
    first_day: date,
    last_day: date,
    reason: str,
    everything: bool = False,
    introductions: Sequence[Introduction] = (),
    form: UUID | None = None,
) -> Delegation:
    """Let ``taker`` act for ``giver`` for some days. Both are told, and who leads a party of what it covers
    and is open to the taker. What is arranged for another begins when they agree (:func:`agree`), or when
    they have had a day to end it.

    Args:
        giver: the actor, or a broker of a station that the actor leads; the taker is then another broker
            of that station, never the actor: nobody lets themselves into what another brokers.
        everything: all that the giver brokers in the community, what begins meanwhile included.
        introductions: otherwise these; each with the deal that came or comes of it.
        form: the id of the form that is sent; sent again, it gives what it made.

    Raises:
        NotAllowed: the actor is neither the giver nor leads their station, or the giver is no broker here.
        InvalidInput: a day in the past, more than a year, no reason, somebody who is no broker of the
            community (of the station, where its lead arranges it), nothing that it covers, or the taker
            speaks for a side of it or was refused there; or the giver has ended the same arrangement.
    """
    _check_giver(actor, giver, community)
    if form is not None and (known := Delegation.objects.filter(form=form, made_by=actor).first()):
        return known
    _check_days(first_day, last_day)
    why = clean(reason)
    if not _REASON[0] <= len(why) <= _REASON[1]:
        raise _field("reason", _("Say why, in %(least)s to %(most)s characters."), least=_REASON[0], most=_REASON[1])
    if not standing_in.takers(actor, giver, community).filter(pk=taker.pk).exists():
        if actor.pk == giver.pk:
            raise _field("taker", _("Choose another broker of this community."))
        raise _field("taker", _("Choose another broker of the station you lead, not yourself."))
    covered = _covered(giver, community, [one.pk for one in introductions], everything=everything)
    if not everything:
        _check_taker(taker, covered)
    if actor.pk != giver.pk:
        _check_not_refused(giver, taker, community, first_day, last_day)
    made = Delegation(
        community=community, giver=giver, taker=taker, made_by=actor, first_day=first_day, last_day=last_day,
        reason=why, everything=everything, form=form,
        agreed_at=timezone.now() if actor.pk == giver.pk else None,
    )  # fmt: skip
    made.full_clean()
    made.save()
    if not everything:
        made.introductions.set(covered)
    reached = _open_to(taker, covered) if everything else covered
    for one in reached:
        days = {"from": first_day.isoformat(), "until": last_day.isoformat()}
        _log(actor, "delegate", one, made, {"giver": _who(giver), "taker": _who(taker), **days})
    forget(taker)
    _tell(made, [taker] if made.agreed_at is None else [giver, taker], "delegation-given", "given")
    if made.agreed_at is None:
        _tell(made, [giver], "delegation-arranged", "arranged")
    for one in reached:
        _tell_parties(made, one)
    return made


@transaction.atomic
def agree(*, actor: User, delegation: Delegation) -> Delegation:
    """Agree to what somebody else arranged for the actor: from then on it holds on its days.

    Raises:
        NotAllowed: it was not arranged for the actor.
        Conflict: it is over already.
    """
    current = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    agree_delegation.check(standing(actor), current, _("Only the broker for whom it was arranged agrees to it."))
    if current.over:
        raise Conflict(_("This delegation is over already."))
    if current.agreed_at is not None:
        return current
    current.agreed_at = timezone.now()
    current.version += 1
    current.save()
    for one in _reached(current, _locked(_reach(current))):
        _log(actor, "agree-delegation", one, current, {"giver": _who(current.giver), "taker": _who(current.taker)})
    if current.taker is not None:
        forget(current.taker)
    _tell(current, [current.taker, current.made_by], "delegation-agreed", "agreed")
    return current


@transaction.atomic
def end(*, actor: User, delegation: Delegation) -> Delegation:
    """Take a delegation back, or give it back.

    Raises:
        NotAllowed: it is none of the actor's.
        Conflict: it is over already.
    """
    current = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    see_delegation.check(standing(actor), current, _("This delegation is not yours to end."))
    if current.over:
        raise Conflict(_("This delegation is over already."))
    current.ended_at, current.ended_by = timezone.now(), actor
    current.version += 1
    current.save()
    for one in _reached(current, _locked(_reach(current))):
        _log(actor, "end-delegation", one, current, {"giver": _who(current.giver), "taker": _who(current.taker)})
    for user in (current.taker, actor):
        if user is not None:
            forget(user)
    arranger = [current.made_by] if current.made_by_id not in (current.giver_id, actor.pk) else []
    _tell(current, [current.giver, current.taker, *arranger], "delegation-ended", "ended")
    return current


@transaction.atomic
def refuse(*, actor: User, introduction: Introduction, user: User) -> Refusal:
    """Say for one's side that somebody shall not stand in for the broker here; it counts at once, and may be
    said before their first day.

    Raises:
        NotAllowed: the actor does not lead a side.
        InvalidInput: they neither stand in here nor will.
    """
    current, side = _for_party(actor, introduction)
    known = Refusal.objects.filter(introduction=current, user=user, side=side).first()
    if known is not None:
        return known
    standing_ = [one for one in standing_in.stand_ins(current, coming=True) if one.user.pk == user.pk]
    if not standing_:
        raise InvalidInput(_("They do not stand in for the broker here."))
    made = Refusal.objects.create(introduction=current, user=user, side=side, by=actor)
    _log(actor, "refuse-stand-in", current, standing_[0].delegation, {"taker": _who(user), "side": side})
    forget(user)
    delegation = standing_[0].delegation
    _tell(delegation, [delegation.giver, user], "delegation-refused", f"refused:{made.pk}", current)
    return made


@transaction.atomic
def admit(*, actor: User, introduction: Introduction, user: User) -> None:
    """Take the refusal of one's own side back.

    Raises:
        NotAllowed: the actor does not lead a side.
    """
    current, side = _for_party(actor, introduction)
    rows = Refusal.objects.filter(introduction=current, user=user, side=side)
    if rows.exists():
        rows.delete()
        log.write(
            stream=current.pk, actor=actor, action="admit-stand-in", about=current,
            after={"taker": _who(user), "side": side},
        )  # fmt: skip
        forget(user)


@transaction.atomic
def tell_over() -> int:
    """Tell both of delegations whose last day has passed; how many."""
    due = Delegation.objects.filter(last_day__lt=timezone.localdate(), ended_at=None, told_over=None)
    rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("id")[:_AT_ONCE])
    for current in rows:
        current.told_over = timezone.now()
        current.save(update_fields=["told_over"])
        _tell(current, [current.giver, current.taker], "delegation-over", "over")
    return len(rows)


def _check_giver(actor: User, giver: User, community: Community) -> None:
    if actor.pk != giver.pk and not standing_in.led(standing(actor), giver, community).exists():
        raise NotAllowed(_("You may let somebody stand in for yourself, or for a broker of the station you lead."))
    kinds = [Role.Kind.BROKER, Role.Kind.SECRETARIAT]
    if not Role.objects.filter(user=giver, community=community, kind__in=kinds).exists():
        raise NotAllowed(_("Only a broker of this community can let somebody stand in."))


def _check_days(first_day: date, last_day: date) -> None:
    if first_day < timezone.localdate():
        raise _field("first_day", _("The first day is in the past; choose today or a later day."))
    if last_day < first_day:
        raise _field("last_day", _("The last day is before the first; exchange the two dates."))
    if last_day - first_day > LONGEST:
        raise _field("last_day", _("A delegation holds for at most a year; choose an earlier last day."))


def _check_not_refused(giver: User, taker: User, community: Community, first_day: date, last_day: date) -> None:
    """What the giver ended is not arranged for them a second time."""
    rows = Delegation.objects.filter(
        giver=giver, taker=taker, community=community, ended_by=giver, first_day__lte=last_day, last_day__gte=first_day
    )
    if rows.exclude(made_by=giver).exists():
        told = _("%(giver)s does not want %(taker)s to stand in on these days; only they themselves arrange it.")
        sentence = told % {"giver": giver, "taker": taker}
        raise InvalidInput.at("taker", sentence)


def _covered(giver: User, community: Community, wanted: list[UUID], *, everything: bool) -> list[Introduction]:
    """What it covers now, locked."""
    rows = standing_in.brokered_by(giver, community)
    found = [row.pk for row in (rows if everything else rows.filter(pk__in=wanted))]
    if not everything and (not found or len(found) < len(set(wanted))):
        raise _field("introductions", _("Choose at least one of the introductions and deals, or all of them."))
    return _locked(found)


def _locked(pks: Sequence[UUID]) -> list[Introduction]:
    """Introductions by id, locked in one order: who writes two streams waits for nobody who waits for them."""
    list(Introduction.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    related = ("problem__organisation", "project", "talent__person", "made_by", "deal")
    return list(Introduction.objects.filter(pk__in=pks).select_related(*related).order_by("pk"))


def _check_taker(taker: User, covered: Sequence[Introduction]) -> None:
    who = standing(taker)
    for one in covered:
        deal = getattr(one, "deal", None)
        in_it = introduction_side(who, one) in ("demand", "supply")
        if in_it or (deal is not None and deal.participants.filter(user=taker).exists()):
            raise _field("taker", _("%(name)s takes part in “%(title)s”; choose somebody else for it."), one, taker)
        if Refusal.objects.filter(introduction=one, user=taker).exists():
            raise _field("taker", _("A party of “%(title)s” does not want %(name)s to stand in."), one, taker)


def _reach(delegation: Delegation) -> list[UUID]:
    """What a delegation covers and is not ended."""
    if delegation.giver is None:
        return []
    rows = standing_in.brokered_by(delegation.giver, delegation.community)
    return [row.pk for row in (rows if delegation.everything else rows.filter(delegations=delegation))]


def _open_to(taker: User, covered: Sequence[Introduction]) -> list[Introduction]:
    """Those of some introductions in which the taker can act: not where they take part or were refused."""
    open_ = standing_in.open_to(standing(taker)).filter(pk__in=[one.pk for one in covered])
    pks = set(open_.values_list("pk", flat=True))
    return [one for one in covered if one.pk in pks]


def _reached(delegation: Delegation, covered: Sequence[Introduction]) -> list[Introduction]:
    """Those whose record says that it began, and those in which the taker can act: what began meanwhile."""
    pks = [one.pk for one in covered]
    begun = LogEntry.objects.filter(stream__in=pks, action="delegate", after__delegation=str(delegation.pk))
    known = set(begun.values_list("stream", flat=True))
    if delegation.taker is not None:
        known |= {one.pk for one in _open_to(delegation.taker, covered)}
    return [one for one in covered if one.pk in known]


def _for_party(actor: User, introduction: Introduction) -> tuple[Introduction, str]:
    current = _locked([introduction.pk])[0]
    who = standing(actor)
    speak_for_party.check(who, current, _("Only who leads a side may say who stands in for the broker."))
    deal = getattr(current, "deal", None)
    alive_ = deal.state in LIVE if deal is not None else current.state == Introduction.State.OPEN
    if not alive_:
        raise Conflict(_("This is over; nobody acts for the broker here any more."))
    side = deal_side(who, deal) if deal is not None else introduction_side(who, current)
    assert side is not None  # noqa: S101 - whoever leads a side has one
    return current, side


def _log(actor: User, action: str, one: Introduction, delegation: Delegation, after: dict[str, Any]) -> None:
    log.write(stream=one.pk, actor=actor, action=action, about=one, after={**after, "delegation": str(delegation.pk)})


def _who(user: User | None) -> dict[str, str]:
    return {"user": str(user.pk), "name": str(user)} if user is not None else {"user": "", "name": ""}


def _tell(
    delegation: Delegation, users: Sequence[User | None], kind: str, what: str, one: Introduction | None = None
) -> None:
    from django.urls import reverse

    notices.tell(
        users=[user for user in users if user is not None],
        kind=kind,
        params={
            "giver": str(delegation.giver or "—"),
            "taker": str(delegation.taker or "—"),
            "lead": str(delegation.made_by or "—"),
            "from": delegation.first_day.isoformat(),
            "until": delegation.last_day.isoformat(),
            "problem": one.problem.title if one is not None else "",
        },
        url=reverse("docking:delegations"),
        key=f"delegation:{delegation.pk}:{what}",
    )


def _tell_parties(delegation: Delegation, one: Introduction) -> None:
    """Who leads a side, or answers for it before there is a deal, learns who stands in and may refuse."""
    deal = getattr(one, "deal", None)
    if deal is not None:
        rows = deal.participants.filter(left_at=None, lead=True, user__isnull=False).exclude(side="broker")
        people = [row.user for row in rows.select_related("user") if row.user]
    else:
        people = [*speakers(one.problem), *speakers(one.item)]
    notices.tell(
        users=people,
        kind="broker-stand-in",
        params={
            "taker": delegation.taker.name or "—" if delegation.taker else "—",
            "problem": one.problem.title,
            "item": one.item.title,
            "from": delegation.first_day.isoformat(),
            "until": delegation.last_day.isoformat(),
        },
        url=(deal or one).get_absolute_url(),
        key=f"delegation:{delegation.pk}:{one.pk}",
        about=f"introduction:{one.pk}",
    )


def _field(name: str, sentence: Any, one: Introduction | None = None, user: User | None = None, **more: Any) -> Any:
    if one is not None:
        more |= {"title": one.problem.title, "name": str(user)}
    told = sentence % more if more else sentence
    return InvalidInput.at(name, told)
