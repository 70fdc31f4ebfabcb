"""Whether the quantity that a text states meets the one that is asked for, and how one is written.

>>> from duijie.matching.understanding.quantities import find
>>> satisfies(find("不低于95%")[0], find("the removal reached 97.3 %")[0])
True
"""

from __future__ import annotations

import math

from duijie.core.errors import InvalidInput
from duijie.matching.types import Quantity
from duijie.matching.understanding.units import comparable, convert, parse

_ABOUT = 0.1  # "about 4000" allows a tenth either way
_MONTH = 0.08  # a month is 28 to 31 days: 8 weeks are two months to anyone who tests for two


def satisfies(requirement: Quantity, found: Quantity) -> bool | None:
    """Whether what a text states meets what is required.

    None when it cannot be said: the units measure different things, or the text gives an
    open bound (more than 90 %) that leaves the requirement (≥ 95 %) undecided. A required
    plain value is met by a range that contains it, a required range by a value or range
    inside it. A mean with a spread (94 ± 2) and "about" count with their middle.
    """
    if not comparable(requirement.unit, found.unit):
        return None
    needed, stated = parse(requirement.unit), parse(found.unit)
    if needed is None or stated is None:
        return None
    slack = _MONTH if needed.calendar != stated.calendar else 1e-9
    if _tolerates(requirement) or _tolerates(found):
        return _within(requirement, found, slack)
    least, greatest = _interval(requirement, requirement.unit)
    low, high = _interval(found, requirement.unit)
    if found.comparator == "~" and math.isfinite(low) and math.isfinite(high):
        low = high = (low + high) / 2
    at_least, at_most = math.isclose(low, least), math.isclose(high, greatest)
    least -= abs(least) * slack if math.isfinite(least) else 0
    greatest += abs(greatest) * slack if math.isfinite(greatest) else 0
    if requirement.comparator == "~" and requirement.upper is None:
        least, greatest = least - abs(least) * _ABOUT, greatest + abs(greatest) * _ABOUT
    strict_low = requirement.comparator == ">" and found.comparator != ">" and at_least
    strict_high = requirement.comparator == "<" and found.comparator != "<" and at_most
    if least <= low and high <= greatest and not strict_low and not strict_high:
        return True
    if high < least or low > greatest or (low == high and (strict_low or strict_high)):
        return False
    if requirement.comparator in ("=", "~") and low <= least and greatest <= high and math.isfinite(high - low):
        return True  # works from 5 to 30 ℃, asked for 10 to 20
    return None if not math.isfinite(high - low) else False


def _tolerates(quantity: Quantity) -> bool:
    """Whether an amount is an error that is allowed or made (±0.5 ℃)."""
    return quantity.comparator == "~" and quantity.upper is not None and quantity.value == -quantity.upper != 0


def _within(requirement: Quantity, found: Quantity, slack: float) -> bool | None:
    """Errors are compared by their size, and with a bound or a value only where that may be one."""
    _, asked = _interval(requirement, requirement.unit)
    low, told = _interval(found, requirement.unit)
    if not math.isfinite(asked) or not math.isfinite(told):
        return None
    small = told <= asked * (1 + slack)
    if _tolerates(found):
        if requirement.comparator == "<":
            return told < asked
        if _tolerates(requirement) or requirement.comparator == "<=":
            return small
        return True if math.isclose(told, asked) else None
    return True if small and told >= 0 and (low >= 0 or found.comparator in ("<", "<=")) else None


def _interval(quantity: Quantity, unit: str) -> tuple[float, float]:
    value = convert(quantity.value, quantity.unit, unit)
    if quantity.comparator in (">", ">="):
        return value, math.inf
    if quantity.comparator in ("<", "<="):
        return -math.inf, value
    upper = value if quantity.upper is None else convert(quantity.upper, quantity.unit, unit)
    return min(value, upper), max(value, upper)


_SIGNS = {"<": "< ", "<=": "≤ ", "=": "", ">=": "≥ ", ">": "> ", "~": "≈ "}


def written(quantity: Quantity) -> str:
    """A quantity as a short text in no particular language: ``≥ 95 %``, ``10–20 ℃``.

    Raises:
        InvalidInput: its value is not a finite number.
    """
    numbers = [quantity.value] + ([quantity.upper] if quantity.upper is not None else [])
    if not all(math.isfinite(number) for number in numbers):
        raise InvalidInput("A quantity needs a finite number; correct its value.")
    if _tolerates(quantity):
        return f"±{_digits(numbers[1])} {quantity.unit}".rstrip()
    between = " … " if min(numbers) < 0 else "–"
    shown = between.join(_digits(number) for number in numbers)
    return f"{_SIGNS[quantity.comparator]}{shown} {quantity.unit}".rstrip()


def _digits(number: float) -> str:
    if number and (abs(number) >= 1e12 or abs(number) < 1e-4):
        mantissa, _, power = f"{number:.6g}".partition("e")
        return f"{mantissa}×10^{int(power)}" if power else mantissa
    whole = f"{number:,.6f}".rstrip("0").rstrip(".")
    return whole if abs(number) >= 10000 else whole.replace(",", "")
