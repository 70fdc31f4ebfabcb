"""Facts read from public pages: how many are right, how much damage is seen, how fast.

The set is a folder of pages and a JSON Lines file: an object a line with ``doc`` (a file of
the folder), ``type``, the fields of its type and ``quote``. A line of type ``text`` gives
what the text of an article truly is (``text``, and ``article`` where there are several).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duijie.bench.library import lines
from duijie.bench.reading_errors import error_rate
from duijie.bench.reading_score import RECALL_ONLY, TYPES, Counts, Score
from duijie.core.errors import DuijieError, InvalidInput
from duijie.core.text import language

if TYPE_CHECKING:
    from duijie.reading import Article
    from duijie.reading.facts import Fact

Row = dict[str, Any]
SURE = 0.9
_SECONDS = 2.0


def run_reading(
    pages: Path,
    facts_file: Path,
    *,
    find: Callable[[Article], Sequence[Fact]] | None = None,
    seconds: float = _SECONDS,
) -> dict[str, Any]:
    """The figures of the reader over a set.

    Args:
        pages: the folder of the files that the set names.
        facts_file: the set.
        find: what finds facts in an article; by default the platform's own.
        seconds: how long reading is repeated to measure its speed, at least once each.

    Returns:
        ``results`` (a row a type: type, precision, recall, f1), ``fields`` (a row a field),
        ``damage``, ``characters`` (error_rate is None where the set gives no true text),
        ``confidence``, ``pages_per_second``, ``trafilatura_pages_per_second`` (None where no
        page is HTML or text), ``compared`` (what trafilatura was given: pages as they are,
        texts wrapped into HTML, pages left out), ``pages``, ``failures`` (files that could not
        be read, and why), ``missed`` and ``wrong`` (rows with doc and quote).

    Raises:
        InvalidInput: the set does not have that form, or names a file that is not there.
    """
    from duijie.reading import read_bytes

    if find is None:
        from duijie.reading.facts import read_facts

        find = read_facts
    finder, wanted = find, read_set(facts_file)
    files = {doc: _load(pages, doc) for doc in wanted}
    score, texts, failures, sure = Score(), [], {}, []
    for doc, rows in wanted.items():
        try:
            articles = read_bytes(files[doc], doc)
        except DuijieError as error:
            articles, failures[doc] = [], str(error)
        found = [_row(doc, article, fact) for article in articles for fact in finder(article)]
        score.page(rows, found)
        texts += [_texts(row, articles) for row in rows if row["type"] == "text"]
        sure += [row for row in found if row["confidence"] > SURE and row["type"] not in RECALL_ONLY]
    right = {id(row) for row in score.right}
    truly = sum(id(row) in right for row in sure)

    def whole(doc: str) -> None:
        for article in read_bytes(files[doc], doc):
            finder(article)

    readable = [doc for doc in wanted if doc not in failures]
    for_other = {doc: page for doc in readable if (page := html_of(files[doc], doc))}
    with one_core():
        speed = _speed(whole, readable, seconds)
        alone = _speed(lambda doc: _trafilatura(for_other[doc]), list(for_other), seconds) if for_other else None
    return {
        "results": [_line("type", kind, score.types[kind]) for kind in ("document", *TYPES) if kind in score.types],
        "fields": [_line("field", name, counts) for name, counts in sorted(score.fields.items())],
        "damage": _damage(score),
        "characters": {"texts": len(texts), "error_rate": error_rate(texts)},
        "confidence": {"above": SURE, "facts": len(sure), "right": truly / len(sure) if sure else None},
        "pages_per_second": speed,
        "trafilatura_pages_per_second": alone,
        "compared": {
            "html": sum(page is files[doc] for doc, page in for_other.items()),
            "wrapped": sum(page is not files[doc] for doc, page in for_other.items()),
            "left_out": len(readable) - len(for_other),
        },
        "pages": len(wanted),
        "failures": failures,
        "missed": [dict(row) for row in score.missed],
        "wrong": [dict(row) for row in score.wrong],
    }


def read_set(path: Path) -> dict[str, list[Row]]:
    """The rows of a set by document, in the order of the file.

    Raises:
        InvalidInput: a line is no such object; the message names it.
    """
    known = ("document", "text", *TYPES)
    by_doc: dict[str, list[Row]] = {}
    for row in lines(path, "doc", "type"):
        if row["type"] not in known:
            raise InvalidInput(f"{path} has a fact of type {row['type']!r}; the types are {', '.join(sorted(known))}.")
        if not isinstance(row["doc"], str) or not row["doc"]:
            raise InvalidInput(f"{path} has a fact whose doc is {row['doc']!r}; it is the name of a file in quotes.")
        for name, value in row.items():
            if name in _LISTS and value is not None and not isinstance(value, list):
                raise InvalidInput(
                    f"{path} has a {row['type']} of {row['doc']} whose {name} is no list; put it in [ ]."
                )
            if name in _TEXTS and isinstance(value, list | dict):
                raise InvalidInput(
                    f"{path} has a {row['type']} of {row['doc']} whose {name} is no text; put it in quotes."
                )
        by_doc.setdefault(row["doc"], []).append(row)
    return by_doc


_LISTS = frozenset(("parties", "signatories", "organisations", "people", "site_codes", "damage"))
_TEXTS = frozenset(
    "title date publisher person role organisation name place subject measure unit as_of member_of kind issuer "
    "text".split()
)


def as_json(results: Mapping[str, Any]) -> dict[str, Any]:
    """The figures without the single facts."""
    return {key: value for key, value in results.items() if key not in ("missed", "wrong")}


def table(results: Mapping[str, Any]) -> str:
    """The figures as Markdown tables and sentences."""
    rows = ["| facts | precision | recall | F1 |", "| --- | --- | --- | --- |"]
    rows += [f"| {r['type']} | {_shown(r, 'precision')} | {_shown(r, 'recall')} | {_shown(r, 'f1')} |"
             for r in results["results"]]  # fmt: skip
    rows += [f"| {r['field']} | {_shown(r, 'precision')} | {_shown(r, 'recall')} | {_shown(r, 'f1')} |"
             for r in results["fields"]]  # fmt: skip
    damage, sure, text = results["damage"], results["confidence"], results["characters"]
    rows += [
        "",
        f"Damage found: {_share(damage['recall'])}; of the labels given {_share(damage['wrongly_found'])} are wrong.",
    ]
    rows += [
        f"- {r['label']}: {r['right']} of {r['wanted']}, {r['found'] - r['right']} wrongly" for r in damage["labels"]
    ]
    if text["texts"]:
        rows.append(f"Character error rate of {text['texts']} texts: {text['error_rate']:.4%}.")
    if sure["facts"]:
        rows.append(f"Facts with a confidence above {sure['above']}: {sure['facts']}, {_share(sure['right'])} right.")
    rows.append(f"{results['pages']} pages; {results['pages_per_second']:.1f} a second on one core.")
    rows.append(_next_to(results))
    rows += [f"Not read: {doc}: {why}" for doc, why in results["failures"].items()]
    return "\n".join(rows)


def _next_to(results: Mapping[str, Any]) -> str:
    """What trafilatura alone did with the same pages, and in what form it was given them."""
    alone, given = results["trafilatura_pages_per_second"], results["compared"]
    if alone is None:
        return "trafilatura alone: n/a, it reads neither plain text nor the formats of these pages."
    forms = [
        f"{given['html']} as they are" if given["html"] else "",
        f"{given['wrapped']} of plain text wrapped into HTML, a paragraph a line" if given["wrapped"] else "",
        f"{given['left_out']} of other formats left out" if given["left_out"] else "",
    ]
    given_as = ", ".join(filter(None, forms))
    return f"trafilatura alone, main text only, without repair or facts: {alone:.1f} a second ({given_as})."


def singles(results: Mapping[str, Any]) -> str:
    """The missed and the wrong facts, a line each, for those who mend the reader."""
    shown = []
    for verdict in ("missed", "wrong"):
        for row in sorted(results[verdict], key=lambda row: (row["type"], row["doc"])):
            fields = {
                key: value
                for key, value in row.items()
                if key not in ("doc", "type", "quote", "rule", "confidence") and value not in (None, "", [], ())
            }
            by = f"  <{row['rule']} {row['confidence']:.2f}>" if "rule" in row else ""
            shown.append(f"{verdict} {row['type']} {row['doc']}: {fields} “{row.get('quote', '')}”{by}")
    return "\n".join(shown)


def _row(doc: str, article: Article, fact: Fact) -> Row:
    return {
        **fact.fields,
        "article": article.number,
        "doc": doc,
        "type": fact.type,
        "quote": fact.quote,
        "rule": fact.rule,
        "confidence": fact.confidence,
    }


def _texts(row: Row, articles: Sequence[Article]) -> tuple[str, str]:
    """The true text of an article and the repaired one, in the script of the true one."""
    true, number = str(row.get("text") or ""), row.get("article")
    chosen = [a for a in articles if number in (None, a.number)]
    simplified = language(true) == "zh-Hans"
    return true, "\n".join(a.simplified if simplified else a.text for a in chosen)


def _load(pages: Path, doc: str) -> bytes:
    path = pages / doc
    try:
        if not path.resolve().is_relative_to(pages.resolve()):
            raise FileNotFoundError(doc)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"The set names {doc}, which is not in {pages}; give the folder of its pages with --pages."
        ) from error


def _line(key: str, name: str, counts: Counts) -> Row:
    if name in RECALL_ONLY:
        return {key: name, "precision": None, "recall": counts.recall, "f1": None}
    return {key: name, "precision": counts.precision, "recall": counts.recall, "f1": counts.f1}


def _damage(score: Score) -> dict[str, Any]:
    total = sum(score.damage.values(), Counts())
    wrongly = None if total.precision is None else 1 - total.precision
    labels = [
        {"label": label, "right": c.right, "found": c.found, "wanted": c.wanted}
        for label, c in sorted(score.damage.items())
    ]
    return {
        "precision": total.precision,
        "recall": total.recall,
        "f1": total.f1,
        "wrongly_found": wrongly,
        "labels": labels,
    }


@contextmanager
def one_core() -> Iterator[None]:
    """This process and its children on one core, where the system can tell them so."""
    if not hasattr(os, "sched_getaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _speed(read: Callable[[str], object], docs: Sequence[str], seconds: float) -> float:
    """Pages a second; whole rounds, after a first one that loads tables and models."""
    if not docs:
        return 0.0
    read(docs[0])
    started, rounds, elapsed = time.perf_counter(), 0, 0.0
    while rounds == 0 or elapsed < seconds:
        for doc in docs:
            read(doc)
        rounds += 1
        elapsed = time.perf_counter() - started
    return rounds * len(docs) / elapsed


def html_of(page: bytes, name: str) -> bytes | None:
    """A page as trafilatura can read it: HTML as it is; plain text with its first line as the title and a paragraph a
    line, since of bare text trafilatura makes nothing; None for any other format."""
    from duijie.reading.formats import HTML, TEXT, media_type, open_bytes

    kind = media_type(page, name)
    if kind == HTML:
        return page
    if kind != TEXT:
        return None
    lines = [escape(line.strip()) for line in open_bytes(page, name).text.splitlines() if line.strip()]
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    title = lines[0] if lines else ""
    return f"<html><head><title>{title}</title></head><body><article>\n{body}</article></body></html>".encode()


def _trafilatura(page: bytes) -> None:
    import trafilatura

    trafilatura.extract(page, include_comments=False)


def _shown(row: Row, name: str) -> str:
    return "–" if row[name] is None else f"{row[name]:.3f}"


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.1%}"
