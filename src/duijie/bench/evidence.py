"""How well the evidence tells an item that answers a requirement from one that does not.

Pairs of requirements and papers, judged by the evidence that a user is shown:

- *own*: a requirement with a paper that answers its need. Most of these should be covered or
  partly; not all can be, since a paper need not answer every requirement of its need.
- *random*: the same requirement with a paper that has nothing to do with the need. These
  should not be shown.
- *swapped*: a requirement of another need with this need's statement and paper. The paper is
  about the right thing and does not answer; a few do by chance (low cost, easy to use).
- *right* and *beside*: the requirement with the ten papers that the engine ranks first among
  all, those that answer the need and those that do not. This is what a user sees: the papers
  beside the right one are near to the need, and should nearly always be not shown.

Printed are the areas under the curve own/random and own/swapped, and the share of verdicts.
The weights of :class:`duijie.matching.ranking.evidence.Model` and of
:class:`duijie.matching.ranking.relevance.Relevance` lie between those of two logistic fits, one on
every other need from the first ("first half"), one on the rest; so compare the halves, and
trust files that no weight has seen more.

    $ python -m duijie.bench.evidence --data ../shared/eval/needs
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duijie.bench.library import Remembering, filled, lines
from duijie.matching.embedders import DEFAULTS, configured
from duijie.matching.embedders.base import Embedder
from duijie.matching.indexing.passages import passages
from duijie.matching.ranking.background import Background
from duijie.matching.ranking.engine import Engine
from duijie.matching.ranking.evidence import Explainer
from duijie.matching.types import Document, Evidence, Passage, Query, Requirement
from duijie.matching.understanding.demands import demanded

_BATCH = 64
_STRANGERS = 20  # random papers a need
_PAGE = 10  # papers a user sees first
_SWAPPED = 6  # requirements of other needs a need


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A passage with its vectors, as the index would give it."""

    passage: Passage
    vectors: Mapping[str, NDArray[np.float32] | None]
    sentence_vectors: Mapping[str, NDArray[np.float32] | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair and its evidence."""

    position: int
    lang: str
    kind: str  # own, random, swapped, right or beside
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Result:
    """Areas under the curve (0.5 is chance) and the share of each verdict by kind of pair."""

    group: str
    own: int
    auc_random: float
    auc_swapped: float
    verdicts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def rows_of(documents: Iterable[Document], embedders: Sequence[Embedder]) -> dict[str, list[StoredRow]]:
    """The passages of some documents with their vectors, by document."""
    cut = [passage for document in documents for passage in passages(document)]
    whole: list[dict[str, NDArray[np.float32] | None]] = [{} for _ in cut]
    parts: list[dict[str, NDArray[np.float32] | None]] = [{} for _ in cut]
    for embedder in embedders:
        for begin in range(0, len(cut), _BATCH):
            found = embedder.embed(cut[begin : begin + _BATCH])
            for at, (vector, sentences) in enumerate(zip(found.vectors, found.sentences, strict=True)):
                whole[begin + at][embedder.name] = vector
                parts[begin + at][embedder.name] = sentences
    rows: dict[str, list[StoredRow]] = {}
    for passage, vectors, sentence_vectors in zip(cut, whole, parts, strict=True):
        rows.setdefault(passage.document, []).append(StoredRow(passage, vectors, sentence_vectors))
    return rows


def judge(
    needs: Sequence[Mapping[str, Any]],
    corpus: Sequence[Mapping[str, Any]],
    seed: int = 0,
    strangers: int = 150,
    embedders: Sequence[Embedder] = (),
) -> list[Judged]:
    """The evidence of every own, random and swapped pair; the random papers are drawn from
    ``strangers`` that answer no need. Without ``embedders`` the default ones are used."""
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    embedders = embedders or configured(DEFAULTS)
    background = Background.measure(embedders)
    answers = {paper for need in needs for paper in need["relevant"]}
    others = [paper for paper in corpus if paper["id"] not in answers]
    kept = [paper for paper in corpus if paper["id"] in answers] + draw.sample(others, min(strangers, len(others)))
    rows = rows_of((Document(p["id"], "project", p["title"], p["text"]) for p in kept), embedders)
    vectors = {e.name: e.encode_queries([text for need in needs for text in need["requirements"]]) for e in embedders}
    statements = {e.name: e.encode_queries([need["text"] for need in needs]) for e in embedders}
    owner = [position for position, need in enumerate(needs) for _ in need["requirements"]]
    texts = [text for need in needs for text in need["requirements"]]

    judged: list[Judged] = []
    for position, need in enumerate(needs):
        own = [row for row, of in enumerate(owner) if of == position]
        swapped = [row for row, of in enumerate(owner) if of != position and needs[of]["lang"] == need["lang"]]
        chosen = own + draw.sample(swapped, min(_SWAPPED, len(swapped)))
        unasked = [document for document in rows if document not in need["relevant"]]
        right_ones = [document for document in need["relevant"] if document in rows]
        shown = [*right_ones, *draw.sample(unasked, min(_STRANGERS, len(unasked)))]
        explainer = Explainer(
            Query(need["text"], tuple(Requirement(texts[row], quantity=demanded(texts[row])) for row in chosen)),
            requirement_vectors={space: vectors[space][chosen] for space in vectors},
            rows=[row for document in shown for row in rows[document]],
            background=background,
            statement_vectors={space: statements[space][position] for space in statements},
        )
        for document in shown:
            right = document in need["relevant"]
            for number, evidence in enumerate(explainer.explain(document)):
                if right or number < len(own):
                    kind = "random" if not right else "own" if number < len(own) else "swapped"
                    judged.append(Judged(position, need["lang"], kind, evidence))
    return judged


def shown(
    needs: Sequence[Mapping[str, Any]], corpus: Sequence[Mapping[str, Any]], embedders: Sequence[Embedder] = ()
) -> list[Judged]:
    """The evidence of the ten papers that the engine ranks first for each need: right and beside."""
    embedders = embedders or configured(DEFAULTS)
    judged: list[Judged] = []
    with filled([Document(p["id"], "project", p["title"], p["text"]) for p in corpus], embedders) as store:
        engine = Engine(store, embedders)
        for position, need in enumerate(needs):
            requirements = tuple(Requirement(text, quantity=demanded(text)) for text in need["requirements"])
            for match in engine.match(Query(need["text"], requirements), limit=_PAGE).matches:
                kind = "right" if match.document in need["relevant"] else "beside"
                judged.extend(Judged(position, need["lang"], kind, evidence) for evidence in match.evidence)
    return judged


def auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """The chance that one of ``higher`` is above one of ``lower``; ties count half."""
    if not higher or not lower:
        return float("nan")
    ordered = np.sort(np.asarray(lower))
    left = np.searchsorted(ordered, higher, side="left")
    right = np.searchsorted(ordered, higher, side="right")
    return float((left + right).mean() / 2 / len(lower))


def summarise(judged: Sequence[Judged]) -> list[Result]:
    """The figures over all pairs, each language, and each half of the needs."""
    groups: dict[str, list[Judged]] = {"all": list(judged)}
    for pair in judged:
        groups.setdefault(pair.lang, []).append(pair)
        groups.setdefault("second half" if pair.position % 2 else "first half", []).append(pair)
    results = []
    for group, members in groups.items():
        scores = {kind: [p.evidence.confidence for p in members if p.kind == kind] for kind in _KINDS}
        verdicts = {}
        for kind in _KINDS:
            counts: Counter[str] = Counter(p.evidence.verdict for p in members if p.kind == kind)
            verdicts[kind] = {verdict: round(counts[verdict] / max(1, counts.total()), 3) for verdict in _VERDICTS}
        results.append(
            Result(
                group,
                len(scores["own"]),
                round(auc(scores["own"], scores["random"]), 3),
                round(auc(scores["own"], scores["swapped"]), 3),
                verdicts,
            )
        )
    return results


_KINDS = ("own", "random", "swapped", "right", "beside")
_VERDICTS = ("covered", "partly", "not shown")


def run_evidence(data: Path, *, seed: int = 0, pages: bool = True) -> dict[str, Any]:
    """``{"results": [{"group", "own", "auc_random", "auc_swapped", "verdicts": {kind: {verdict:
    share}}}]}`` for the needs and the corpus in a folder. Embeds the whole corpus: minutes.

    Args:
        data: folder with ``needs.jsonl`` and ``corpus.jsonl``.
        seed: which random papers and swapped requirements.
        pages: false to leave out the kinds right and beside, which need all of the corpus.

    Raises:
        InvalidInput: a file is missing or has another form.
    """
    needs = lines(data / "needs.jsonl", "id", "lang", "text", "requirements", "relevant")
    corpus = lines(data / "corpus.jsonl", "id", "title", "text")
    embedders = [Remembering(embedder) for embedder in configured(DEFAULTS)]
    judged = shown(needs, corpus, embedders) if pages else []
    judged += judge(needs, corpus, seed, embedders=embedders)
    return {"results": [asdict(row) for row in summarise(judged)]}


def table(result: Mapping[str, Any]) -> str:
    """The same for people: a line a group."""
    out = [
        "share of verdicts: covered / partly / not shown",
        f"{'group':<11} pairs  AUC random swapped  " + "  ".join(f"{kind:<18}" for kind in _KINDS),
    ]
    for row in result["results"]:
        shares = "  ".join(" / ".join(f"{row['verdicts'][kind][v]:.2f}" for v in _VERDICTS) for kind in _KINDS)
        out.append(
            f"{row['group']:<11} {row['own']:>5}  {row['auc_random']:>10.3f} {row['auc_swapped']:>7.3f}  {shares}"
        )
    return "\n".join(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or with ``--json`` one object."""
    parser = argparse.ArgumentParser(description="How well evidence tells answers from non-answers.")
    parser.add_argument("--data", type=Path, required=True, help="folder with needs.jsonl and corpus.jsonl")
    parser.add_argument("--seed", type=int, default=0, help="which random papers and swapped requirements")
    parser.add_argument("--no-pages", action="store_true", help="leave out what the engine ranks first")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run_evidence(options.data, seed=options.seed, pages=not options.no_pages)
    sys.stdout.write((json.dumps(result) if options.json else table(result)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
