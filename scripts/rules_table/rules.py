"""Every rule object of the code, and those that need no row of their own."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module

import duijie

EXCEPTIONS = {
    "library.moderate_item": "publish, return and take-down in “Change items” are its answers, with the states",
    "library.read_problem_body": "asked through may_read_body, which the pages, the API and the exports ask",
    "registry.view_named": "everybody; one row stands for organisations, people and posts",
    "reading.view_fact": "everybody, but for what was rejected: told below the tables",
    "docking.demand_side": "asked through introduction_side, which says for whom somebody speaks",
    "docking.supply_side": "asked through introduction_side, which says for whom somebody speaks",
}
"""By room and name, or by room alone, why a rule is in no row."""


def every() -> Iterator[tuple[str, object]]:
    """The rules of all rooms under ``room.name``; each object once, where it is defined or offered first.

    Django must be set up.
    """
    from duijie.core.permissions import Rule

    for module in pkgutil.walk_packages(duijie.__path__, "duijie."):
        if ".rules" in module.name and ".migrations" not in module.name:
            import_module(module.name)
    seen: set[int] = set()
    names = [name for name in sys.modules if name.startswith("duijie.")]
    for name in sorted(names, key=lambda one: (".rules" not in one, one)):
        for attribute, value in sorted(vars(sys.modules[name]).items()):
            if isinstance(value, Rule) and not attribute.startswith("_") and id(value) not in seen:
                seen.add(id(value))
                yield f"{_room(name)}.{attribute}", value


def _room(module: str) -> str:
    """``duijie.docking.rules.rooms`` is docking, ``duijie.docking.challenges.rules`` docking.challenges."""
    parts = module.split(".")[1:]
    return ".".join(parts[: parts.index("rules")] if "rules" in parts else parts)
