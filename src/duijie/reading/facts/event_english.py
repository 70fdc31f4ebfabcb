"""Events in English text: The Second Lakes Forum was held in Jiangcheng on 3 March 2021."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.dates import DateMention
from duijie.reading.facts.event_mention import EventMention, date_of
from duijie.reading.facts.frame import Frame

_KIND = (
    r"(?:Forum|Conference|Symposium|Workshop|Assembly|Summit|Congress|Meeting|Seminar|Ceremony|"
    r"Exhibition|Dialogue|Roundtable|Session|Festival|Event)"
)
_NAME = (
    rf"(?:“[^”\n]{{3,80}}” )?(?:\d+(?:st|nd|rd|th) |\d{{4}} )?(?:[A-Z][\w'’&-]*|\d{{4}})(?: (?:of|on|"
    rf"for|and|the|in|to|[A-Z“][\w'’&”-]*|\d{{4}}|\([A-Z]{{2,8}}\)|\d+(?:st|nd|rd|th))){{0,9}}? {_KIND}"
    rf"(?: (?:of|on|for) "
    rf"(?:the )?[A-Z][\w-]*(?: (?:of|and|for|the|[A-Z][\w-]*)){{0,6}} ?[A-Z]?[\w-]*)?"
)
_HELD = re.compile(
    rf"(?:[Tt]he )?(?P<name>{_NAME})(?:,[^,.]{{1,60}},)?(?: \([A-Z0-9 ]+\))? (?:was|were|is|will be|has "
    rf"been|took|takes|opened|closed|kicked off|concluded)(?: successfully)?(?: held| opened| launched| "
    rf"convened| organi[sz]ed| place)?"
    r"(?P<rest>[^.\n]{0,120})"
)
_HOSTED = re.compile(
    rf"(?:held|hosted|organi[sz]ed|convened|opened|attended|co-hosted|launched) (?:the|its) "
    rf"(?P<name>{_NAME})(?P<rest>[^.\n]{{0,120}})"
)
_ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth|[Ss]eventh|[Ee]ighth|[Nn]inth|"
    r"[Tt]enth|[Ee]leventh|[Tt]welfth|[Tt]hirteenth|[Ff]ourteenth|[Ff]ifteenth|[Tt]wentieth|[Ii]naugural)"
)
# Told of by its number: on the sidelines of the second General Assembly of the Alliance in Finland.
_NUMBERED = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir) (?P<name>{_ORDINAL} (?:[Aa]nnual |[Ii]nternational )?"
    rf"(?:[A-Z][\w'’&-]*(?: (?:and|of|for|on|in|the|&))? ?){{0,9}}(?<= ){_KIND}(?![\w-])"
    rf"(?: (?:of|on|for) (?:the )?[A-Z][\w-]*(?:(?: (?:of|and|for|the|on)){{0,2}} [A-Z][\w-]*){{0,7}})?)"
    rf"(?P<rest>[^.\n]{{0,80}})"
)
_CEREMONY = re.compile(
    r"\bat (?:the|its) (?P<name>(?:[a-z]?[A-Z][\w’'-]* ){1,6}(?:launch|launching|opening|closing|signing|award|awards|"
    r"inauguration|unveiling|groundbreaking|founding) ceremony)\b(?P<rest>[^.\n]{0,80})"
)
_PLACE = re.compile(r"\b(?:in|at) (?P<place>[A-Z][\w'’-]+(?:,? (?:[A-Z][\w'’-]+)){0,6})")
_MONTH = re.compile(r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|The)\b")


def find(frame: Frame) -> Iterator[EventMention]:
    """The gatherings that an English text says were held."""
    text = frame.text
    if sum(c.isascii() and c.isalpha() for c in text[:3000]) < 60:
        return
    for pattern, rule, confidence in (
        (_HELD, "english-held", 0.88),
        (_HOSTED, "english-hosted", 0.85),
        (_NUMBERED, "english-ordinal", 0.82),
        (_CEREMONY, "english-ceremony", 0.76),
    ):
        for match in pattern.finditer(text):
            name = re.sub(r"^(?:The|This|A|An|On|At|In) ", "", match["name"]).strip()
            if len(name.split()) < 2 or (
                re.fullmatch(rf"(?:\w+ )?{_KIND}", name) and not re.match(r"[A-Z][\w-]+ ", name)
            ):
                continue
            if rule == "english-ordinal" and re.fullmatch(rf"\w+ (?:[Aa]nnual |[Ii]nternational )?{_KIND}", name):
                continue  # the first Session: of what?
            sentence = frame.sentence(match.start())
            place = next((m["place"] for m in _PLACE.finditer(match["rest"]) if not _MONTH.match(m["place"])), None)
            date = date_of(frame, sentence, match.start("name"), match.end("name")) or _behind(frame, match)
            yield EventMention(name, match.start("name"), match.end("name"), rule, confidence, date, place)


def _behind(frame: Frame, match: re.Match[str]) -> DateMention | None:
    return next((d for d in frame.dates if match.end("name") <= d.start < match.end()), None)
