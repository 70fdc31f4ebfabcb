"""Scores against published criteria. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

WHOLE = 100
"""What the weights of the criteria make together, and the most points of each."""


def weighted(weights: Sequence[int], points: Mapping[int, int]) -> Decimal | None:
    """The score of one assessor, 0 to 100 with two decimals: the points of each criterion (by its
    place) by its weight. None while a criterion is missing.

    >>> weighted([60, 40], {0: 80, 1: 50})
    Decimal('68.00')
    """
    if any(place not in points for place in range(len(weights))):
        return None
    found = sum((Decimal(weight) * points[place] for place, weight in enumerate(weights)), Decimal(0)) / WHOLE
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP)


def mean(scores: Sequence[Decimal]) -> Decimal | None:
    """The mean of the assessors' scores with two decimals; None of none.

    >>> mean([Decimal(68), Decimal(71)])
    Decimal('69.50')
    """
    if not scores:
        return None
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)
