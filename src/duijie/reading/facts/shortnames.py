"""Short names that an article introduces: (以下简称“联盟”), (ANSO), hereinafter “the Alliance”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from duijie.reading.facts.gazetteer import known_names, longest_first, places
from duijie.reading.facts.organisations import is_organisation, name_before
from duijie.reading.facts.words import Words

_REMARK = re.compile(r"\([^()\n]{2,160}\)")
_CALLED = re.compile(r"(?:简称|下称|统称|缩写)(?:为|:)?\s*[“《]?([^“”()《》,;、。\n]{2,14}?)[”》]?(?=[,;、)]|或)")
_INITIALS = re.compile(r"\((?:[A-Z][A-Za-z ,&-]{6,120}[,;、]\s*)?([A-Z][A-Za-z0-9-]{1,11})\)")
_ENGLISH = re.compile(
    r"((?:[A-Z][\w'’-]+)(?: (?:[A-Z][\w'’-]+|of|for|and|the|in|on)){0,10} [A-Z][\w'’-]+)\s*"
    r"\((?:hereinafter|hereafter)?[\s,]*(?:(?:referred to as|called|or|the|known as)\s+)*[“\"']?(?:the "
    r")?([A-Z][\w-]{1,20})[”\"']?\)"
)


# What somebody is there is no part of the name: President of the …Academy (CAS).
_OFFICER = re.compile(
    r"^(?:[A-Z][\w-]+ ){0,3}?(?:President|Director(?:[- ]General)?|Chair\w*|Head|Secretary(?:[- ]General)?|Rector|Dean|"
    r"Member|Minister|Chancellor|Professor|Academician|Fellow)s? (?:of|at) (?:the )?"
)


# A name right behind a longer one: 江城湖泊大学(江大).
_HAN_REMARK = re.compile(r"\(([\u4e00-\u9fff]{2,6})\)")


def _is_short_of(short: str, full: str) -> bool:
    """Whether the characters of a short name stand in the full one, in order."""
    rest = iter(full)
    return len(short) + 1 < len(full) and short not in full and all(char in rest for char in short)


_LED = re.compile(r"^.*\b(?:President|Chairman|Chair|Director|Professor|Prof)\.? (?=[A-Z])")


def _spelled(full: str, short: str) -> str:
    """The end of a name whose capitals are the short one: CAS and the |Lake Institute of Technology (LIT)."""
    words = full.split()
    for at in range(len(words)):
        if "".join(w[0] for w in words[at:] if w[0].isupper()) == short:
            return " ".join(words[at:])
    return full


# Short names that everybody takes for one organisation and some articles mean another by: what that
# is called in full, and the full name which says that the usual one is meant.
_HOMONYMS = {"中科院": (re.compile("(?:国家)?中山科学研究院"), "中国科学院")}


@dataclass(frozen=True)
class ShortNames:
    """What the short names of one article stand for."""

    names: Mapping[str, str] = field(default_factory=dict)

    def full(self, name: str) -> str:
        """The name that a short one stands for in this article; another name as it is. The
        short name may begin a longer one: 联盟秘书处 → …联盟秘书处 stays as written."""
        return self.names.get(name, name)

    def key(self, name: str) -> str:
        """One name for all the names by which an organisation goes: for comparing."""
        full = self.full(name).strip("“”")
        return known_names().get(full, known_names().get(self.full(name), full))

    def mentions(self, text: str) -> Iterator[re.Match[str]]:
        """Where the short names stand, outside of their introduction."""
        if self.names:
            yield from re.finditer(longest_first(self.names), text)


def find_short_names(text: str, words: Words | None = None) -> ShortNames:
    """The short names that a (Simplified, half-width) text introduces.

    >>> find_short_names("江城国际水组织联盟(以下简称“联盟”)成立。").full("联盟")
    '江城国际水组织联盟'
    """
    names: dict[str, str] = {}
    for match in _REMARK.finditer(text):
        shorts = [m[1].strip() for m in _CALLED.finditer(match.group())]
        if letters := _INITIALS.fullmatch(match.group()):
            shorts.append(letters[1])
        if not shorts:
            continue
        words = words or Words.of(text)
        full = text[name_before(text, words, match.start()) : match.start()]
        if is_organisation(full):
            names.update({name: full for name in shorts if len(full) > len(name) and name not in names})
    for match in _HAN_REMARK.finditer(text):
        words = words or Words.of(text)
        full, short = text[name_before(text, words, match.start()) : match.start()], match[1]
        if is_organisation(full) and short not in places() and short not in names and _is_short_of(short, full):
            names[short] = full
    for short, (home, elsewhere) in _HOMONYMS.items():
        # 中科院 of an article from Taiwan is not the academy in Beijing.
        if short not in names and short in text and elsewhere not in text and (meant := home.search(text)):
            names[short] = meant.group()
    for match in _ENGLISH.finditer(text):
        short = match[2]
        full = _spelled(_LED.sub("", _OFFICER.sub("", match[1])), short)
        initials = "".join(w[0] for w in re.findall(r"[A-Z][\w'’-]*", full))
        if short in full or short == initials or short.isupper():
            names.setdefault(short, re.sub(r"^The ", "", full))
    return ShortNames(names)
