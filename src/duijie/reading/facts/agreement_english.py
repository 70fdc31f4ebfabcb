"""Agreements in English text: the Society signed a Memorandum of Understanding with …"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.reading.facts.agreement_merging import Agreement
from duijie.reading.facts.event_mention import date_of
from duijie.reading.facts.frame import Frame

_SIGNED = "english-signed"
_KIND = (
    r"(?:Memorandum of Understanding|memorandum of understanding|MoU|MOU|[Aa]greement|[Mm]emorandum|"
    r"[Dd]eclaration|[Cc]ontract|[Pp]rotocol|[Ll]etter of [Ii]ntent|[Rr]oadmap|[Cc]onvention|[Tt]reaty|"
    r"[Jj]oint [Ss]tatement)"
)
_OWNER = (
    r"(?:[Tt]he )?(?P<{0}>[A-Z][\w&'’.-]*(?:(?: (?:of|for|on|in|the|&)){{0,2}} "
    r"(?:Science and Technology|[A-Z][\w&'’-]*)){{0,9}}(?: and "
    r"[A-Z][\w-]*(?= (?:signed|have|has|on|in|to|$)))?(?: \([A-Z]{{2,10}}\))?)"
)
_THING = (
    rf"(?:a|an|the|its|their|two|three|several|new)? ?(?:[a-z]+(?:-[a-z]+)* "
    rf"){{0,3}}(?P<thing>(?:“[^”]{{3,80}}”|(?:[A-Z][\w-]* ){{0,6}}{_KIND})(?: (?:on|for) (?:[A-Z][\w-]*|"
    rf"[a-z]+)(?: (?:and|of|in|[A-Z][\w-]*)){{0,6}})?)"
)
_WORD = r"(?:Science and Technology|[A-Z][\w'’&-]*)"
_ORG = rf"[A-Z][\w'’&.-]*(?:(?: (?:of|for|on|in|the|de|du|della|at|under|&)){{0,2}} {_WORD}){{0,11}}"
_SHORT = r"(?: \([^()\n]{2,40}\))?(?:, [^,.\n]{3,60},)?"
_BODY = (
    r"(?:Cent(?:re|er)|Institute|Academy|Association|Foundation|Committee|Council|Commission|Bureau|University|Union)"
)
# Two names joined by “and”; a name may hold one itself where “and the” tells the joint.
_BETWEEN = (
    re.compile(
        rf"(?:the )?(?P<one>{_ORG}(?: and {_ORG})?){_SHORT},? and the (?P<other>{_ORG}(?: and [A-Z][\w-]+(?=[,.]))?)"
    ),
    re.compile(rf"(?:the )?(?P<one>{_ORG}){_SHORT},? and (?:the )?(?P<other>[A-Z]\w+ and (?:[A-Z]\w+ ){{1,4}}{_BODY})"),
    re.compile(rf"(?:the )?(?P<one>{_ORG}){_SHORT},? and (?:the )?(?P<other>{_ORG})"),
)
_BOTH_SIDES = re.compile(
    r"(?:the|our|their) (?:two|both) (?:\w+ )?(?:academies|institutions|institutes|universities|organi[sz]ations|sides|"
    r"parties|countries|societies|associations|centers|centres)"
)
_PAPER = (
    r"(?:[Mm]emorandum of (?:[Uu]nderstanding|[Cc]ooperation)|[Mm]emoranda of [Uu]nderstanding|MoU|MOU|[Aa]greement|"
    r"[Mm]emorandum|[Mm]emo|[Dd]eclaration|[Cc]ontract|[Pp]rotocol|[Ll]etter of [Ii]ntent|[Rr]oadmap|[Cc]onvention|"
    r"[Tt]reaty|[Jj]oint [Ss]tatement|[Aa]ccord|[Pp]act|[Dd]ocument|[Ff]ramework)"
)
_NOUN_PHRASE = re.compile(
    rf"(?:\b(?:[Aa]n?|[Tt]he|its|their|another|new|ceremony (?:of|for)|signing of) |(?<=signed ))"
    rf"(?P<thing>(?!signing )(?:[\w-]+ ){{0,5}}?{_PAPER}"
    r"(?: \((?:MoU|MOU)\))?(?: (?:on|for|of) [^.,;\n]{3,90}?)?)(?: \((?:MoU|MOU)\))?"
    r"(?: (?:was|were|has been|is) (?:\w+ )?(?:signed|reached|concluded|inked|renewed)"
    r"(?: [^.,;\n]{2,30}?)?)? (?:between|signed by|signed between|(?<=signed )by) "
    r"(?P<who>[^.;\n]{6,400})"
)
_NOT_SIGNED = re.compile(
    r"(?:under|according to|pursuant to|in line with|negotiat\w+|propos\w+|draft\w*|no|possible|future|based on|within|"
    r"conclusion of|issue of|sign) $",
    re.IGNORECASE,
)
_SIGNING = re.compile(r"sign|witness|conclud|renew|ceremony|entered into|inked", re.IGNORECASE)
_ONE_WORD = re.compile(
    r"(?:new )?(?:[Aa]greement|[Mm]emorandum|[Dd]ocument|[Cc]ontract|[Ff]ramework|[Pp]act|[Aa]ccord|[Dd]eclaration)s?"
)
_NUMBER = re.compile(r"^(?:.* of an? |new |another )")
_ARTICLE = re.compile(r"^(?:an?|the|its|their) ")
# Who put their names to it, told for itself: …, signed the agreement on behalf of the two sides.
_PUT_NAMES = re.compile(
    r"(?:jointly |formally |respectively )*(?P<verb>signed|signs?|inked|exchanged|renew(?:ed)?) "
    r"(?:an?|the|this|its|their) "
    rf"(?P<thing>(?:[\w-]+ ){{0,5}}?{_PAPER}(?: (?:on|for) [a-z][^.,;\n]{{3,70}}?)?)"
    r"(?= (?:in [A-Z\d]|on (?:behalf|[A-Z\d])|at |respectively|for)|[,.;\n]|$)"
)
_TWO_SIDES = re.compile(
    r"\b(?:[Tt]he two|[Bb]oth) (?:sides|parties|institutions|institutes|universities|organi[sz]ations)\b"
)
_SIGNER = re.compile(
    r"(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*) (?:also |then |jointly )?(?:signed|inked|concluded|renewed) $"
)
_QUALIFIED = re.compile(
    r"(?:(?:cooperation|partnership|strategic|framework|bilateral|research|academic|exchange|scientific|tripartite|"
    r"collaboration|collaborative|joint|[a-z]+-[a-z]+) )+$"
)
_VISITED = re.compile(
    rf"(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){{1,3}}), (?:the )?[A-Z][\w -]{{3,40}}? of {_OWNER.format('one')},? "
    rf"(?:paid a (?:[\w-]+ ){{0,2}}visit to|visited|came to|travell?ed to) "
    rf"(?:the )?(?P<other>{_ORG}(?: and {_ORG}){{0,2}})[^.;\n]{{0,60}}? "
    r"and signed "
    rf"(?:an?|the) (?P<thing>(?:[\w-]+ ){{0,5}}?{_PAPER}"
    rf"(?: (?:on|for|of) [\w -]{{3,80}}?(?=[,.;]| (?:which|with|to)\b))?)"
)
_TWO = re.compile(
    rf"{_OWNER.format('one')} and (?:the )?{_OWNER.format('other')}(?:, [^,.\n][^.\n]{{2,140}}?,(?= signed))?"
    rf"(?: on [^.\n]{{3,30}})?,? (?:have |has |"
    rf"jointly |formally )*(?:signed|concluded|renewed|entered into) {_THING}"
)
_WITH = re.compile(
    rf"{_OWNER.format('one')}(?: on [^.\n]{{3,30}})? (?:have |has |also |jointly |formally )*(?:signed|"
    rf"concluded|renewed|entered into) {_THING}[^.\n]{{0,60}}? with (?:"
    rf"{_OWNER.format('other')}|(?P<count>\d+ [a-z][a-z -]{{3,60}}(?= |[.,])))"
)


def find(frame: Frame) -> Iterator[Agreement]:
    """The agreements that an English text says were signed."""
    text = frame.text
    if sum(c.isascii() and c.isalpha() for c in text[:3000]) < 60:
        return
    seen: set[int] = set()
    for found in _noun_phrases(frame):
        seen.add(found.start)
        yield found
    yield from _on_a_visit(frame)
    for pattern in (_TWO, _WITH):
        for match in pattern.finditer(text):
            if any(abs(match.start("thing") - other) < 40 for other in seen):
                continue
            seen.add(match.start("thing"))
            sentence = frame.sentence(match.start())
            date = date_of(frame, sentence, match.start("thing"), match.end("thing"))
            parties = tuple(_plain(match[g]) for g in ("one", "other", "count") if match.groupdict().get(g))
            if any(r.person in party or party in r.person for r in frame.roles for party in parties):
                continue  # who signed, not for whom
            title = re.sub(
                rf"^(?:{_KIND})$", lambda m: m.group() if " " in m.group() else "", match["thing"].strip("“” ")
            )
            if kind := _QUALIFIED.search(text, match.start(), match.start("thing")):
                title = kind.group() + match["thing"]
            yield Agreement(
                title or None, parties, (), date.value if date else None, match.start(), match.end(), _SIGNED, 0.88
            )


def _noun_phrases(frame: Frame) -> Iterator[Agreement]:
    """A cooperation agreement between A and B, also in a row of such."""
    text = frame.text
    position = 0
    while match := _NOUN_PHRASE.search(text, position):
        sentence = frame.sentence(match.start())
        position = match.start("who")
        before = text[sentence.start : match.start()]
        if _NOT_SIGNED.search(before):
            continue
        signed = _signers(frame, before)
        if both := _BOTH_SIDES.match(match["who"]):
            people = [r for r in frame.roles if r.organisation and r.person in before]
            people.sort(key=lambda r: before.index(r.person))
            parties = tuple(dict.fromkeys(frame.short_names.full(r.organisation or "") for r in people))
            if len(parties) != 2:
                continue
            end, signed = match.start("who") + both.end(), tuple(dict.fromkeys(r.person for r in people))
        else:
            pair = next((m for m in (p.match(match["who"]) for p in _BETWEEN) if m), None)
            if pair is None:
                continue
            end, parties = match.start("who") + pair.end(), (_plain(pair["one"]), _plain(pair["other"]))
        sure = 0.86 if _SIGNING.search(text[sentence.start : match.start("who")]) else 0.6
        date = date_of(frame, sentence, match.start(), end)
        title = re.sub(r" \((?:MoU|MOU)\)", "", _ARTICLE.sub("", _NUMBER.sub("", match["thing"])))
        yield Agreement(
            None if _ONE_WORD.fullmatch(title) else title,
            parties,
            signed,
            date.value if date else None,
            match.start("thing"),
            end,
            _SIGNED,
            sure,
        )


def signings(frame: Frame) -> Iterator[Agreement]:
    """The people who are said to have signed, at least two, with whom they are of for parties."""
    if sum(c.isascii() and c.isalpha() for c in frame.text[:3000]) < 60:
        return
    for match in _PUT_NAMES.finditer(frame.text):
        sentence = frame.sentence(match.start())
        both = _TWO_SIDES.search(frame.text, sentence.start, match.start())
        they = frame.text[: match.start()].endswith((" they ", " both "))
        told = frame.sentence(sentence.start - 2) if both and sentence.start > 2 else sentence
        people = _named(frame, told.start, told.end if both else match.start())
        if not 2 <= len(people) <= 4:
            continue
        homes = [next((r.organisation for r in frame.roles if r.person == p and r.organisation), None) for p in people]
        parties = tuple(dict.fromkeys(_spelled_out(frame, home) for home in homes if home))
        people = () if both or they else people  # who talked need not be who signed
        title = None if _ONE_WORD.fullmatch(match["thing"]) else match["thing"]
        date = date_of(frame, sentence, match.start("thing"), match.end("thing"))
        value = date.value if date else None
        yield Agreement(
            title, parties, people, value, told.start, match.end("thing"), "english-signed-by", 0.8, by_people=True
        )


def _spelled_out(frame: Frame, name: str) -> str:
    """The full name of a body that some posts of the article call by its initials."""
    full = frame.short_names.full(name)
    if not full.isupper():
        return full
    homes = {r.organisation for r in frame.roles if r.organisation and " " in r.organisation}
    spelled = {h for h in homes if "".join(w[0] for w in h.split() if w[0].isupper()) == full}
    return spelled.pop() if len(spelled) == 1 else full


def _named(frame: Frame, start: int, end: int) -> tuple[str, ...]:
    """The people with posts that a stretch names, also by the family name alone, in order."""
    found: dict[str, int] = {}
    for person in dict.fromkeys(r.person for r in frame.roles if r.person.isascii()):
        at = frame.text.find(person, start, end)
        first, last = re.escape(person.split()[0]), re.escape(person.split()[-1])
        # By the family name, which stands first in Chinese names.
        alone = re.compile(rf"\b(?:{last}\b|{first}\b(?= and |,| also | [a-z]))").search(frame.text, start, end)
        if at >= 0 or alone:
            found[person] = at if at >= 0 else alone.start() if alone else start
    return tuple(sorted(found, key=lambda p: found[p]))


def _on_a_visit(frame: Frame) -> Iterator[Agreement]:
    """Anna Keller, President of the Lake Academy (LA), paid a visit to the River Institute and signed an agreement."""
    for match in _VISITED.finditer(frame.text):
        person = re.sub(r"^(?:.*, )?", "", match["who"])
        sentence = frame.sentence(match.start())
        date = date_of(frame, sentence, match.start("thing"), match.end("thing"))
        title = None if _ONE_WORD.fullmatch(match["thing"]) else match["thing"]
        parties = (_plain(match["one"]), _plain(match["other"]))
        yield Agreement(
            title,
            parties,
            (person,),
            date.value if date else None,
            match.start("who"),
            match.end("thing"),
            _SIGNED,
            0.8,
        )


def _signers(frame: Frame, before: str) -> tuple[str, ...]:
    """Who is said to have signed right before the paper is named; he and she are whom the text speaks of most."""
    match = _SIGNER.search(before)
    if match is None:
        return ()
    people = list(dict.fromkeys(r.person for r in frame.roles if r.person.isascii()))
    if match["who"] in ("He", "She"):
        counts = {p: max(frame.text.count(part) for part in p.split()) for p in people}
        return (max(counts, key=lambda p: counts[p]),) if counts else ()
    named = [p for p in people if match["who"].endswith(p) or match["who"] in p.split()]
    return tuple(named[:1])


def _plain(name: str) -> str:
    name = re.sub(r"^(?:The|the) |^[A-Z]\w+-based ", "", re.sub(r"^(?:The|the) ", "", name))
    return re.sub(r"\s*\([A-Z ]{2,14}\)$", "", name).rstrip(".,")
