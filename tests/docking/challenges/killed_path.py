"""The path of a challenge, walked by processes that are killed: ``python -m tests.docking.challenges.killed_path``.

From the draft over two officers' keys, publication, proposals handed in, replaced and taken back, an
attempt to open before the time, the opening, assessor, scores, feedback and shortlist to the award
and its deal; see :mod:`tests.docking.killing`.

``PATHS`` and ``SEED`` are its arguments; it prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from tests.docking.killing import Path, send, walk
from tests.docking.longest_path import another_problem
from tests.layers import built

_Step = Callable[[], object]


class Walk:
    """One challenge, taken up wherever the process before was killed."""

    def __init__(self) -> None:
        from duijie.core.models import User
        from duijie.library.models import Problem, Project, Talent
        from tests.docking.challenges.staging import Stage

        def person(address: str) -> Any:
            return User.objects.get(email=address)

        # All that a stage is asked for here; it was set by a process that is gone.
        self.stage = object.__new__(Stage)
        self.stage.owner, self.stage.secretariat = person("owner@example.org"), person("secretariat@example.org")
        self.stage.solver, self.stage.rival = person("solver@west.example.org"), person("rival@else.example.org")
        self.stage.judge = person("judge@else.example.org")
        self.stage.rival_item = Talent.objects.get(owner=self.stage.rival)
        self.problem, self.project = Problem.objects.latest("id"), Project.objects.get()

    def steps(self) -> Iterator[_Step]:
        """What somebody would do next, one thing after the other, until there is nothing left to do."""
        while (step := self._next()) is not None:
            yield step
            yield send

    def _next(self) -> _Step | None:
        from duijie.docking.models import Challenge

        challenge = Challenge.objects.select_related("problem", "community").filter(problem=self.problem).first()
        if challenge is None:
            return self._prepare
        found: Callable[[Any], _Step | None] = getattr(self, f"_{challenge.state}")
        return found(challenge)

    def _prepare(self) -> object:
        from duijie.docking.challenges.services import preparing
        from tests.docking.challenges.staging import rules

        officers = [self.stage.owner, self.stage.secretariat]
        return preparing.prepare(actor=self.stage.owner, problem=self.problem, rules=rules(), officers=officers)

    def _draft(self, challenge: Any) -> _Step:
        from duijie.docking.challenges.services import preparing, publishing

        for user, words in self._keys():
            if challenge.officers.get(user=user).took_office_at is None:
                return partial(preparing.take_office, actor=user, challenge=challenge, passphrase=words)
        return partial(publishing.publish, actor=self.stage.owner, challenge=challenge)

    def _keys(self) -> list[tuple[Any, str]]:
        from tests.docking.challenges.staging import WORDS

        return [(self.stage.owner, WORDS["owner"]), (self.stage.secretariat, WORDS["secretariat"])]

    def _open(self, challenge: Any) -> _Step:
        from duijie.docking.challenges.services import handing_in, opening

        solver, rival = self.stage.solver, self.stage.rival
        if challenge.over:
            user, words = next(one for one in self._keys() if challenge.officers.get(user=one[0]).gave_at is None)
            return partial(_unpaused, partial(opening.give_key, actor=user, challenge=challenge, passphrase=words))
        if (number := challenge.sealed.filter(solver=solver).count()) < 2:
            return partial(self._hand_in, challenge, solver, number)
        if (number := challenge.sealed.filter(solver=rival).count()) == 0:
            return partial(self._hand_in, challenge, rival, number)
        if number == 1 and challenge.sealed.get(solver=rival).state == "standing":
            return partial(handing_in.take_back, actor=rival, challenge=challenge)
        if number == 1:
            return partial(self._hand_in, challenge, rival, number)
        return partial(self._too_early_and_then_the_time_comes, challenge)

    def _hand_in(self, challenge: Any, who: Any, number: int) -> object:
        from tests.docking.challenges.staging import upload

        item = self.stage.rival_item if who == self.stage.rival else self.project
        text = said(who, number)
        return self.stage.hand_in(challenge, who, text=text, item=item, uploads=[upload(), upload("二.pdf")])

    def _too_early_and_then_the_time_comes(self, challenge: Any) -> None:
        from duijie.core.errors import Conflict
        from duijie.docking.challenges.services import opening
        from tests.docking.challenges.staging import come

        for user, words in self._keys():
            try:
                opening.give_key(actor=user, challenge=challenge, passphrase=words)
            except Conflict:
                continue
            raise AssertionError("opened before the time")
        come(challenge)

    def _opening(self, challenge: Any) -> _Step:
        from duijie.docking.challenges.services import unsealing

        return partial(unsealing.go_on, challenge)

    def _opened(self, challenge: Any) -> _Step:
        from duijie.docking.challenges.services import judging

        judge, owner = self.stage.judge, self.stage.owner
        assessor = challenge.assessors.first()
        if assessor is None:
            return partial(judging.name_assessor, actor=owner, challenge=challenge, email=judge.email)
        for line in challenge.proposals.all():
            line.challenge = challenge
            if line.scores.count() < 2:
                return partial(judging.score, actor=judge, proposal=line, points={0: 90 - line.number, 1: 50})
            if not line.feedback:
                return partial(judging.feed_back, actor=owner, proposal=line, text="方法清楚，成本请细化一些。")
        return partial(judging.shortlist, actor=owner, challenge=challenge, numbers=[1, 2])

    def _shortlisted(self, challenge: Any) -> _Step:
        from duijie.docking.challenges.services import awarding

        reasons = "技术路线最完整，成本合理。"
        number = challenge.proposals.get(solver=self.stage.solver).number
        return partial(awarding.award, actor=self.stage.owner, challenge=challenge, number=number, reasons=reasons)

    def _awarded(self, challenge: Any) -> None:
        """Nothing is left to do."""


def said(who: Any, number: int) -> str:
    """What a solver writes in which of their proposals."""
    from tests.docking.challenges.staging import MARK

    return f"{MARK}：{who.name} 的第 {number} 版。"


def _unpaused(act: _Step) -> object:
    """An officer who was killed while giving a key too often waits for the pause to end."""
    from django.utils import timezone

    from duijie.docking.challenges.services.opening import GUESSES
    from duijie.docking.models import Officer

    if Officer.objects.filter(failures__gte=GUESSES).exists():
        return Officer.objects.update(failed_at=timezone.now() - timedelta(hours=1))
    return act()


def _world() -> None:
    from tests.docking import conftest
    from tests.docking.challenges.staging import Stage
    from tests.factories import world as worlds

    Stage.of(built(conftest.match, world=built(worlds.world)))


def _trouble() -> dict[str, object]:
    from tests.docking.challenges.holding import trouble

    return trouble()


def told() -> None:
    """What holds in the end."""
    from duijie.core import mailing
    from duijie.core.storage import sweep
    from duijie.docking.models import Challenge, Deal
    from tests.docking.challenges.holding import files_there

    before = files_there()
    swept = sweep(older_than=timedelta(0))
    found = {
        "trouble": _trouble(),
        "awarded": Challenge.objects.filter(state="awarded").count(),
        "deals": Deal.objects.count(),
        "mails": mailing.counts(),
        "files": {"before": before, "swept": len(swept), "after": files_there()},
    }
    print(json.dumps(found), flush=True)  # noqa: T201 - read by the test


_PATH = Path(_world, another_problem, lambda: Walk().steps(), _trouble, commits=(1, 1, 1, 2, 2, 3, 4, 5, 6, 7))

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
    from duijie.docking.challenges import sealing

    sealing.COST = sealing.Cost(passes=1, lanes=1, memory=8)  # passphrases cost no time here
    print(json.dumps(walk(_PATH, int(sys.argv[1]), int(sys.argv[2]))), flush=True)  # noqa: T201
    told()
