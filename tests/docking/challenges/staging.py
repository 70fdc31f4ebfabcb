"""A challenge on the eastern firm's problem, with officers of both sides, and two solvers from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from duijie.core.models import User
from duijie.docking.challenges.services import handing_in, judging, opening, preparing, publishing
from duijie.docking.challenges.services.preparing import Criterion, Rules
from duijie.docking.models import Challenge, ChallengeRules, Officer, SealedProposal
from duijie.library.models import Item, Problem, Talent
from duijie.registry.models import Role
from duijie.registry.services import grant_role
from tests.docking.conftest import Match
from tests.factories.world import make

WORDS = {"owner": "staple battery mountain lamp", "secretariat": "violet tractor paper harbour"}
ALTERNATE = "seven quiet kettles marching"
PDF = b"%PDF-1.7\n" + b"our method " * 40
MARK = "朱雀七号配方"
"""What nobody outside reads before the opening."""


def rules(**changes: Any) -> Rules:
    """Rules that fit, with some of them changed."""
    now = timezone.now()
    found = Rules(
        bounty=Decimal("1000000"),
        currency="CNY",
        proposals_until=now + timedelta(days=20),
        opening_at=now + timedelta(days=21),
        award_by=(now + timedelta(days=60)).date(),
        criteria=[Criterion("技术路线", "Method", 60), Criterion("价格", "Price", 40)],
        text_zh="出水镍低于 0.1 mg/L，中试三个月。",
        text_en="Nickel below 0.1 mg/L, a pilot of three months.",
        eligibility_zh="高校、科研院所和企业均可。",
        eligibility_en="Universities, institutes and companies.",
    )
    return replace(found, **changes)


def upload(name: str = "方案.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@dataclass
class Stage:
    """``owner`` and ``secretariat`` are the officers; ``solver`` and ``rival`` answer; ``judge`` scores."""

    match: Match
    owner: User
    secretariat: User
    solver: User
    rival: User
    judge: User
    rival_item: Talent

    @classmethod
    def of(cls, match: Match) -> Stage:
        world = match.world

        def person(name: str, community: Any) -> User:
            user = User.objects.create_user(f"{name}@else.example.org", "correct horse battery", name=name)
            grant_role(actor=None, user=user, community=community, kind=Role.Kind.MEMBER, organisation=None)
            return user

        rival, judge = person("rival", world.west), person("judge", world.east)
        item = make(world, "talent", title="赵博士", state="published", community=world.west, organisation=None,
                    owner=rival)  # fmt: skip
        assert isinstance(item, Talent)
        return cls(match, match.asker, world.secretariat, match.solver, rival, judge, item)

    @property
    def problem(self) -> Any:
        self.match.problem.refresh_from_db()
        return self.match.problem

    def everybody(self) -> dict[str, User | None]:
        """Everybody who might knock at the door of the challenge's pages."""
        world = self.match.world
        return {
            "owner and officer": self.owner,
            "secretariat and officer": self.secretariat,
            "colleague of the owner": world.teammate,
            "solver": self.solver,
            "colleague of the solver": self.match.solver_colleague,
            "rival": self.rival,
            "judge": self.judge,
            "broker": world.broker,
            "secretariat elsewhere": world.secretariat_west,
            "secretariat above": world.secretariat_root,
            "outsider": world.outsider,
            "site admin": world.admin,
            "anonymous": None,
        }

    def draft(self, officers: list[User] | None = None, **changes: Any) -> Challenge:
        return preparing.prepare(
            actor=self.owner, problem=self.problem, rules=rules(**changes),
            officers=officers or [self.owner, self.secretariat],
        )  # fmt: skip

    def open(self, **changes: Any) -> Challenge:
        return self._published(self.draft(**changes))

    def open_on(self, problem: Problem) -> Challenge:
        """A challenge on another problem of the same owner."""
        officers = [self.owner, self.secretariat]
        return self._published(preparing.prepare(actor=self.owner, problem=problem, rules=rules(), officers=officers))

    def _published(self, challenge: Challenge) -> Challenge:
        preparing.take_office(actor=self.owner, challenge=challenge, passphrase=WORDS["owner"])
        preparing.take_office(actor=self.secretariat, challenge=challenge, passphrase=WORDS["secretariat"])
        publishing.publish(actor=self.owner, challenge=challenge)
        return fresh(challenge)

    def hand_in(
        self, challenge: Challenge, who: User | None = None, *, text: str = f"{MARK}：两级树脂柱。", **more: Any
    ) -> SealedProposal:
        who = who or self.solver
        item: Item = more.pop("item", None) or (self.rival_item if who == self.rival else self.match.project)
        values = {"approach": text, "amount": Decimal("880000"), "currency": "CNY", "weeks": 26} | more.pop(
            "values", {}
        )
        return handing_in.hand_in(actor=who, challenge=fresh(challenge), item=item, values=values, **more)

    def opened(self, *, both: bool = True, **changes: Any) -> Challenge:
        """A challenge that two answered and two opened."""
        return self.opened_from(self.open(**changes), both=both)

    def opened_from(self, challenge: Challenge, *, both: bool = True) -> Challenge:
        """The same from an open one."""
        self.hand_in(challenge, uploads=[upload()])
        if both:
            self.hand_in(challenge, self.rival, text="离子交换，一级。", values={"amount": Decimal("700000.50")})
        return self.give_keys(challenge)

    def give_keys(self, challenge: Challenge) -> Challenge:
        come(challenge)
        opening.give_key(actor=self.owner, challenge=challenge, passphrase=WORDS["owner"])
        opening.give_key(actor=self.secretariat, challenge=challenge, passphrase=WORDS["secretariat"])
        return fresh(challenge)

    def judged(self, challenge: Challenge) -> Challenge:
        """All scored and answered by one assessor."""
        judging.name_assessor(actor=self.secretariat, challenge=challenge, email=self.judge.email)
        for line in challenge.proposals.filter(failure=""):
            line.challenge = challenge
            judging.score(actor=self.judge, proposal=line, points={0: 90 - line.number, 1: 50})
            judging.feed_back(actor=self.owner, proposal=line, text=f"方法清楚，第 {line.number} 份的成本请细化。")
        return fresh(challenge)

    def shortlisted(self) -> Challenge:
        return self.shortlisted_from(self.opened())

    def shortlisted_from(self, challenge: Challenge) -> Challenge:
        """The first of those of an opened one."""
        self.judged(challenge)
        judging.shortlist(actor=self.owner, challenge=challenge, numbers=[1])
        return fresh(challenge)


def published(problem: Item) -> Challenge:
    """A published challenge without officers, straight into the database: enough to be read."""
    assert isinstance(problem, Problem)
    told = rules()
    times = {"proposals_until": told.proposals_until, "opening_at": told.opening_at, "award_by": told.award_by}
    money = {"bounty": told.bounty, "currency": told.currency}
    now = timezone.now()
    challenge = Challenge.objects.create(
        problem=problem, community=problem.community, state="open", published_at=now, **times, **money
    )
    criteria = [{"zh": one.zh, "en": one.en, "weight": one.weight} for one in told.criteria]
    ChallengeRules.objects.create(
        challenge=challenge, number=1, text_zh=told.text_zh, criteria=criteria, published_at=now, **times, **money
    )
    return challenge


def fresh(challenge: Challenge) -> Challenge:
    return Challenge.objects.select_related("problem", "community").get(pk=challenge.pk)


def come(challenge: Challenge, *, deadline: bool = True, opening: bool = True) -> None:
    """Let the time of the deadline or of the opening come, although the database holds it fast."""
    now = timezone.now()
    moved: dict[str, datetime] = {}
    if deadline:
        moved["proposals_until"] = now - timedelta(minutes=2)
    if opening:
        moved["opening_at"] = now - timedelta(minutes=1)
    with pgtrigger.ignore("docking.Challenge:challenge_keeps_its_time"):
        Challenge.objects.filter(pk=challenge.pk).update(**moved)


def office(challenge: Challenge, user: User) -> Officer:
    return challenge.officers.get(user=user)


def once() -> UUID:
    from uuid import uuid4

    return uuid4()


def traces(folder: Path) -> list[str]:
    """Every table and every file in which the mark can be read, plainly, escaped or as bytes in hex."""
    shapes = [MARK, MARK.encode("unicode_escape").decode(), MARK.encode().hex()]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            looks = " OR ".join(["strpos(t::text, %s) > 0"] * len(shapes))
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" t WHERE {looks})', shapes)  # noqa: S608
            found += [table] if cursor.fetchone()[0] else []
    return found + [str(path) for path in folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
