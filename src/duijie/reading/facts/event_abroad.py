"""Visits, talks, ceremonies and foundings in English text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from duijie.core.text import Span
from duijie.reading.facts.dates import DateMention
from duijie.reading.facts.event_mention import EventMention, date_of
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.spans import starting

_NAME = r"[A-Z][\w'’-]+(?: (?:[A-Z]\.|[A-Z][\w'’-]+|de|da|van|von|der|al|bin|el)(?= )){0,3} [A-Z][\w'’-]+"
_SUBJECT = re.compile(rf"\b(?:{_NAME}|[A-Z][a-z]+)")
# Between who and what they did: (R), a post in commas, adverbs.
_AFTER_SUBJECT = re.compile(
    r"(?:\s*\([^()\n]{1,60}\))?(?:,? (?:an?|the|[a-z]+|(?:Vice )?President|Director|Secretary|Minister|Chair\w*|Head|"
    r"Professor|Dean)[^;\n]{0,280}?(?:\([^()]{1,20}\))?,?)??"
    r"(?: and (?:his|her|their) delegation)?"
    r"(?: (?:also|later|then|recently|officially|successfully|separately|has|have))* ?"
)
_VISITED = re.compile(
    r"\b(?P<verb>(?:was|were|is|has been|had been) invited to visit|[Vv]isit(?:ed|s)|[Tt]our(?:ed|s)|"
    r"(?:paid|pays|made|makes|concluded) "
    r"(?:an?|his|her|the) (?:[\w-]+ ){0,3}visit to|(?:led|leads|headed|heads) (?:a|the|an) (?:[\w-]+ ){0,6}delegation "
    r"(?:on a visit to|to visit|to|visiting|"
    r"(?:composed of|consisting of|made up of|comprising|of) [^;\n]{3,220}?,? to visit)|"
    r"(?:travell?ed|went) to|was on an? (?:[\w-]+ ){0,3}visit to) (?:[Tt]he )?"
    r"(?:(?:research )?(?:institutions|institutes|universities) in )?"
    r"(?P<target>[A-Z][^.;\n]{2,160})"
)
_GROUP_VISITED = re.compile(
    r"\b[Aa] (?P<who>(?:[\w-]+ ){0,4}delegation (?:from|of) (?:the )?[A-Z][^.;,\n]{2,90}?)"
    r"(?:,? (?:led|headed) by [^.;\n]{3,90}?)?,? (?:visited|paid an? (?:[\w-]+ ){0,3}visit to|arrived (?:in|at)) "
    r"(?:the )?(?P<target>[A-Z][^.;\n]{2,160})"
)
_TARGET_END = re.compile(
    r",? (?:from|[Oo]n|in|during|between|for (?:an?|the|\d|talks)|at the invitation|where|when|to|as|with|"
    r"accompanied|last|this|under|after|before)\b(?= |$)|"
    r",? (?:and )?(?:met|meeting|held|signed|attended|delivered|gave|accompanied|hoping|discussed)\b"
)
_MET = re.compile(
    r"\b(?P<verb>met(?: with)?|held (?:bilateral |friendly )?(?:talks|a meeting|discussions|a bilateral meeting) with|"
    r"had (?:a meeting|talks) with|talks with) (?P<whom>(?:(?:Prof|Dr|Mr|Mrs|Ms)\. )?[^.;\n]{2,160})"
)
_WHOM_END = re.compile(
    r" (?:and (?:congratulated|discussed|exchanged|said|held|signed|visited|expressed)|to (?=[a-z])|on |in |at )|"
    r" during |, (?:who|hoping|where)"
)
_LECTURED = re.compile(
    r"\b(?P<verb>[Ll]ectur(?:ed|es)|(?:delivered|gave|delivers|gives) (?:an? |the )?(?:[\w-]+ ){0,2}?lecture"
    r"(?: (?:entitled|titled|on|about) [^.;\n]{3,120}?)?) (?P<at>in|at) (?:the )?(?P<target>[A-Z][^.;\n]{1,120})"
)
_CEREMONY = re.compile(
    r"\b(?P<name>(?:opening|closing|signing|unveiling|launch|launching|inauguration|award|awards|awarding|graduation|"
    r"groundbreaking|inaugural|commencement) ceremony(?: at (?:the )?[A-Z][\w-]*(?: (?:of )?[A-Z][\w-]*)*|"
    r" (?:of|for) (?:the |an? |its )?[A-Za-z][^.,;\n]{2,130}?))(?= (?:was|were|took|on (?=[A-Z\d])|in (?=[A-Z])|with|"
    r"he|she|they|it|and (?!the |[A-Z]|(?:\w+ ){1,2}(?:cooperation|research|between)))|[.,;\n]|$)"
)
_FOUNDED = re.compile(
    r"\b(?:The )?(?P<name>[A-Z][\w&'’-]*(?: (?:(?:of|for|on|and|the|in|&) ){0,2}[A-Z][\w&'’-]*){1,9})"
    r"(?: \([A-Z][\w-]{1,10}\))?,? (?:was|were) (?:officially |formally |jointly )?"
    r"(?P<verb>founded|established|inaugurated|set up|launched) (?:in|on) "
)
_TITLE_WORD = re.compile(
    r"(?:President|Vice|Professor|Prof|Dr|Mr|Mrs|Ms|Director|Deputy|General|Secretary|Minister|Chairman|Chairwoman|Chair|"
    r"Assistant|Executive|Senior|Associate|Chief|[A-Z]\w+-General|Academician|Dean|Rector|Chancellor|Ambassador|Premier|"
    r"Prime|[A-Z]{2,6}|The|In|On|At|During|Also|Later)\.? "
)
_NO_PERSON = re.compile(
    r"\b(?:University|Institute|Academy|Academies|Sciences|Council|Center|Centre|Ministry|Department|College|School|"
    r"Society|Association|Foundation|Committee|Group|Delegation|Embassy|Union|Organi[sz]ation|Laboratory|Office|Museum|"
    r"Medical|Research|Health|Technology|Chinese|Kingdom|States|Republic|North|South|East|West|New|International|National|World|Forum|Museum|Company|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|"
    r"October|November|December|Participants|Visitors|Students|Scientists|Experts|Guests|They|He|She|It|We|The|This|That|"
    r"Which|Who|Delegates|Members|Both|All|Many|Several)\b"
)


def find(frame: Frame) -> Iterator[EventMention]:
    """The visits, talks, ceremonies and foundings that an English text tells of."""
    text = frame.text
    if sum(c.isascii() and c.isalpha() for c in text[:3000]) < 60:
        return
    yield from _visits(frame)
    yield from _talks(frame)
    yield from _lectures(frame)
    for match in _CEREMONY.finditer(text):
        name = re.sub(r" (?:of|for|at)$", "", match["name"])
        if " of " in name or " for " in name or " at " in name:
            sentence = frame.sentence(match.start())
            date = date_of(frame, sentence, match.start(), match.end())
            yield EventMention(name, match.start(), match.end(), "english-ceremony", 0.72, date)
    for match in _FOUNDED.finditer(text):
        dates = starting(frame.dates, match.end() - 4, match.end() + 3)
        if dates and " " in match["name"].removeprefix("The "):
            end = max(match.end(), dates[0].end)
            name = f"{match['name']} {match['verb']}"
            yield EventMention(name, match.start(), end, "english-founded", 0.8, dates[0], None, (match["name"],))


def _visits(frame: Frame) -> Iterator[EventMention]:
    """One visit each, the first; where a traveller went on the way belongs to it."""
    text = frame.text
    travelled: set[str] = set()
    for match in sorted([*_VISITED.finditer(text), *_GROUP_VISITED.finditer(text)], key=lambda m: m.start()):
        group = match.re is _GROUP_VISITED
        subject = None if group else _subject(frame, match.start())
        who = match["who"] if group else subject and subject[0]
        target = _TARGET_END.split(match["target"])[0].strip(" ,")
        if who is None or who in travelled or not target:
            continue
        travelled.add(who)
        sentence = frame.sentence(match.start("target"))
        date = _date(frame, sentence, match)
        end = match.start("target") + len(target)
        people = () if group else (who,)
        yield EventMention(
            f"{who} visit to {target}",
            subject[1] if subject else match.start(),
            end,
            "english-visit",
            0.82,
            date,
            target,
            (),
            people,
        )


def _talks(frame: Frame) -> Iterator[EventMention]:
    """Talks with somebody whose name is told."""
    text = frame.text
    told: set[tuple[str, str]] = set()
    for match in _MET.finditer(text):
        subject = _subject(frame, match.start())
        words = _WHOM_END.split(match["whom"])[0]
        whom = next(
            (p for p in (_person(text, m.group()) for m in re.finditer(rf"{_NAME}|^[A-Z][a-z]+$", words)) if p), None
        )
        if subject is None or whom is None or subject[0] == whom or (subject[0], whom) in told:
            continue
        who, start = subject
        told.add((who, whom))
        sentence = frame.sentence(match.start("whom"))
        end = text.index(words, match.start("whom")) + len(words)
        yield EventMention(
            f"{who} met with {whom}",
            start,
            end,
            "english-met",
            0.8,
            _date(frame, sentence, match),
            None,
            (),
            (who, whom),
        )


def _lectures(frame: Frame) -> Iterator[EventMention]:
    """A lecture or speech of a guest, the first of each."""
    told: set[str] = set()
    for match in _LECTURED.finditer(frame.text):
        subject = _subject(frame, match.start())
        target = _TARGET_END.split(match["target"])[0].strip(" ,")
        if subject is None or not target or any(set(subject[0].split()[-1:]) <= set(o.split()) for o in told):
            continue
        who, start = subject
        told.add(who)
        date = _date(frame, frame.sentence(match.start()), match)
        name = f"{who} lectured {match['at']} {target}"
        end = match.start("target") + len(target)
        yield EventMention(name, start, end, "english-lectured", 0.7, date, target, (), (who,))


def _subject(frame: Frame, verb: int) -> tuple[str, int] | None:
    """Who does what the verb at an offset says, and where the name stands."""
    sentence = frame.sentence(verb)
    known = {r.person for r in frame.roles}
    found = list(_SUBJECT.finditer(frame.text, sentence.start, verb))
    for match in sorted(found, key=lambda m: not any(m.group().endswith(name) for name in known)):
        if _AFTER_SUBJECT.fullmatch(frame.text, match.end(), verb) and (who := _person(frame.text, match.group())):
            return who, match.start()
    return None


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(Locale("en").territories.values())


def _person(text: str, words: str) -> str | None:
    """The person that words name, titles off; a family or given name alone is who bears it in the text."""
    words = _TITLE_WORD.split(words)[-1]
    first, _, rest = words.partition(" ")
    if rest and first in _countries():
        words = rest  # In Finland Keller met …
    if _NO_PERSON.search(words):
        return None
    if " " in words:
        return words
    full = {
        m.group() for m in re.finditer(rf"\b{re.escape(words)} [A-Z][a-z]+\b|\b[A-Z][a-z]+ {re.escape(words)}\b", text)
    }
    full = {f for f in (re.sub(_TITLE_WORD, "", name) for name in full) if " " in f and not _NO_PERSON.search(f)}
    full = {f for f in full if f.split()[0] not in _countries()}
    return full.pop() if len(full) == 1 else None


def _date(frame: Frame, sentence: Span, match: re.Match[str]) -> DateMention | None:
    behind = starting(frame.dates, match.start(), sentence.end)
    return behind[0] if behind else date_of(frame, sentence, match.start(), match.end())
