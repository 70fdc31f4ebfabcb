"""``duijie audit verify``."""

from __future__ import annotations

from collections.abc import Iterator

from duijie.core.output import out
from duijie.docking.services import log

_KINDS = {
    "gap": "an entry is missing or out of order",
    "link": "it does not follow the entry before it",
    "content": "it is not what was sealed",
    "end": "entries were cut off the end",
    "added": "it was added behind the last one that was signed",
}


def verify(*, as_json: bool) -> int:
    """Check the log of all deals; the exit code: 0 when every chain holds, else 1."""
    verdict = log.verify_all()
    told = {
        "holds": verdict.holds,
        "streams": verdict.streams,
        "entries": verdict.entries,
        "breaks": [{"stream": stream, "place": broken.place, "kind": broken.kind} for stream, broken in verdict.breaks],
        "forged_checkpoints": list(verdict.forged),
        "unsigned": list(verdict.unsigned),
    }
    out(told, as_json=as_json, human=lambda: "\n".join(_lines(verdict)))
    return 0 if verdict.holds else 1


def _lines(verdict: log.Verdict) -> Iterator[str]:
    for stream, broken in verdict.breaks:
        yield f"{stream}: broken at entry {broken.place}: {_KINDS[broken.kind]}."
    for point in verdict.forged:
        yield f"Checkpoint {point} was not signed with this installation's key."
    if verdict.unsigned:
        yield f"The last entries of {len(verdict.unsigned)} chains were not signed with this installation's key."
    held = "every chain holds" if verdict.holds else "the log was altered"
    yield f"{verdict.entries} entries of {verdict.streams} introductions, deals and challenges: {held}."
