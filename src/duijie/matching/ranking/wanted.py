"""What a requirement asks for beside its amount: its words, what it is about, and its further bounds."""

from __future__ import annotations

from duijie.matching.types import Quantity, Requirement
from duijie.matching.understanding.demands import BOUND
from duijie.matching.understanding.focus import Focus, focus
from duijie.matching.understanding.quantities import find


def unmeasured(text: str) -> str:
    """A requirement without any of its amounts, whose marks are those of the number found.

    >>> unmeasured("氟低于1 mg/L的饮水")
    '氟 的饮水'
    """
    for quantity in reversed(find(text)):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def subject(requirement: Requirement) -> Focus:
    """What a requirement is about. 氟含量低于1 mg/L的饮水 is about fluoride as much as about water."""
    about, quantity = focus(unmeasured(requirement.text)), requirement.quantity
    if quantity is None or not requirement.text[quantity.end :].lstrip().startswith("的"):
        return about
    counted = focus(requirement.text[: quantity.start])
    return about if counted.general else Focus((*counted.core, *about.core), about.rest)


def bounds_beside(requirement: Requirement) -> list[Quantity]:
    """The further bounds of a requirement that demands an amount: 以低于5元/吨的成本回用60%以上的废水."""
    wanted = requirement.quantity
    if wanted is None:
        return []
    return [amount for amount in find(requirement.text) if amount.comparator in BOUND and amount.start != wanted.start]
