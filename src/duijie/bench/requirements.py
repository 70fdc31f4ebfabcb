"""How well the splitting of needs covers the requirements that a person wrote down for them.

The person words a requirement anew (除銅率98%以上 for 總除銅率達九成八以上) and joins or cuts
clauses, so no figure here can reach 1; they tell one splitter from another and show which
needs to look at. Every other need of the file, from the first, may be looked at; the rest are
held back and only ever counted.

    $ python -m duijie.bench.requirements --needs ../shared/eval/needs/needs.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from duijie.bench.library import lines
from duijie.matching.understanding.requirements import split
from duijie.matching.understanding.variants import folded

Splitter = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a splitting agrees with the hand-written requirements, means over needs, 0 to 1.

    ``recall``: for each hand-written requirement the share of its character bigrams that its
    best clause holds. ``precision``: for each clause the best F1 with a requirement.
    ``f1``: each requirement with its best clause by bigram F1. ``focus``: the share of the
    statement's characters that the clauses leave out (background dropped). ``clauses`` and
    ``written`` are counts a need.
    """

    group: str
    needs: int
    recall: float
    precision: float
    f1: float
    focus: float
    clauses: float
    written: float


def bigrams(text: str) -> frozenset[str]:
    """Character bigrams of letters and digits, folded, Chinese in Simplified form."""
    letters = "".join(char for char in folded(text) if char.isalnum())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1)) or frozenset({letters})


def f1(one: frozenset[str], other: frozenset[str]) -> float:
    """The harmonic mean of how much of each is in the other."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def score(needs: Iterable[Mapping[str, Any]], group: str, splitter: Splitter | None = None) -> Coverage:
    """The agreement over some needs (``text``, ``requirements``)."""
    cut: Splitter = splitter or (lambda text: [requirement.text for requirement in split(text)])
    rows: list[tuple[float, ...]] = []
    for need in needs:
        clauses = list(cut(need["text"]))
        found = [bigrams(clause) for clause in clauses] or [frozenset[str]()]
        written = [bigrams(requirement) for requirement in need["requirements"]]
        rows.append(
            (
                fmean(max(len(w & f) / len(w) for f in found) for w in written),
                fmean(max(f1(w, f) for w in written) for f in found),
                fmean(max(f1(w, f) for f in found) for w in written),
                1 - min(1.0, sum(map(len, clauses)) / len(need["text"])),
                len(clauses),
                len(written),
            )
        )
    return Coverage(group, len(rows), *(round(fmean(column), 3) for column in zip(*rows, strict=True)))


def run(needs: Sequence[Mapping[str, Any]], splitter: Splitter | None = None) -> list[Coverage]:
    """The agreement over all needs, each language, and each half."""
    groups: dict[str, list[Mapping[str, Any]]] = {"all": list(needs)}
    for position, need in enumerate(needs):
        groups.setdefault(need.get("lang", "?"), []).append(need)
        groups.setdefault("held back" if position % 2 else "looked at", []).append(need)
    return [score(members, group, splitter) for group, members in groups.items()]


def run_requirements(needs: Path) -> dict[str, Any]:
    """``{"results": [{"group", "needs", "recall", "precision", "f1", "focus", "clauses",
    "written"}]}`` for a file of needs.

    Raises:
        InvalidInput: the file is missing or has another form.
    """
    return {"results": [asdict(row) for row in run(lines(needs, "lang", "text", "requirements"))]}


def table(result: Mapping[str, Any]) -> str:
    """The same for people: a line a group."""
    out = [f"{'group':<10} needs recall precision    f1 focus clauses written"]
    out += [
        f"{row['group']:<10} {row['needs']:>5} {row['recall']:>6.3f} {row['precision']:>9.3f} {row['f1']:>5.3f} "
        f"{row['focus']:>5.3f} {row['clauses']:>7.2f} {row['written']:>7.2f}"
        for row in result["results"]
    ]
    return "\n".join(out)


def worst(needs: Path, most: int) -> str:
    """The needs that may be looked at whose splitting agrees least, with both lists of clauses."""
    looked_at = lines(needs, "lang", "text", "requirements")[::2]
    out = []
    for need in sorted(looked_at, key=lambda need: score([need], "").f1)[:most]:
        out += ["", f"{need.get('id', '')}: {need['text']}"]
        out += [f"  - {requirement}" for requirement in need["requirements"]]
        out += [f"  * {requirement.text}" for requirement in split(need["text"])]
    return "\n".join(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or with ``--json`` one object."""
    parser = argparse.ArgumentParser(description="How well needs are split into requirements.")
    parser.add_argument("--needs", type=Path, required=True, help="needs.jsonl: lang, text, requirements")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--show", type=int, default=0, help="print the N worst of the needs that may be looked at")
    options = parser.parse_args(arguments)
    result = run_requirements(options.needs)
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write(table(result) + "\n")
    if options.show:
        sys.stdout.write(worst(options.needs, options.show) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
