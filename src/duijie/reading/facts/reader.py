"""All rules over one article."""

from __future__ import annotations

import json

from duijie.reading.articles import Article
from duijie.reading.facts import (
    agreements,
    documents,
    events,
    indicators,
    memberships,
    programmes,
    roles,
    tasks,
)
from duijie.reading.facts.frame import Extractor, Frame
from duijie.reading.facts.types import Fact

# A module for each type of fact; a new one is one line here.
EXTRACTORS: tuple[Extractor, ...] = (
    documents.find,
    roles.find,
    events.find,
    agreements.find,
    memberships.find,
    indicators.find,
    programmes.find,
    tasks.find,
)


def read_facts(article: Article, extractors: tuple[Extractor, ...] = EXTRACTORS) -> tuple[Fact, ...]:
    """The facts of an article, in the order of their quotes, each once.

    Of two that say the same the surer stays, of equally sure ones the first.
    """
    frame = Frame.of(article)
    best: dict[str, Fact] = {}
    for extractor in extractors:
        for fact in extractor(frame):
            key = fact.type + json.dumps(dict(fact.fields), ensure_ascii=False, sort_keys=True)
            if key not in best or fact.confidence > best[key].confidence:
                best[key] = fact
    return tuple(sorted(best.values(), key=lambda f: (f.start, f.end, f.type)))
