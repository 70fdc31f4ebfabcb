"""``duijie audit verify``."""

from __future__ import annotations

import json

from duijie.core.output import say
from duijie.docking.services import log

_KINDS = {
    "gap": "an entry is missing or out of order",
    "link": "it does not follow the entry before it",
    "content": "it is not what was sealed",
    "end": "entries were cut off the end",
}


def verify(*, as_json: bool) -> int:
    """Check the log of all deals; the exit code: 0 when every chain holds, else 1."""
    verdict = log.verify_all()
    if as_json:
        say(
            json.dumps(
                {
                    "holds": verdict.holds,
                    "streams": verdict.streams,
                    "entries": verdict.entries,
                    "breaks": [
                        {"stream": stream, "place": broken.place, "kind": broken.kind}
                        for stream, broken in verdict.breaks
                    ],
                    "forged_checkpoints": list(verdict.forged),
                }
            )
        )
    else:
        for stream, broken in verdict.breaks:
            say(f"{stream}: broken at entry {broken.place}: {_KINDS[broken.kind]}.")
        for point in verdict.forged:
            say(f"Checkpoint {point} was not signed with this installation's key.")
        held = "every chain holds" if verdict.holds else "the log was altered"
        say(f"{verdict.entries} entries of {verdict.streams} introductions, deals and challenges: {held}.")
    return 0 if verdict.holds else 1
