"""``duijie same``: find all items that say the same and all people who may be one."""

from __future__ import annotations

import time

from duijie.core.output import out, say
from duijie.matching.services import sameness as items
from duijie.registry.services import sameness as people


def run(*, as_json: bool) -> None:
    """Compare everything; what was decided stays."""
    begun = time.perf_counter()
    say("Comparing the items")
    twins = items.compare_all()
    say("Comparing the people")
    pairs = people.compare_all()
    result = {"same_items": twins, "people_in_doubt": pairs, "seconds": round(time.perf_counter() - begun, 2)}
    out(
        result,
        as_json=as_json,
        human=lambda: (
            f"{twins} pairs of items say the same, {pairs} pairs of people wait for a decision ({result['seconds']} s)."
        ),
    )
