"""The newest articles for the home page, as far as the reading room has them."""

from __future__ import annotations

from typing import Any

from duijie.registry.models import Community
from duijie.registry.standing import Standing


def latest_articles(actor: Standing, community: Community | None, most: int = 4) -> list[Any]:
    """The newest articles; none while the reading room keeps none."""
    return []
