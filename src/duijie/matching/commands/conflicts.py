"""``duijie conflicts``: what ties one record to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duijie.core.output import out
from duijie.matching.conflicts import conflicts_among
from duijie.matching.conflicts.parties import key_of
from duijie.matching.conflicts.telling import values

_WORDS = {"blocking": "BLOCKING", "disclose": "to disclose", "note": "note"}


def run(one: str, others: Sequence[str], *, years: int, as_json: bool) -> None:
    """Print the conflicts of one record with each of others. Whoever runs the installation sees all."""
    found = conflicts_among(actor=None, ones=[one], others=others, years=years)
    answers = [
        {"other": key_of(other), "conflicts": [values(each) for each in found[key_of(one), key_of(other)]]}
        for other in others
    ]
    out({"one": key_of(one), "answers": answers}, as_json=as_json, human=lambda: _text(answers))


def _text(answers: Sequence[dict[str, Any]]) -> str:
    lines = []
    for answer in answers:
        lines.append(answer["other"])
        lines += [f"  {_WORDS[each['strength']]}: {each['reason']}{_ground(each)}" for each in answer["conflicts"]]
        if not answer["conflicts"]:
            lines.append("  nothing is known")
    return "\n".join(lines)


def _ground(each: dict[str, Any]) -> str:
    source = each["source"]
    said = f" “{source['quote']}”" if source["quote"] else ""
    sure = f" (read, confidence {source['confidence']})" if source["basis"] == "read" else ""
    return said + sure
