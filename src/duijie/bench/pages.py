"""Main text of HTML pages: how well and how fast, next to trafilatura alone.

Scored as the public article-extraction benchmark does: over runs of four ``\\w+`` tokens,
counted with repetition; for each page true and false positives and false negatives are
divided by their sum; precision and recall are means over pages (a page with no prediction
does not count in precision), F1 is their harmonic mean.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from duijie.core.errors import DuijieError, InvalidInput

_TOKEN = re.compile(r"\w+", re.UNICODE)
_SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Result:
    """One extractor's figures; speed on one core."""

    extractor: str
    precision: float
    recall: float
    f1: float
    pages_per_second: float
    pages: int


def run_pages(data: Path) -> list[Result]:
    """The figures of both extractors over a folder with truth.jsonl and the pages it names.

    Raises:
        InvalidInput: the folder does not have that form.
    """
    pages = _load(data)
    return [_score("trafilatura", _trafilatura, pages), _score("duijie", _duijie, pages)]


def as_json(results: Sequence[Result]) -> str:
    """``{"results": [{"extractor", "precision", "recall", "f1", "pages_per_second", "pages"}]}``."""
    return json.dumps({"results": [asdict(r) for r in results]})


def as_table(results: Sequence[Result]) -> str:
    """The figures as a Markdown table."""
    rows = ["| extractor | F1 | P | R | pages a second |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {r.extractor} | {r.f1:.3f} | {r.precision:.3f} | {r.recall:.3f} | {r.pages_per_second:.1f} |"
        for r in results
    ]
    return "\n".join(rows)


def _load(data: Path) -> list[tuple[bytes, str]]:
    try:
        lines = (data / "truth.jsonl").read_text("utf-8").splitlines()
        records = [json.loads(line) for line in lines if line.strip()]
        return [(_bytes(data / r["file"]), r["text"]) for r in records]
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(
            f"{data} is no set of labelled pages ({error}); it needs truth.jsonl with file and text, and the files."
        ) from error


def _bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _trafilatura(page: bytes) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def _duijie(page: bytes) -> str:
    from duijie.reading import read_bytes

    try:
        return "\n".join(article.text for article in read_bytes(page, "page.html"))
    except DuijieError:
        return ""


def _score(name: str, extract: Callable[[bytes], str], pages: Sequence[tuple[bytes, str]]) -> Result:
    extract(pages[0][0])  # imports and tables are loaded once in a process's life
    started = time.perf_counter()
    texts = [extract(page) for page, _ in pages]
    seconds = time.perf_counter() - started
    counted = [_counts(text, truth) for text, (_, truth) in zip(texts, pages, strict=True)]
    precisions = [tp / (tp + fp) for tp, fp, _ in counted if tp + fp > 0]
    recalls = [tp / (tp + fn) for tp, _, fn in counted if tp + fn > 0]
    precision, recall = _mean(precisions), _mean(recalls)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Result(name, precision, recall, f1, len(pages) / seconds, len(pages))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _counts(text: str, truth: str) -> tuple[float, float, float]:
    predicted, true = _shingles(text), _shingles(truth)
    tp = sum(min(n, true[s]) for s, n in predicted.items())
    fp, fn = sum(predicted.values()) - tp, sum(true.values()) - tp
    total = tp + fp + fn
    return (tp / total, fp / total, fn / total) if total else (0.0, 0.0, 0.0)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if len(tokens) < _SHINGLE:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1))
