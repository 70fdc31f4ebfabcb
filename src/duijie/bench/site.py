"""``duijie bench site``: needs typed into the home page of a running site, as a visitor would.

For each need: does a right paper stand among the first three, and how long does the answer
take from the press of the button to the whole page?
"""

from __future__ import annotations

import html
import re
import statistics
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from duijie.bench.needs import read_corpus, read_needs
from duijie.core.errors import InvalidInput, Unavailable

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MATCH = re.compile(r'<h2[^>]*><a href="[^"]*/(?:projects|talents|problems)/[^"]*">(.*?)</a></h2>', re.DOTALL)


def run_site(url: str, needs: Path, corpus: Path) -> dict[str, Any]:
    """Ask the site for every need; the corpus must have been imported there and embedded.

    Returns:
        ``{"results": [{"group", "needs", "first", "top3", "p50_ms", "p95_ms", "max_ms"}]}``: shares
        of needs with a right paper first and among the first three, and times of whole pages.

    Raises:
        InvalidInput: the address is not of this machine.
        Unavailable: the site does not answer as it should.
    """
    if urlsplit(url).hostname not in ("localhost", "127.0.0.1", "::1"):
        raise InvalidInput("Name a site on this machine: this bench sends it a need at a time.")
    titles = {document.id: _plain(document.title) for document in read_corpus(corpus)}
    rows: list[tuple[str, int | None, float]] = []
    with httpx.Client(base_url=url, follow_redirects=True, timeout=60, trust_env=False) as client:
        for need in read_needs(needs):
            place, took = _ask(client, need.query.text, {titles[paper] for paper in need.relevant})
            rows.append((need.lang, place, took))
    groups = {"all": rows}
    for row in rows:
        groups.setdefault(row[0], []).append(row)  # by language of the need
    return {"results": [_summary(group, found) for group, found in groups.items()]}


def _ask(client: httpx.Client, text: str, right: set[str]) -> tuple[int | None, float]:
    token = _TOKEN.search(client.get("/").text)
    if token is None:
        raise Unavailable("The home page has no form to put a need into.")
    began = time.perf_counter()
    answer = client.post("/match/", data={"text": text, "csrfmiddlewaretoken": token.group(1)})
    took = 1000 * (time.perf_counter() - began)
    if answer.status_code != 200:
        raise Unavailable(f"The site answered a need with status {answer.status_code}.")
    shown = [_plain(html.unescape(title)) for title in _MATCH.findall(answer.text)]
    return next((place for place, title in enumerate(shown) if title in right), None), took


def _plain(title: str) -> str:
    return " ".join(title.split())


def _summary(group: str, rows: list[tuple[str, int | None, float]]) -> dict[str, Any]:
    times = sorted(took for _language, _place, took in rows)
    return {
        "group": group,
        "needs": len(rows),
        "first": sum(place == 0 for _language, place, _took in rows) / len(rows),
        "top3": sum(place is not None and place < 3 for _language, place, _took in rows) / len(rows),
        "p50_ms": statistics.median(times),
        "p95_ms": times[min(len(times) - 1, int(0.95 * len(times)))],
        "max_ms": times[-1],
    }


def table(results: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| needs | first | among the first three | p50 ms | p95 ms | longest ms |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['group']} ({row['needs']}) | {row['first']:.3f} | {row['top3']:.3f} | {row['p50_ms']:.0f} "
        f"| {row['p95_ms']:.0f} | {row['max_ms']:.0f} |"
        for row in results["results"]
    ]
    return "\n".join(lines)
