"""A walk through the docking room: anybody tries anything in any order, and what must hold is looked at
after each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers import serialize
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from duijie.core.errors import DuijieError
from duijie.core.models import AuditEntry, Mail, Notice, OutboxEntry, User
from duijie.docking import rules
from duijie.docking.lifecycle import DEAL, INTRODUCTION
from duijie.docking.models import (
    Contract,
    Deal,
    DealFile,
    Delegation,
    Introduction,
    LogEntry,
    Meeting,
    Milestone,
    Review,
    Thread,
)
from duijie.docking.services import (
    amendments,
    contracts,
    deals,
    delegations,
    delivery,
    files,
    introductions,
    log,
    meetings,
    secrecy,
    signing,
    terms,
)
from duijie.docking.undertaking import EDITION
from duijie.library.models import ITEM_MODELS
from duijie.matching.indexing.documents import document
from duijie.registry.standing import forget, standing
from tests.docking.agreed import VALUES, scan
from tests.docking.conftest import Match
from tests.docking.rooms import upload

MARK = "朱雀七号配方"
"""Said in the room."""
KEPT = "白虎底价"
"""Kept from the broker."""
PARTIES = ("owner", "teammate", "solver", "solver_colleague", "professor")
OTHERS = ("broker", "second", "secretariat", "secretariat_west", "outsider", "lead")
_PAIRS: Mapping[str, set[tuple[str, str]]] = {
    "introduction": {(source, one.target) for one in INTRODUCTION.values() for source in one.sources},
    "deal": {(source, one.target) for one in DEAL.values() for source in one.sources},
    "contract": {("draft", "withdrawn"), ("draft", "signed"), ("signed", "delivered"), ("signed", "terminated")},
    "milestone": {("open", "submitted"), ("submitted", "open"), ("submitted", "accepted")},
}
"""The ways between states: what the lifecycle declares, and what docs and models say of contracts."""

Act = Callable[["Walk", User], Any]


class Walk(RuleBasedStateMachine):
    """One walk, undone at its end. Whatever is refused is refused with one of our exceptions."""

    reached: set[str] = set()

    def __init__(
        self, match: Match, brokers: Mapping[str, User], lines: list[str], outside: Callable[[Walk], None]
    ) -> None:
        """``brokers``: ``second``, who may stand in for the broker, and ``lead``, who leads their station."""
        super().__init__()
        self.match, self.brokers, self.lines, self.outside = match, brokers, lines, outside
        self.second = brokers["second"]
        self.point = transaction.savepoint()

    def teardown(self) -> None:
        try:
            self.outside(self)
            assert log.verify_all().holds
        finally:
            transaction.savepoint_rollback(self.point)

    def user(self, who: str) -> User:
        """Somebody by name, with a standing that is read anew."""
        found = self.brokers.get(who) or self.match.world.people.get(who) or getattr(self.match, who)
        assert isinstance(found, User)
        forget(found)
        return found

    @initialize(steps=st.integers(0, 12))
    def begin(self, steps: int) -> None:
        """A walk may begin anywhere on the straight way."""
        for _ in range(steps):
            self.onward()

    @rule()
    def onward(self) -> None:
        """The next step of the straight way, by whom it is for."""
        who, name = _next(self)
        self._try(who, name)

    @rule(who=st.sampled_from(PARTIES + OTHERS), name=st.deferred(lambda: st.sampled_from(sorted(ACTIONS))))
    def anybody(self, who: str, name: str) -> None:
        """Anybody tries anything."""
        self._try(who, name)

    @rule(
        who=st.sampled_from(("owner", "solver", "broker")), name=st.deferred(lambda: st.sampled_from(sorted(ACTIONS)))
    )
    def somebody(self, who: str, name: str) -> None:
        """Those whose deal it is try anything."""
        self._try(who, name)

    @rule(agreed=st.booleans())
    def arranged(self, agreed: bool) -> None:
        """Who leads the station lets somebody stand in for the broker, who agrees or says nothing."""
        self._try("lead", "arrange-delegation")
        if agreed:
            self._try("broker", "agree-delegation")

    def _try(self, who: str, name: str) -> None:
        user = self.user(who)
        before, entries = _states(), LogEntry.objects.count()
        inside = _inside(user)
        try:
            with transaction.atomic():
                ACTIONS[name](self, user)
        except (DuijieError, ObjectDoesNotExist):
            assert (_states(), LogEntry.objects.count()) == (before, entries), f"{who} was refused {name}"
            return
        after = _states()
        for key in after.keys() & before.keys():
            kind, old, new = key[0], before[key], after[key]
            assert old == new or (old, new) in _PAIRS[kind], f"{who} took a {kind} from {old} to {new} by {name}"
        assert LogEntry.objects.count() > entries or after == before, f"{name} left no entry"
        if LogEntry.objects.count() > entries and name not in _FROM_OUTSIDE:
            assert inside, f"{who} did {name} from outside"
            self._told_for_whom(user)
        Walk.reached |= {f"{kind} {state}" for (kind, _pk), state in after.items()} | {name}

    def _told_for_whom(self, user: User) -> None:
        entry = LogEntry.objects.filter(actor=str(user.pk)).latest("id")
        if user == self.second and entry.action not in ("end-delegation", "delegate"):
            assert entry.after["for"]["user"] == str(self.match.world.broker.pk)

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        """Outsiders nothing, the broker and who stands in nothing of the parties alone."""
        outsider = standing(self.user("outsider"))
        assert not rules.view_deal.filter(outsider, Deal.objects.all()).exists()
        assert not rules.know_contract.filter(outsider, Contract.objects.all()).exists()
        for who in ("broker", "second", "lead"):
            actor = standing(self.user(who))
            for rule_, model in (
                (rules.read_thread, Thread), (rules.read_file, DealFile), (rules.read_meeting, Meeting),
            ):  # fmt: skip
                assert not rule_.filter(actor, model._default_manager.filter(with_broker=False)).exists(), who
            assert not rules.read_review.filter(actor, Review.objects.all()).exists()
            assert not rules.party_of_contract.filter(actor, Contract.objects.all()).exists()
        for review in Review.objects.filter(contract__reviews_open_at=None):
            other = "solver" if review.side == "demand" else "owner"
            assert not rules.read_review.allows(standing(self.user(other)), review)
        second = standing(self.user("second"))
        if second.stands_in:
            rows = Delegation.objects.filter(taker=self.second)
            assert any(one.holds() and one.agreed_at for one in rows), "arranged today, and nobody agreed"

    @invariant()
    def nothing_is_written_where_others_read(self) -> None:
        """Mails, notices, records, the index and the log of the process name titles only."""
        kept = "".join(
            serialize("json", model._default_manager.all(), ensure_ascii=False)
            for model in (Mail, Notice, AuditEntry, OutboxEntry)
        )
        indexed = "".join(str(document(item)) for kind in ITEM_MODELS.values() for item in kind._default_manager.all())
        for mark in (MARK, KEPT):
            assert mark not in kept
            assert mark not in indexed
            assert mark not in "".join(self.lines)


def _states() -> dict[tuple[str, Any], str]:
    found: dict[tuple[str, Any], str] = {}
    for kind, model in (
        ("introduction", Introduction), ("deal", Deal), ("contract", Contract), ("milestone", Milestone),
    ):  # fmt: skip
        found |= {(kind, pk): state for pk, state in model._default_manager.values_list("pk", "state")}
    return found


def _inside(user: User) -> bool:
    """Whether somebody speaks for a side of the introduction or is in the room."""
    actor = standing(user)
    return any(rules.introduction_side(actor, one) is not None for one in Introduction.objects.all()) or any(
        rules.deal_side(actor, deal) is not None for deal in Deal.objects.all()
    )


def _deal() -> Deal:
    return Deal.objects.latest("id")  # one that ended may be followed by another


def _contract() -> Contract:
    return _deal().contracts.exclude(state="withdrawn").latest("id")


def _offer(_walk: Walk, user: User) -> Any:
    start = timezone.localdate()
    values = {
        "kind": "development", "subject": MARK, "amount": Decimal(9), "currency": "CNY", "start": start,
        "end": start + timedelta(days=90), "ownership": MARK, "secrecy_years": 5,
    }  # fmt: skip
    steps = [terms.Step(MARK, start + timedelta(days=30), MARK, Decimal(9))]
    return terms.offer_terms(actor=user, deal=_deal(), values=values, milestones=steps)


def _propose(_walk: Walk, user: User) -> Any:
    values = {"approach": MARK, "amount": Decimal(9), "currency": "CNY", "weeks": 3}
    return terms.propose(actor=user, deal=_deal(), values=values)


def _call(_walk: Walk, user: User, *, with_broker: bool) -> Any:
    start = timezone.now() + timedelta(days=2)
    said = MARK if with_broker else KEPT
    return meetings.call(actor=user, deal=_deal(), title=said, place=said, with_broker=with_broker,
                         starts=start, ends=start + timedelta(hours=1))  # fmt: skip


def _delegate(walk: Walk, user: User) -> Any:
    today = timezone.localdate()
    return delegations.delegate(
        actor=user, community=walk.match.world.east, giver=user, taker=walk.second, first_day=today,
        last_day=today + timedelta(days=3), reason=KEPT, everything=True,
    )  # fmt: skip


def _arrange(walk: Walk, user: User) -> Any:
    today = timezone.localdate()
    return delegations.delegate(
        actor=user, community=walk.match.world.east, giver=walk.match.world.broker, taker=walk.second,
        first_day=today, last_day=today + timedelta(days=2), reason=KEPT, everything=True,
    )  # fmt: skip


def _pay(_walk: Walk, user: User) -> Any:
    values = {"payer": "demand", "amount": Decimal(3), "paid_on": timezone.localdate(), "note": KEPT}
    return delivery.record_payment(actor=user, contract=_contract(), values=values)


def _round() -> Any:
    return _contract().milestones.filter(state="submitted").earliest("id").submissions.latest("number")


_STARS = {"result": 5, "reliability": 4, "together": 5, "text": KEPT}
_LIVELY = f"{MARK}：我们想一起做中试，希望了解条件。"

ACTIONS: dict[str, Act] = {
    "invite": lambda w, u: introductions.invite(
        actor=u, problem=w.match.problem, item=w.match.project, message=_LIVELY
    ),
    "accept": lambda w, u: introductions.accept(actor=u, introduction=Introduction.objects.latest("id")),
    "decline": lambda w, u: introductions.decline(
        actor=u, introduction=Introduction.objects.latest("id"), reason="field", note=MARK
    ),
    "ask": lambda w, u: introductions.ask(actor=u, introduction=Introduction.objects.latest("id"), text=f"{MARK}？"),
    "withdraw": lambda w, u: introductions.withdraw(actor=u, introduction=Introduction.objects.latest("id")),
    "post": lambda w, u: deals.post(actor=u, thread=_deal().threads.earliest("id"), text=MARK),
    "post-kept": lambda w, u: deals.post(
        actor=u, thread=_deal().threads.filter(with_broker=False).earliest("id"), text=KEPT
    ),
    "thread-kept": lambda w, u: deals.open_thread(actor=u, deal=_deal(), title=KEPT, with_broker=False),
    "bring": lambda w, u: deals.bring(actor=u, deal=_deal(), email=w.match.solver_colleague.email),
    "bring-outsider": lambda w, u: deals.bring(actor=u, deal=_deal(), email=w.match.world.outsider.email),
    "leave": lambda w, u: deals.leave(actor=u, deal=_deal()),
    "promise": lambda w, u: secrecy.promise(actor=u, deal=_deal(), edition=EDITION),
    "end": lambda w, u: deals.end(actor=u, deal=_deal(), reason=MARK),
    "propose": _propose,
    "offer-terms": _offer,
    "agree": lambda w, u: terms.agree(actor=u, terms=_deal().terms.latest("number")),
    "reopen-terms": lambda w, u: terms.reopen_terms(actor=u, deal=_deal(), reason=MARK),
    "add-file": lambda w, u: files.add(actor=u, deal=_deal(), upload=upload(f"{MARK}.pdf")),
    "add-file-kept": lambda w, u: files.add(actor=u, deal=_deal(), upload=upload(f"{KEPT}.pdf"), with_broker=False),
    "withdraw-file": lambda w, u: files.withdraw(actor=u, file=DealFile.objects.filter(withdrawn_at=None).latest("id")),
    "call-meeting": lambda w, u: _call(w, u, with_broker=True),
    "call-meeting-kept": lambda w, u: _call(w, u, with_broker=False),
    "cancel-meeting": lambda w, u: meetings.cancel(
        actor=u, meeting=Meeting.objects.filter(cancelled_at=None).latest("id")
    ),
    "draft": lambda w, u: contracts.draft(actor=u, deal=_deal(), values=VALUES | {"title": KEPT, "requirements": KEPT}),
    "withdraw-contract": lambda w, u: contracts.withdraw(actor=u, contract=_contract(), reason=KEPT),
    "sign": lambda w, u: signing.sign(actor=u, version=_contract().versions.latest("number"), upload=scan()),
    "amend": lambda w, u: amendments.propose(actor=u, contract=_contract(), text=KEPT),
    "agree-amendment": lambda w, u: amendments.agree(actor=u, amendment=_contract().amendments.latest("number")),
    "decline-amendment": lambda w, u: amendments.decline(
        actor=u, amendment=_contract().amendments.latest("number"), reason=KEPT
    ),
    "terminate": lambda w, u: amendments.terminate(actor=u, contract=_contract(), reason=KEPT),
    "submit": lambda w, u: delivery.submit(
        actor=u, milestone=_contract().milestones.filter(state="open").earliest("id"), text=KEPT, uploads=[scan()]
    ),
    "accept-milestone": lambda w, u: delivery.accept(actor=u, submission=_round()),
    "reject-milestone": lambda w, u: delivery.reject(actor=u, submission=_round(), reason=KEPT),
    "pay": _pay,
    "confirm": lambda w, u: delivery.confirm_payment(actor=u, payment=_contract().payments.latest("id")),
    "review": lambda w, u: delivery.review(actor=u, contract=_contract(), values=_STARS),
    "delegate": _delegate,
    "arrange-delegation": _arrange,
    "agree-delegation": lambda w, u: delegations.agree(actor=u, delegation=Delegation.objects.latest("id")),
    "end-delegation": lambda w, u: delegations.end(actor=u, delegation=Delegation.objects.latest("id")),
    "refuse-stand-in": lambda w, u: delegations.refuse(
        actor=u, introduction=Introduction.objects.latest("id"), user=w.second
    ),
    "admit-stand-in": lambda w, u: delegations.admit(
        actor=u, introduction=Introduction.objects.latest("id"), user=w.second
    ),
}
"""Everything that can be done in the room, by its name here."""

_FROM_OUTSIDE = frozenset({"invite", "end-delegation", "delegate", "arrange-delegation"})
"""Done by who is not in the room (yet), or is concerned without being in it."""


def _next(walk: Walk) -> tuple[str, str]:
    """Who takes which step now on the straight way; a broker's introduction, so that all three are there."""
    one = Introduction.objects.order_by("id").last()
    deal = Deal.objects.filter(introduction=one).first() if one is not None else None
    over = one is None or one.state in ("declined", "withdrawn", "expired")
    if one is None or over or (deal is not None and deal.state == "ended"):
        return "broker", "invite"
    if one.state == "open":
        return ("owner" if not one.demand_accepted else "solver"), "accept"
    assert deal is not None
    if deal.state in ("talking", "negotiating"):
        sheet = deal.terms.first()
        if sheet is None or sheet.agreed:
            return "solver", "offer-terms"
        return ("owner" if not sheet.demand_agreed_at else "solver"), "agree"
    contract = deal.contracts.exclude(state="withdrawn").order_by("id").last()
    if contract is None:
        return "solver", "draft"
    if contract.state == "draft":
        signed = contract.versions.latest("number").signatures.values_list("side", flat=True)
        return ("owner" if "demand" not in signed else "solver"), "sign"
    if contract.state == "signed":
        waiting = contract.milestones.filter(state="submitted").exists()
        return ("owner", "accept-milestone") if waiting else ("solver", "submit")
    given = contract.reviews.values_list("side", flat=True)
    return ("owner" if "demand" not in given else "solver"), "review"
