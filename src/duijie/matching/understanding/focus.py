"""What a requirement is really about, and how much of that a sentence speaks of.

    >>> [key.text for key in focus("低成本去除电镀废水中的镍").core]
    ['镍']
    >>> [key.text for key in focus("Remove nickel from plating rinse water").core]
    ['nickel']

Nearly every sentence of a trade shares a word with a requirement of it: its medium (废水), its
place (养猪场), what is done (去除, detect), its means (传感器, software). The *core* is what the
requirement acts on or asks for: in Chinese what stands behind the last 的, or before it where only
an act or a means stands behind; in English the words before the first preposition. The *rest* are
the other words that say something. A word is held by a sentence that has it, or another name of the
same concept in either language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import rjieba

from duijie.matching.understanding.concepts import (
    Named,
    concepts,
    in_chinese,
    in_english,
    is_thing,
    kinds,
    named,
    over,
)
from duijie.matching.understanding.general import EN_EMPTY, EN_GENERAL, general
from duijie.matching.understanding.stems import HAN, WORD, stem
from duijie.matching.understanding.variants import folded


@dataclass(frozen=True, slots=True)
class Key:
    """A word or name of a requirement, folded (English: its stems, a blank between), the concept
    it names or -1, and what it counts."""

    text: str
    concept: int = -1
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Focus:
    """The words of a requirement that say something; ``core`` is empty where it has none."""

    core: tuple[Key, ...]
    rest: tuple[Key, ...]
    general: bool = False
    """Nothing but what is said of anything: 运行成本低, easy to install."""


HELD = 0.55
"""The share of the core from which a sentence speaks of what is asked for: the head and a half of
what qualifies it."""

_LESS = 0.5
"""What a quality or an act counts beside a thing."""
_HEAD = 1.5
"""What the last word of a compound counts beside those that qualify it."""

_COMPARES_EN = re.compile(
    r"(?:quiet|light|strong|thin|thick|long|short|slow|clean|green|cool|warm|smooth|soft|hard|tough|"
    r"sharp|bright|dens|simpl|young|old|wid|narrow|deep|shallow|dri|wett)i?er"
)
_BEHIND_HEAD = frozenset("of is are was were be been being has have that which".split())
_MADE_OF_EN = re.compile(r"\bmade (?:from|of|with|out of)\Z")
_LOCATIVE = frozenset("中 里 内 上 下 间 期间 时 后 前 外 之中 之间 过程中 里面 内部 表面 当中".split())
_SPLITS_EN = frozenset(
    "in from for by with without at on under during after before within into onto to than near among between through "
    "via below above against while when where across inside around along off despite because".split()
)
_MADE_OF = frozenset("制成 制 做成 做 制造 制备".split())
_KINDS = ("n", "v", "a", "i", "l", "j", "t", "s", "b", "z", "x", "eng", "g")
_THINGS = ("n", "j", "l", "i", "eng", "s", "t")
_HAN_RUN = re.compile(f"[{HAN}]")


@lru_cache(maxsize=4096)
def focus(text: str) -> Focus:
    """The core and the rest of a requirement, which has none of its amounts in it any more."""
    flat = folded(text)
    names = list(named(flat))
    core, rest = _chinese(flat, names) if _HAN_RUN.search(flat) else _english(flat, names)
    says_nothing = not core
    if says_nothing:
        core = [Key(flat[name.start : name.end], name.concept) for name in names if name.general]
    return Focus(tuple(dict.fromkeys(core)), tuple(dict.fromkeys(key for key in rest if key not in core)), says_nothing)


# --- Chinese ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def _chinese(flat: str, names: list[Named]) -> tuple[list[Key], list[Key]]:
    words = _words(flat)
    medium = _in_a_place(words)
    last = max(
        (n for n, word in enumerate(words) if word.text == "的" and words[n - 1].text not in _MADE_OF), default=-1
    )
    head = _keys(words[last + 1 :], names)
    placed = _keys([word for n, word in enumerate(words) if n in medium], names)
    if last >= 0 and any(key.weight >= 1 for key in head):
        return _headed(head), _keys(words[:last], names)
    own = _keys([word for n, word in enumerate(words) if n not in medium], names)
    return _headed(own or placed), placed


def _headed(keys: list[Key], place: int = -1) -> list[Key]:
    """The keys with the head, the last word or that before "of" and "is", made as weighty as all that
    qualifies it: without it they are at most half. An act there (到站, 入流) is a thing."""
    if not keys:
        return []
    others = sum(key.weight for key in keys) - keys[place].weight
    keys[place] = replace(keys[place], weight=max(_HEAD, others))
    return keys


def _words(flat: str) -> list[_Word]:
    """The words with their tags; characters that the segmenter left alone as one (到站)."""
    words: list[_Word] = []
    at = 0
    for text, tag in rjieba.tag(flat):
        alone = len(text) == 1 and tag[0] in "vn" and not general(text)
        if words and alone and len(words[-1].text) == 1 and words[-1].tag == "v" and words[-1].end == at:
            words[-1] = _Word(words[-1].text + text, "v", words[-1].start)
        else:
            words.append(_Word(text, tag, at))
        at += len(text)
    return words


def _in_a_place(words: list[_Word]) -> set[int]:
    """The numbers of the words that a word of place (中, 上, 期间) makes a place or a time."""
    found: set[int] = set()
    for number, word in enumerate(words):
        if word.tag == "s" or (len(word.text) > 2 and word.text[-1] in _LOCATIVE):
            found.add(number)
        elif word.text not in _LOCATIVE or word.tag[0] not in "fn":
            continue
        at = number - 1
        while at >= 0 and (words[at].tag[0] in "natbj" or words[at].tag == "vn") and not general(words[at].text):
            found.add(at)
            at -= 1
    return found


def _keys(words: list[_Word], names: list[Named]) -> list[Key]:
    """The words that say something, those that are one name together as one."""
    found: list[Key] = []
    done = -1
    for word in words:
        if word.start < done:
            continue
        name = _name_of(word, names)
        if (
            general(word.text)
            or (name is not None and name.general)
            or (not word.tag.startswith(_KINDS) and name is None)
        ):
            continue
        if len(word.text) == 1 and word.tag[0] in "vad" and name is None:
            continue
        if word.tag == "eng" or WORD.fullmatch(word.text):
            if len(word.text) > 1 and WORD.fullmatch(word.text) and not word.text[0].isdigit():
                found.append(Key(stem(word.text), -1 if name is None else name.concept))
            continue
        if not _HAN_RUN.match(word.text):
            continue
        weight = 1.0 if word.tag.startswith(_THINGS) or word.tag == "vn" else _LESS
        if name is not None and name.start <= word.start and name.end >= word.end:
            text = "".join(part.text for part in words if name.start <= part.start < name.end)
            found.append(Key(text, name.concept, weight))
            done = name.end
        else:
            found.append(Key(word.text, -1 if name is None else name.concept, weight))
    return found


def _name_of(word: _Word, names: list[Named]) -> Named | None:
    """The name that a word is part of, or the thing it ends in, or what it begins with."""
    begun = next((n for n in names if n.start <= word.start < n.end), None)
    if begun is not None and begun.end >= word.end:
        return begun
    return next((n for n in names if _is_head(n, word) and is_thing(n.concept)), begun)


def _is_head(name: Named, word: _Word) -> bool:
    """Whether a name is what a longer word ends in: 公交 of 城市公交, but not 蛋 of 破蛋."""
    return word.start < name.start and name.end == word.end and name.end - name.start > 1


# --- English ---------------------------------------------------------------------------------


def _english(flat: str, names: list[Named]) -> tuple[list[Key], list[Key]]:
    chunks: list[list[Key]] = [[]]
    head = -1
    done = -1
    for match in WORD.finditer(flat):
        word = match.group()
        if match.start() < done:
            continue
        if word in _BEHIND_HEAD and len(chunks) == 1 and head < 0:
            head = len(chunks[0]) - 1
        if word in _SPLITS_EN:
            if not _MADE_OF_EN.search(flat, 0, match.end()):
                chunks.append([])
            continue
        name = next((n for n in names if n.start == match.start()), None)
        if name is not None and name.general:
            done = name.end
            continue
        if word in EN_EMPTY or len(word) == 1 or word[0].isdigit():
            continue
        if stem(word) in EN_GENERAL and (name is None or name.end == match.end()):
            continue
        end = match.end() if name is None else name.end
        weight = _HEAD if _COMPARES_EN.fullmatch(word) else 1.0
        stems = " ".join(stem(part) for part in WORD.findall(flat[match.start() : end]))
        chunks[-1].append(Key(stems, -1 if name is None else name.concept, weight))
        done = end
    head = head if chunks[0] else -1
    chunks = [chunk for chunk in chunks if chunk]
    if not chunks:
        return [], []
    return _headed(chunks[0], head), [key for chunk in chunks[1:] for key in chunk]


# --- how much of it a sentence holds --------------------------------------------------------


def held(keys: tuple[Key, ...], text: str, *, across: bool = False) -> float | None:
    """The share of the keys, by weight, that a text speaks of, 0 to 1; None when nothing can be said.

    Args:
        across: the text is in the other language: only what the glossary knows can be compared.
    """
    told = _told(text)
    whole = got = 0.0
    for key in keys:
        share = _holds(told, key)
        if across and key.concept < 0 and share == 0:
            continue
        whole += key.weight
        got += key.weight * share
    return got / whole if whole else None


def unnamed(keys: tuple[Key, ...], text: str, *, across: bool = False) -> bool:
    """Whether a text names nothing of the keys, though most of them, by weight, are things whose other
    names are known: neither these, nor a kind of them.

    Args:
        across: the text is in the other language: only what the glossary knows can be looked for, and
            a quarter of the keys is enough.
    """
    things = tuple(key for key in keys if key.weight > _LESS) or keys
    least = _KNOWN_ACROSS if across else _KNOWN
    if sum(key.weight for key in things if known(key)) <= least * sum(key.weight for key in things):
        return False
    told = _told(text)
    return not any(_is_told(told, key) for key in things if key.concept >= 0 or not across)


def _is_told(told: _Told, key: Key) -> bool:
    """Whether a text has something of a word; a known thing, or a part that stands for the whole."""
    if not known(key):
        return _holds(told, key) > 0
    same = (key.concept, *kinds(key.concept))
    return _words_held(told, key) >= _PART or any(_names(told, concept) for concept in same)


_KNOWN = 0.5
_KNOWN_ACROSS = 0.25


@lru_cache(maxsize=16384)
def known(key: Key) -> bool:
    """Whether the other names of a word are known: of its whole or its head (城市公交), not of what only
    qualifies it (施工队)."""
    return (
        key.concept >= 0
        and is_thing(key.concept)
        and (
            not _HAN_RUN.match(key.text)
            or any(key.text.endswith(name) or key.text.removeprefix(name) in _ILLS for name in in_chinese(key.concept))
        )
    )


_ILLS = frozenset(("病", "症", "菌", "病毒", "患者", "病人"))
"""What may stand behind the name of an illness."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A text folded, and its English stems with a blank before and behind each."""

    flat: str
    stems: str


@lru_cache(maxsize=4096)
def _told(text: str) -> _Told:
    flat = folded(text)
    return _Told(flat, f" {' '.join(stem(word) for word in WORD.findall(flat))} ")


@lru_cache(maxsize=4096)
def _singles(flat: str) -> frozenset[str]:
    """The things of one character that a text names."""
    return frozenset(
        word for word, tag in rjieba.tag(flat) if len(word) == 1 and tag.startswith("n") and word not in _VAGUE
    )


_VAGUE = frozenset("水气电热火光油车机器人物品件料体板管线面层地场厂站房室屋家户口力能量度率性化剂液粉")
_PART = 0.75
"""What counts a word of which a part stands for the whole (氨 for 氨气, 缆 for 拉索)."""


@lru_cache(maxsize=4096)
def _shorter(word: str) -> tuple[str, ...]:
    """A word of four or more characters without one of those between the first and the last
    (冷却水 for 冷却用水)."""
    return tuple(word[:at] + word[at + 1 :] for at in range(1, len(word) - 1)) if len(word) > 3 else ()


_OVER = 0.5
"""What counts a word for which a text has only what it is a kind of (水果 for 苹果)."""


_SHARED = frozenset("金银铁氧桃马猫风书")
"""Names of one character that stand in the names of other things (银行, 地铁, 核桃)."""


def _names(told: _Told, concept: int) -> bool:
    """Whether a text has a name of a concept; 金 only where it is not part of another name (金属)."""
    for name in in_chinese(concept):
        if name in told.flat and (name not in _SHARED or concept in concepts(told.flat)):
            return True
    return any(f" {' '.join(stems)} " in told.stems for stems in in_english(concept))


def _holds(told: _Told, key: Key) -> float:
    if key.concept < 0:
        return _words_held(told, key)
    if _names(told, key.concept) or any(_names(told, kind) for kind in kinds(key.concept)):
        return 1.0
    above = _OVER if any(_names(told, wider) for wider in over(key.concept)) else 0.0
    return max(above, _words_held(told, key))


def _words_held(told: _Told, key: Key) -> float:
    if key.text in _SHARED and key.concept >= 0:
        return 0.0
    if not _HAN_RUN.match(key.text):
        parts = key.text.split()
        return sum(f" {part} " in told.stems for part in parts) / len(parts)
    if key.text in told.flat:
        return 1.0
    if len(key.text) == 1 or not any(char in told.flat for char in key.text):
        return 0.0
    if any(char in _singles(told.flat) for char in key.text if char in told.flat):
        return _PART
    if any(short in told.flat for short in _shorter(key.text)):
        return _PART
    if len(key.text) == 2:
        return _PART if re.search(f"{key.text[0]}[{HAN}]{{0,2}}{key.text[1]}", told.flat) else 0.0
    pairs = [key.text[at : at + 2] for at in range(len(key.text) - 1)]
    return sum(pair in told.flat for pair in pairs) / len(pairs)
