"""A plater who must get nickel out of waste water, and a laboratory that can."""

from __future__ import annotations

from typing import Any

from duijie.core import outbox
from duijie.library.models import Item, Problem, Requirement
from duijie.matching.indexing import feeding
from duijie.matching.indexing.topics import ITEMS
from duijie.registry.models import Organisation
from tests.factories.world import World, make

NICKEL = "我们电镀车间的废水里镍超标。要求出水镍低于 0.1 mg/L，最好不产生污泥。"
RESIN = "螯合树脂深度除镍，出水镍 0.05 mg/L。树脂可再生一百次。"


def put(*items: Item) -> None:
    """Let the index know of them, by their words."""
    outbox.put(ITEMS, [item.key for item in items])
    while feeding.drain_words():
        pass


def nickel(world: World, **values: Any) -> Problem:
    """The plater's problem, with two requirements."""
    problem = make(world, "problem", **{"title": "电镀废水除镍", "statement": NICKEL, "state": "published", **values})
    assert isinstance(problem, Problem)
    for ordinal, text in enumerate(("出水镍低于 0.1 mg/L", "不产生污泥")):
        Requirement.objects.create(problem=problem, ordinal=ordinal, text=text)
    return problem


def lab(world: World) -> Organisation:
    return Organisation.objects.create(name="西陵水处理研究所", community=world.west)


def resin(world: World, **values: Any) -> Item:
    """The laboratory's project."""
    values = {"organisation": lab(world), "owner": None, "community": world.west, **values}
    return make(world, "project", **{"title": "螯合树脂除镍", "summary": RESIN, "state": "published", **values})
