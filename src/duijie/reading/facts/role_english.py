"""Posts in English text: Mary Brook, President of the Lakeside Society; Director-General Brook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.role_mention import RoleMention

_BASE = (
    r"(?:President|Director[- ]General|Secretary[- ]General|Director|Chairman|Chairwoman|Chairperson|Chair|Dean|Rector|"
    r"Vice[- ]Chancellor|Chancellor|Minister|Ambassador|Commissioner|Chief Executive Officer|"
    r"Chief (?:Scientist|Executive|Engineer|Technology Officer|Financial Officer|Operating Officer)|"
    r"CEO|CTO|CFO|Academician|"
    r"Editor[- ]in[- ]Chief|Governor|Mayor|Principal|Provost|Treasurer|Coordinator|Secretary|Head|"
    r"Professor|Fellow|Founder)"
)
_POST = (
    r"(?:(?:Prime|Foreign|Press|Defen[cs]e|Energy|Interior|Finance|Education|Health|Environment|"
    r"Executive|Senior|First|Deputy|Vice|Associate|Assistant|Honorary|Acting|Founding|Former|former|"
    r"Permanent|Standing|Co|Pro|Party|Faculty|School|General|Academic|"
    rf"Managing|Scientific|Distinguished|Emeritus|Research|Chief)[- ])*{_BASE}"
)
_POST_ANY = re.compile(_POST, re.I)
_HONORIFIC = r"(?:(?:Prof|Professor|Dr|Mr|Mrs|Ms|Sir|Dame|Acad|Academician|Ambassador|H\.?E)\.? ){0,3}"
_WORD = r"[A-Z][a-zA-Z\u00c0-\u017f'’]*[a-z\u00c0-\u017f][a-zA-Z\u00c0-\u017f'’-]*"
_CAPITALS = r"[A-Z]{2,}(?![a-z.])"
_NAME = (
    rf"(?:{_CAPITALS} {_WORD}|{_WORD} {_CAPITALS}(?= ?[,.;)])|"
    rf"{_WORD}(?: [A-Z]\.)*(?: (?:{_WORD}|de|van|von|der|da|la|al|bin|el|del)){{0,3}} {_WORD})"
)
_RANK = (
    r"(?:Prime|Foreign|Press|Defen[cs]e|Energy|Interior|Finance|Education|Health|Environment|Former|"
    r"Ousted|When|As|But|While|After|Executive|Senior|First|Deputy|Vice|Associate|Assistant|Honorary|"
    r"Acting|Founding|Former|Permanent|Standing|Co-|Managing)"
)
_OWNER = (
    rf"(?:(?!{_RANK}\b|{_BASE}\b)[A-Z][\w&'’.-]*|“[^”\n]{{2,40}}”)(?:(?: (?:of|for|and|the|in|on|de|&)){{0,3}} "
    rf"(?:(?!{_RANK}\b|{_BASE}\b)[A-Z][\w&'’-]*)){{0,9}}(?: \([A-Z]{{2,10}}\))?"
)
_NO_NAME = re.compile(
    r"\b(?:The|This|Prof|Party|Delegation|Visits|Visit|Event|Summit|University|Academy|Institute|Society|Association|Council|Committee|Alliance|Centre|"
    r"Center|College|School|"
    r"Foundation|Forum|Conference|Meeting|Ministry|Department|Science|Sciences|Technology|National|"
    r"International|General|Assembly|"
    r"Union|Office|Secretariat|Board|Programme|Program|President|Director|Chair|Vice|Deputy|Prize|"
    r"Award|Road|Belt|Republic|"
    r"People|United|States|Nations|Minister|Professor|Scientific|Research|Development|Agreement|"
    r"Innovation|January|February|"
    r"March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|In|On|At|As)\b"
)
# Verbs of headlines, written with a capital: …Academy Visits Lakeside University.
_DID = re.compile(
    r" (?:Visit(?:s|ed)?|Meets?|Met|Signs?|Signed|Attend(?:s|ed)?|Leads?|Led|Hosts?|Hosted|Welcomes?|Lectur(?:es|ed)|"
    r"Deliver(?:s|ed)|Wins?|Won|Held|Holds|Opens?|Receives?|Joins?|Joined|Calls?|Elected|Appointed|"
    r"Named|Addresses)(?= |$)"
)
_WHEN = re.compile(
    r"(?: in [A-Z][\w-]+)? (?:on|in|from|since|for) (?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b.*$"
)
_OF_A_PEOPLE = re.compile(
    r"U\.?S\.?|U\.?K\.?|[A-Z][a-z]+(?:ian|ese|ish|[^n]an|ani|eli|aqi|emi)|French|German|Dutch|Greek|"
    r"Czech|Thai|Swiss|Korean"
)
_DEPARTMENT = re.compile(
    r"^(?P<part>.+ at|(?:Department|Division|Office|Bureau|Section|Unit|Laboratory|Group)\b.+ for) (?P<whole>[A-Z].*)$"
)
_FACULTY = re.compile(r"Science|Engineering|Arts|Medicine|Law|Business|Education|Humanities|Social Sciences|Research")
_ALONE = re.compile(r"^(?:Professor|Academician|Fellow|Head|Secretary|Principal|Founder|Coordinator|Treasurer)$", re.I)

_LOWER = re.compile(
    rf"(?P<person>{_NAME}), (?:(?:the|a|an|its|then|current|(?i:visiting|incoming|outgoing)) ){{0,2}}"
    rf"(?P<posts>(?i:{_POST})(?:(?:,| and|, and) (?:the )?(?i:{_POST}))*)"
    rf" (?:of|at|for) (?:the )?(?P<owner>{_OWNER})"
)
_TITLE_OF_COMMA = re.compile(
    rf"(?P<posts>(?i:{_POST})(?: and (?i:{_POST}))*) (?:of|at) (?:the )?(?P<owner>{_OWNER}), "
    rf"{_HONORIFIC}(?P<person>{_NAME})(?=[,.;) ]|$)"
)
_OWNED = re.compile(
    rf"(?P<owner>{_OWNER})(?:'s|’s)? (?P<posts>{_POST}(?: and {_POST})*) {_HONORIFIC}(?P<person>{_NAME})"
)
# Somebody's in small letters: the Society's acting president Mary Brook, CAS president Mary Brook.
_OWNED_SMALL = re.compile(
    rf"(?P<owner>{_OWNER}(?:'s|’s)|\b[A-Z]{{3,8}}) (?:(?:then|current|incoming|outgoing|newly elected|late) )?"
    rf"(?P<posts>(?i:{_POST})(?: and (?i:{_POST}))*) {_HONORIFIC}(?P<person>{_NAME})"
)
_COMMA_OWNED = re.compile(
    rf"(?P<person>{_NAME}), (?:the )?(?P<owner>{_OWNER})(?:'s|’s)? (?P<posts>{_POST}(?: and "
    rf"{_POST})*)(?=[,.;)]|$| (?:and|said|who)\b)"
)
# What a post is for: Vice-President for Science and Technology Affairs.
_FOR = (
    r"(?: for (?:[A-Z]\w+,? (?:and )?){0,4}(?:Affairs|Research|Technology|Cooperation|Development|Education|Innovation|"
    r"Relations|Planning|Administration))?"
)
_TITLE_BEFORE = re.compile(
    rf"(?P<posts>{_POST}) (?:of |at )?(?:the )?(?P<owner>{_OWNER}),? "
    rf"(?:Prof|Dr|Mr|Mrs|Ms|Dato|Sir)\.? (?P<person>{_NAME})"
)
_TITLED = re.compile(rf"(?P<posts>{_POST}{_FOR}) (?P<person>{_NAME})(?: (?:of|from) (?:the )?(?P<owner>{_OWNER}))?")
_MADE = re.compile(
    rf"(?P<person>{_NAME}) (?:was|is|has been|had been|will be)?\s*(?:unanimously )?(?:re-?)?(?:elected|"
    rf"appointed|named|chosen|serves?|served|took office)(?: as)? "
    rf"(?:(?:the|its|next|new|first|a|an|\d+(?:st|nd|rd|th)) )*(?P<posts>(?i:{_POST})(?: and "
    rf"(?i:{_POST}))*)(?: (?:of|at) (?:the )?(?P<owner>{_OWNER}))?"
)

# What he is besides: …, president of the Society and chair of the Board.
_BESIDES = re.compile(
    rf",? (?:and|as well as) (?:(?:the|a|an|its|current) )*(?P<posts>(?i:{_POST})) (?:of|at) (?:the )?"
    rf"(?P<owner>{_OWNER})(?! [A-Z][a-z]+ [A-Z])"
)

_RULES: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("english-apposition", _LOWER, 0.95),
    ("english-owner-apposition", _COMMA_OWNED, 0.9),
    ("english-title-of", _TITLE_OF_COMMA, 0.93),
    ("english-title-before", _TITLE_BEFORE, 0.88),
    ("english-owner-title", _OWNED, 0.88),
    ("english-owner-title", _OWNED_SMALL, 0.9),
    ("english-made", _MADE, 0.92),
    ("english-title", _TITLED, 0.86),
)


def find(frame: Frame) -> Iterator[RoleMention]:
    """All posts that the rules for English find; a place of the text is read by one rule."""
    text = frame.text
    if sum(c.isascii() and c.isalpha() for c in text[:3000]) < 60:
        return
    taken = bytearray(len(text))  # 1 where a name stands that a rule has read
    for rule, pattern, confidence in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span("person")
            person = _person(match["person"])
            if person is None or any(taken[start:end]):
                continue
            owner = _owner(match["owner"], text[match.end() : match.end() + 2]) if match["owner"] else None
            roles = [m.group() for m in _POST_ANY.finditer(match["posts"])]
            if " for " in match["posts"]:
                roles = [match["posts"]]
            if (
                rule == "english-title"
                and _ALONE.match(roles[0])
                and owner is None
                and roles[0] not in ("Academician", "Professor")
            ):
                continue
            taken[start:end] = b"\1" * (end - start)
            department = None
            of_part = owner and re.search(r"(?:Head|Vice President|Director|Manager)$", roles[0], re.I)
            if owner and of_part and (part := _DEPARTMENT.match(owner)):
                department, owner = part["part"].rpartition(" ")[0], part["whole"]
            if owner and _FACULTY.fullmatch(owner):
                department, owner = owner, None  # Dean of Science
            for role in roles:
                sure = confidence if owner else confidence - 0.06
                if department:
                    role = f"{role} of {department}"
                if re.search(r"(?:Head|Vice President)$", role, re.I):
                    sure = min(sure, 0.85)  # of a part more often than of the whole
                yield RoleMention(person, role, owner, match.start(), match.end(), rule, sure)
            besides = _BESIDES.match(text, match.end()) if rule == "english-apposition" else None
            if besides and (other := _owner(besides["owner"], "")):
                yield RoleMention(person, besides["posts"], other, match.start(), besides.end(), rule, 0.85)


def _person(name: str) -> str | None:
    name = _DID.split(re.sub(rf"^{_HONORIFIC}", "", name).strip())[0]
    name = re.sub(r"^(?:Prof|Dr|Mr|Mrs|Ms)\.? ", "", name)
    name = re.sub(r"['’]s$", "", name)
    return None if _NO_NAME.search(name) or " " not in name else name


def _owner(name: str, behind: str) -> str | None:
    """The organisation without what ran into it: CAS and Mary Brook."""
    name = _WHEN.sub("", _DID.split(name)[0])
    head, joint, tail = name.partition(" and ")
    if joint and (head.isupper() or (re.fullmatch(rf"{_NAME}", tail) and not _NO_NAME.search(tail))):
        name = head
    name = re.sub(r"^(?:The|the) ", "", name).rstrip(".,'’").removesuffix("'s").removesuffix("’s")
    name = re.sub(r"\s*\([A-Z]{2,10}\)$", "", name)
    if _OF_A_PEOPLE.fullmatch(name) or name.endswith("-based"):
        return None
    return (
        name
        if len(name) > 1 and not re.fullmatch(r"(?:In|On|At|As|The|But|And|His|Her|Vice|Deputy|Prof)", name)
        else None
    )
