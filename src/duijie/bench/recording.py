"""What the log of use costs a page of matches: milliseconds against a real PostgreSQL, each committed."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

import numpy as np

from duijie.core.errors import Unavailable
from duijie.core.ids import uuid7

_MARK = "bench:"
_PAGE = 10
_BATCH = 5_000


def run_recording(pages: int, before: int = 0) -> dict[str, tuple[float, float]]:
    """(p50, p95) of each step of a page; what was written is removed again.

    Args:
        pages: how many pages are written and opened.
        before: rows that lie in the log already, written first.

    Raises:
        Unavailable: the installation has no community yet.
    """
    from duijie.matching.edition import edition
    from duijie.matching.models import UseEvent
    from duijie.matching.queries import use as queries_use
    from duijie.matching.services import use
    from duijie.registry.models import Community
    from duijie.registry.standing import ANONYMOUS

    community = Community.objects.filter(parent__isnull=True).first()
    if community is None:
        raise Unavailable("There is no community yet: start the site once with `duijie up`.")
    spent: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[[], object]) -> object:
        begun = time.perf_counter()
        result = act()
        spent.setdefault(name, []).append(1000 * (time.perf_counter() - begun))
        return result

    def page() -> list[use.Placed]:
        return [use.Placed("project", uuid7(), rank, 0.5) for rank in range(1, _PAGE + 1)]

    try:
        for start in range(0, before, _BATCH):
            UseEvent.objects.bulk_create(
                UseEvent(
                    community=community,
                    kind=UseEvent.Kind.SHOWN,
                    asked=f"{_MARK}{number // _PAGE}",
                    answer=uuid7(),
                    item_kind="project",
                    item_id=uuid7(),
                    rank=number % _PAGE + 1,
                    score=0.5,
                    edition=edition(),
                )
                for number in range(start, min(start + _BATCH, before))
            )
        for number in range(pages):
            asked, placed = f"{_MARK}now {number}", page()
            items = [(one.item_kind, one.item_id) for one in placed]

            def read(asked: str = asked, items: list[tuple[str, UUID]] = items) -> None:
                queries_use.exploration_of(community)
                queries_use.calibration_of(community, edition())
                queries_use.declined_reasons(community, asked, items)

            def write(asked: str = asked, placed: list[use.Placed] = placed) -> UUID:
                return use.record_shown(actor=ANONYMOUS, community=community, asked=asked, visitor="", placed=placed)

            timed("read for a page", read)
            answer = timed("write a page of ten", write)
            assert isinstance(answer, UUID)  # noqa: S101 - of write

            def follow(asked: str = asked, answer: UUID = answer, item: UUID = placed[0].item_id) -> None:
                use.record_opened(actor=ANONYMOUS, asked=asked, answer=answer, item_kind="project", item_id=item)

            timed("write an opening", follow)
    finally:
        UseEvent.objects.filter(asked__startswith=_MARK).delete()
    return {
        name: (round(float(np.percentile(values, 50)), 2), round(float(np.percentile(values, 95)), 2))
        for name, values in spent.items()
    }
