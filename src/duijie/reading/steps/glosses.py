"""Pinyin glosses that a broken converter left behind characters: 聯(lián)盟 → 聯盟.

A bracket is a gloss only when it holds one reading of the character before it. Whether it is
damage or an author's help to the reader is told by the company it keeps: converters gloss
common characters, over and over, mostly those whose Traditional form differs; authors gloss
a rare character (亳(bó)州), the less usual reading of one (重(chóng)庆), a head word of a
dictionary, two readings of the same character, or every character of a line.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import opencc
import pypinyin

from duijie.core.text import to_simplified
from duijie.reading.charset import is_common_han
from duijie.reading.lines import HAN
from duijie.reading.page import Edit, Reading

_LETTER = r"[A-Za-z\u00c0-\u024f\u0251\u0261\u1e3f\u0300-\u030c:]"
_CUT = r"(?:\n[ \u3000]{0,4})"  # a column's edge may run through a gloss
_GLOSS = re.compile(
    rf"(?P<char>[{HAN}])(?P<gloss>(?P<once>\s?[(（]\s*(?P<reading>(?:{_LETTER}|{_CUT}(?={_LETTER}|[0-5])){{1,14}}[0-5¹²³⁴]?){_CUT}?\s*[)）])"
    r"(?:(?P=once)){0,3})"  # some converters gloss a character as often as it stands in the line
)
_WORD_GLOSS = re.compile(
    rf"(?P<word>[{HAN}]{{2,4}})(?P<gloss>\s?[(（]\s*"
    rf"(?P<reading>{_LETTER}(?:{_LETTER}|[ '’-]|[1-5](?=[A-Za-z )）])){{2,27}})\s*[)）])"
)
# A page that was cut off may end inside a gloss.
_CUT_OFF = re.compile(rf"(?P<char>[{HAN}])(?P<gloss>\s?[(（]\s*(?P<reading>{_LETTER}{{0,7}}))\s*\Z")
_DICTIONARY = re.compile(
    r"读作|读音|读为|读成|读错|误读|读法|念作|念成|念错|古音|音同|同音|拼音|注音|多音字|生僻字|破音字|字典|词典|释义|部首|笔画|声调|古同|"
    r"通假|普通话|发音"
)
_ENTRY_AFTER = re.compile(r"\s*(?:[：:①②〈<\[【]|[名动形副介连助叹量代数][词]?[\s：:.。])")
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0306": 3, "\u0300": 4}
_RAISED = str.maketrans("¹²³⁴⁵", "12345")
# Tones that the neighbours of a character give it, and a syllable's end that is no syllable.
_SPOKEN = {"一": (("yi", 2), ("yi", 4)), "不": (("bu", 2),), "儿": (("r", 5),), "兒": (("r", 5),)}
_HEAVY = 3


@dataclass(frozen=True, slots=True)
class Gloss:
    """A bracket that holds a reading of the character before it; ``start`` is the bracket's."""

    char: str
    start: int
    end: int
    syllable: str
    tone: int | None  # None: written without tone


def repair_glosses(reading: Reading) -> Reading:
    """Damaging glosses removed (step and damage ``pinyin-gloss``); legitimate ones kept."""
    found = find_glosses(reading.text)
    wrong = damaging(found, reading.text)
    spans = {(g.start, g.end) for g in wrong}
    if len(wrong) >= _HEAVY:
        spans |= {*_of_words(reading.text), *_cut_off(reading.text)}
    edits = [Edit(start, end) for start, end in sorted(spans)]
    return reading.edited("pinyin-gloss", edits, damage="pinyin-gloss")


def find_glosses(text: str) -> list[Gloss]:
    """Every bracket that holds one reading of the character before it, in order."""
    found = []
    for match in _GLOSS.finditer(text):
        parsed = parse_syllable(re.sub(r"\s", "", match["reading"]))
        if parsed is None:
            continue
        syllable, tone = parsed
        tones = {t for s, t in readings(match["char"]) if s == syllable}
        if tones and (tone is None or tone in tones):
            found.append(Gloss(match["char"], match.start("gloss"), match.end("gloss"), syllable, tone))
    return found


def _of_words(text: str) -> Iterator[tuple[int, int]]:
    """The brackets that hold the readings of the two to four characters before them."""
    for match in _WORD_GLOSS.finditer(text):
        written = re.sub(r"[ '’-]", "", match["reading"])
        if any(_reads(match["word"][-n:], written) for n in range(2, len(match["word"]) + 1)):
            yield match.span("gloss")


def _reads(word: str, written: str) -> bool:
    """Whether letters are readings of all characters of a word, one behind the other."""
    if not word:
        return not written
    for end in range(1, min(len(written), 9) + 1):
        parsed = parse_syllable(written[:end])
        fits = parsed and any(parsed[0] == s and parsed[1] in (None, t) for s, t in readings(word[0]))
        if fits and _reads(word[1:], written[end:]):
            return True
    return False


def _cut_off(text: str) -> Iterator[tuple[int, int]]:
    """The beginning of a gloss with which a text ends."""
    if match := _CUT_OFF.search(text[-40:]):
        parsed = parse_syllable(match["reading"]) if match["reading"] else ("", None)
        if parsed and any(syllable.startswith(parsed[0]) for syllable, _ in readings(match["char"])):
            offset = max(0, len(text) - 40)
            yield match.start("gloss") + offset, match.end("gloss") + offset


def parse_syllable(written: str) -> tuple[str, int | None] | None:
    """A written syllable as (letters, tone): "lián" → ("lian", 2), "lv4" → ("lü", 4).

    The tone is None when none is written. None for what cannot be one syllable.
    """
    written = written.strip().lower().replace("ɡ", "g").replace("ɑ", "a").replace("u:", "ü").replace("v", "ü")
    written = written.translate(_RAISED)
    tone: int | None = None
    if written and written[-1].isdigit():
        tone = int(written[-1]) % 5 or 5
        written = written[:-1]
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", written):
        if char in _TONES:
            if tone is not None:
                return None
            tone = _TONES[char]
        elif char == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "ü"
        elif char == "\u0302" and letters and letters[-1] == "e":
            continue
        elif "a" <= char <= "z" or char == "ü":
            letters.append(char)
        else:
            return None
    syllable = "".join(letters)
    if syllable[:1] in ("n", "l") and syllable[1:] == "ue":
        syllable = f"{syllable[0]}üe"  # nue and lue are no other syllables
    return (syllable, tone) if letters else None


@lru_cache(maxsize=16384)
def readings(char: str) -> frozenset[tuple[str, int]]:
    """All readings of a character in any of its forms as (letters, tone 1 to 5)."""
    found = {r for form in {char, to_simplified(char), _to_traditional(char)} for r in _ordered(form)}
    return frozenset(found.union(_SPOKEN.get(char, ())))


@lru_cache(maxsize=16384)
def _ordered(char: str) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for written in pypinyin.pinyin(char, heteronym=True, errors="ignore")[:1]:
        for one in written:
            parsed = parse_syllable(one)
            if parsed is not None:
                found.append((parsed[0], parsed[1] or 5))
    return tuple(found)


@lru_cache(maxsize=1)
def _s2t() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@lru_cache(maxsize=16384)
def _to_traditional(char: str) -> str:
    return str(_s2t().convert(char))


def _two_forms(char: str) -> bool:
    """Whether Simplified and Traditional write the character differently."""
    return to_simplified(char) != char or _to_traditional(char) != char


def _usual(gloss: Gloss) -> bool:
    """Whether the reading is the first one of the character: what a converter would write."""
    return (gloss.syllable, gloss.tone) in _SPOKEN.get(gloss.char, ()) or any(
        (gloss.syllable, gloss.tone or 0) == order[0] or (gloss.tone is None and gloss.syllable == order[0][0])
        for order in (_ordered(gloss.char), _ordered(to_simplified(gloss.char)))
        if order
    )


def damaging(glosses: Sequence[Gloss], text: str) -> list[Gloss]:
    """Those of the glosses that are damage, judged by the whole page."""
    if not glosses:
        return []
    legitimate = {g for g in glosses if _is_aid(g, text)} | _readers(glosses, text) | _two_readings(glosses)
    suspicious = [g for g in glosses if g not in legitimate and _is_suspicious(g)]
    toned = [g for g in suspicious if g.tone is not None]
    # Letters alone may be abbreviations; behind so many characters they are none.
    toned = toned or (suspicious if len({g.char for g in suspicious}) >= 2 * _HEAVY else [])
    heavy = len(toned) >= _HEAVY and len(toned) >= 0.5 * len(glosses)
    if not heavy:
        if 2 * len(suspicious) < len(glosses):
            return []  # among glosses that an author meant
        # Letters without a tone may be an abbreviation: alone they prove nothing.
        return [g for g in suspicious if g.tone is not None or toned or len(suspicious) >= _HEAVY]
    one_form = any(not _two_forms(g.char) for g in toned)
    kept = _readers(glosses, text)
    return [
        g
        for g in glosses
        if g not in kept
        and (g not in legitimate or _two_forms(g.char))
        and (_is_suspicious(g) or one_form or _two_forms(g.char))
    ]


def _is_suspicious(gloss: Gloss) -> bool:
    if to_simplified(gloss.char) != gloss.char and is_common_han(gloss.char):
        return True
    return is_common_han(gloss.char) and (_usual(gloss) or (_two_forms(gloss.char) and len(readings(gloss.char)) == 1))


def _is_aid(gloss: Gloss, text: str) -> bool:
    """A head word of a dictionary, or a gloss in a sentence that speaks of pronunciation."""
    char_at = gloss.start - 1
    before, after = text[max(0, char_at - 1) : char_at], text[gloss.end : gloss.end + 12]
    line_start = not before or before in "\n\r 　●·•【[（(0123456789.、"
    if line_start and _ENTRY_AFTER.match(after):
        return True
    left = re.split("[。！？\n]", text[max(0, gloss.start - 80) : gloss.start])[-1]
    right = re.split("[。！？\n]", text[gloss.end : gloss.end + 80], maxsplit=1)[0]
    sentence = left + text[gloss.start : gloss.end] + right
    return _DICTIONARY.search(to_simplified(sentence)) is not None


def _readers(glosses: Sequence[Gloss], text: str) -> set[Gloss]:
    """Glosses of lines in which nearly every character has one: a reader for learners."""
    breaks = [-1, *(m.start() for m in re.finditer("\n", text)), len(text)]
    by_line: dict[int, list[Gloss]] = defaultdict(list)
    for gloss in glosses:
        by_line[bisect_left(breaks, gloss.start)].append(gloss)
    found: set[Gloss] = set()
    for number, group in by_line.items():
        line = text[breaks[number - 1] + 1 : breaks[number]]
        han = sum(1 for c in line if "\u3400" <= c <= "\u9fff")
        # Converters spare the characters that both scripts write alike; a reader does not.
        alike = sum(not _two_forms(g.char) for g in group)
        if len(group) >= 3 and len(group) >= 0.7 * han and alike >= 0.25 * len(group):
            found.update(group)
    return found


def _two_readings(glosses: Sequence[Gloss]) -> set[Gloss]:
    """Glosses of characters that the page glosses in two ways, each about as often: it teaches them."""
    by_char: dict[str, Counter[tuple[str, int | None]]] = defaultdict(Counter)
    for gloss in glosses:
        by_char[gloss.char][(gloss.syllable, gloss.tone)] += 1
    taught = {c for c, n in by_char.items() if len(n) > 1 and n.most_common()[1][1] * 3 >= n.most_common()[0][1]}
    if any(to_simplified(c) != c and is_common_han(c) for c in by_char.keys() - taught):
        return set()  # a converter's work: it writes either reading of 長 as well
    return {g for g in glosses if g.char in taught} if len(by_char) <= 3 * len(taught) else set()
