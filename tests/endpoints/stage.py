"""One deal with everything in it, and everybody who might knock at one of its doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from duijie.core.models import User
from duijie.docking.models import Contract, Deal, Delegation, Introduction, Station
from duijie.docking.services import amendments, deals, delegations, delivery, introductions, meetings, stations, terms
from duijie.library.models import Problem
from duijie.registry.models import Role
from duijie.registry.services import grant_role
from duijie.registry.standing import forget
from tests.docking.agreed import VALUES, agreed, scan
from tests.docking.conftest import MESSAGE, Match
from tests.docking.rooms import PDF, added, brokered
from tests.factories.world import make

SAID = "青鸾三号配方"
"""Stands in everything that the two parties and their broker tell each other."""
KEPT = "白泽底价"
"""Stands in everything that the two parties keep from the broker."""
CLOSED = "玄武工艺参数"
"""Stands in the body of a confidential problem."""


@dataclass
class Stage:
    """``people`` by what they are to the deal; ``names`` are what addresses are made of."""

    match: Match
    people: dict[str, User | None]
    names: dict[str, Any]


def _broker(match: Match, name: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name)
    grant_role(actor=None, user=user, community=match.world.east, kind=Role.Kind.BROKER)
    return user


def people_of(match: Match, second: User, third: User) -> dict[str, User | None]:
    """Everybody, by what they are to the deal."""
    return {
        "demand lead": match.asker,
        "demand colleague": match.world.teammate,
        "supply lead": match.solver,
        "supply colleague": match.solver_colleague,
        "broker": match.world.broker,
        "stand-in": second,
        "refused stand-in": None,  # see build
        "other broker": third,
        "secretariat": match.world.secretariat,
        "secretariat above": match.world.secretariat_root,
        "secretariat elsewhere": match.world.secretariat_west,
        "site admin": match.world.admin,
        "outsider": match.world.outsider,
        "anonymous": None,
    }


def build(match: Match) -> Stage:
    """A contracted deal with a thread, a file and a meeting for all three and one of each for the parties
    alone; proposals, terms, a signed contract, a milestone handed in, a payment, an amendment and a review;
    an introduction that waits; a station; two delegations, one refused by a party, and one that who leads
    the station arranged and the broker has not agreed to."""
    second, third, fourth = (_broker(match, name) for name in ("second", "third", "fourth"))
    station = _station(match, second, third)
    deal = brokered(match)
    delegation = _delegate(match, second)
    arranged = _delegate(match, second, by=third)
    _delegate(match, fourth)
    delegations.refuse(actor=match.asker, introduction=deal.introduction, user=fourth)
    names = {"deal": deal.pk, **_said(match, deal)}
    names |= _contract(match, deal)
    waiting = _waiting(match)
    for user in (second, third, fourth):
        forget(user)
    people = people_of(match, second, third) | {"refused stand-in": fourth}
    names |= {
        "introduction": deal.introduction_id, "waiting": waiting.pk, "station": station.pk,
        "delegation": delegation.pk, "arranged": arranged.pk, "problem": match.problem.pk,
        "second": second.pk, "fourth": fourth.pk,
    }  # fmt: skip
    return Stage(match, people, names)


def _station(match: Match, other: User, lead: User) -> Station:
    return stations.save_station(
        actor=match.world.secretariat, community=match.world.east, station=None, name_zh="绍兴挂点组",
        brokers=[lead, other, match.world.broker], lead=lead,
    )  # fmt: skip


def _delegate(match: Match, taker: User, by: User | None = None) -> Delegation:
    today = timezone.localdate()
    return delegations.delegate(
        actor=by or match.world.broker, community=match.world.east, giver=match.world.broker, taker=taker,
        first_day=today, last_day=today + timedelta(days=5), reason="出差", everything=True,
    )  # fmt: skip


def _said(match: Match, deal: Deal) -> dict[str, Any]:
    main = deal.threads.get()
    deals.post(actor=match.asker, thread=main, text=SAID)
    alone = deals.open_thread(actor=match.asker, deal=deal, title=KEPT, with_broker=False)
    deals.post(actor=match.solver, thread=alone, text=KEPT)
    shared = added(match.asker, deal, f"{SAID}.pdf")
    kept = added(match.asker, deal, f"{KEPT}.pdf", with_broker=False)
    start = timezone.now() + timedelta(days=3)
    when: dict[str, Any] = {"starts": start, "ends": start + timedelta(hours=1)}
    met = meetings.call(actor=match.solver, deal=deal, title=SAID, place=SAID, **when)
    quiet = meetings.call(actor=match.solver, deal=deal, title=KEPT, place=KEPT, with_broker=False, **when)
    terms.propose(
        actor=match.solver, deal=deal,
        values={"approach": SAID, "amount": Decimal(9), "currency": "CNY", "weeks": 3},
    )  # fmt: skip
    return {
        "thread": main.pk, "kept_thread": alone.pk, "file": shared.pk, "kept_file": kept.pk,
        "meeting": met.pk, "kept_meeting": quiet.pk,
    }  # fmt: skip


def _contract(match: Match, deal: Deal) -> dict[str, Any]:
    from duijie.docking.services import contracts, signing

    agreed(match, deal=deal)
    values = VALUES | {"title": KEPT, "requirements": KEPT}
    contract = contracts.draft(actor=match.solver, deal=Deal.objects.get(pk=deal.pk), values=values)
    version = contract.versions.get()
    signing.sign(actor=match.asker, version=version, upload=scan())
    signing.sign(actor=match.solver, version=version, upload=scan(b"\x89PNG\r\n\x1a\n...", "盖章.png"))
    contract = Contract.objects.get(pk=contract.pk)
    first, _second = contract.milestones.all()
    round_ = delivery.submit(actor=match.solver, milestone=first, text=KEPT, uploads=[scan(PDF, f"{KEPT}.pdf")])
    paid = {"payer": "demand", "amount": Decimal(7), "paid_on": timezone.localdate(), "note": KEPT}
    payment = delivery.record_payment(actor=match.asker, contract=contract, values=paid)
    change = amendments.propose(actor=match.asker, contract=contract, text=KEPT)
    return {
        "sheet": deal.terms.get().pk, "version": version.number, "evidence": round_.files.get().pk,
        "document": version.pdf_id, "milestone": first.pk, "round": round_.number, "payment": payment.pk,
        "amendment": change.pk,
    }  # fmt: skip


def _waiting(match: Match) -> Introduction:
    other = make(match.world, "problem", title="保密的问题", state="published", confidentiality="title-only",
                 statement=CLOSED)  # fmt: skip
    assert isinstance(other, Problem)
    return introductions.invite(actor=match.world.broker, problem=other, item=match.project, message=MESSAGE + SAID)
