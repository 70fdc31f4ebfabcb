"""An article as the rules see it: text, sentences, mentions; and how a fact is made of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from duijie.core.text import Span, sentences
from duijie.reading.articles import Article
from duijie.reading.facts import dates, organisations, quoted, words
from duijie.reading.facts import persons as people
from duijie.reading.facts.gazetteer import known_names, post_pattern
from duijie.reading.facts.role_mention import RoleMention
from duijie.reading.facts.shortnames import ShortNames, find_short_names
from duijie.reading.facts.text import WorkingText
from duijie.reading.facts.types import Fact, FactType

_CLAUSE_END = re.compile(r"[,;:。!?\n]")
_OPEN, _CLOSE = "“‘《(", "”’》)"


@dataclass(frozen=True)
class Frame:
    """One article being read for facts.

    All offsets of mentions, sentences and clauses are offsets in :attr:`text`, the Simplified
    text with half-width marks (``( ) , : ;`` and the quotes ``“”``); values are read with
    :meth:`value`, which keeps the marks as printed. :meth:`fact` leads offsets back to the
    article.
    """

    article: Article
    working: WorkingText

    @classmethod
    def of(cls, article: Article) -> Frame:
        return cls(article, WorkingText.of(article.text, article.region))

    @property
    def text(self) -> str:
        """What rules match on."""
        return self.working.plain

    @property
    def date(self) -> str | None:
        """When the article was published, ISO, if the page says so."""
        return self.article.date

    @cached_property
    def title(self) -> Span | None:
        """The article's title where it stands in the text."""
        title = self.article.title_simplified
        if not title:
            return None
        at = self.working.shown.find(title)
        return Span(at, at + len(title), self.text[at : at + len(title)]) if 0 <= at < 400 else None

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences in order; a semicolon between clauses ends one too."""
        return tuple(sentences(self.text))

    def sentence(self, offset: int) -> Span:
        """The sentence in which an offset lies."""
        at = bisect_right(self.sentences, offset, key=lambda span: span.end)
        if at < len(self.sentences):
            return self.sentences[at]
        return Span(0, len(self.text), self.text)

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The parts of sentences between commas and colons that stand outside of brackets and quotes."""
        return tuple(part for span in self.sentences for part in clauses(span))

    @cached_property
    def words(self) -> words.Words:
        """The words of the text with their parts of speech."""
        return words.Words.of(self.text)

    @cached_property
    def short_names(self) -> ShortNames:
        """What short names of organisations stand for here."""
        return find_short_names(self.text, self.words)

    @cached_property
    def posts(self) -> tuple[re.Match[str], ...]:
        """Where posts are named (see :func:`duijie.reading.facts.gazetteer.post_pattern`)."""
        return tuple(post_pattern().finditer(self.text))

    @cached_property
    def dates(self) -> tuple[dates.DateMention, ...]:
        return dates.find_dates(self.text, self.article.date)

    @cached_property
    def titles(self) -> tuple[quoted.Quoted, ...]:
        """What stands in “” and 《》."""
        return quoted.find_quoted(self.text)

    @cached_property
    def organisations(self) -> tuple[organisations.Mention, ...]:
        return organisations.find_organisations(self.text, self.words, self.short_names)

    @cached_property
    def persons(self) -> tuple[people.Mention, ...]:
        return people.find_persons(self.text, self.words)

    @cached_property
    def roles(self) -> tuple[RoleMention, ...]:
        """Every place at which the text says that somebody holds a post."""
        from duijie.reading.facts import roles  # which takes a frame

        return roles.mentions(self)

    @cached_property
    def everybody(self) -> tuple[people.Mention, ...]:
        """Where the people stand that the text names, also those known by their post alone."""
        named = {m.text for m in self.persons}
        named.update(m.person for m in self.roles if m.confidence > 0.8)
        return people.everywhere(self.text, named)

    def value(self, start: int, end: int) -> str:
        """The Simplified words at a span, with the marks as printed, on one line."""
        return re.sub(r"\s*\n\s*", "", self.working.shown[start:end]).strip()

    def organisation(self, name: str) -> str:
        """The name an organisation's short form in this article stands for, else the name."""
        return self.short_names.full(name)

    def longest(self, name: str) -> str:
        """The longest name by which the article calls an organisation that ends as this one:
        湖泊研究所 → 中国科学院湖泊研究所; the name itself when there is none or more than one."""
        full = self.organisation(name)
        if full in known_names():
            return full
        longer = {m.name for m in self.organisations if m.name.endswith(full) and m.name != full}
        longer = {name for name in longer if name[-len(full) - 1] not in "-·—"}  # two beside each other
        return longer.pop() if len(longer) == 1 and len(full) >= 4 else full

    def fact(self, type_: FactType, start: int, end: int, rule: str, confidence: float, **fields: Any) -> Fact:
        """A fact whose quote is what the article shows at ``text[start:end]``."""
        start, end = self.working.to_source(start, end)
        return Fact(type_, fields, self.article.text[start:end], start, end, rule, confidence)

    def removed(self) -> Iterator[tuple[str, int, int]]:
        """What repair took out of the text whole, as (words, start in ``article.original``, place
        in ``article.text``): editors' lines and captions may stand there."""
        shift = 0
        for repair in self.article.repairs:
            if repair.before.strip() and not repair.after.strip():
                yield repair.before, repair.start, repair.start - shift
            shift += (repair.end - repair.start) - len(repair.after)


Extractor = Callable[[Frame], Iterable[Fact]]


def clauses(span: Span) -> Iterator[Span]:
    """The clauses of a sentence, with offsets in the text the sentence is of."""
    depth = start = 0
    text = span.text
    for i, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and _CLAUSE_END.match(char):
            if text[start:i].strip():
                yield _stripped(text, start, i, span.start)
            start = i + 1
    if text[start:].strip():
        yield _stripped(text, start, len(text), span.start)


def _stripped(text: str, start: int, end: int, offset: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(offset + start, offset + start + len(piece.strip()), piece.strip())
