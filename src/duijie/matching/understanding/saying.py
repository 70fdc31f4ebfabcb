"""Whether a text says anything that could be looked for.

>>> says("你好，请问一下可以吗"), says("怎么防白蚁"), names("混凝土")
(False, True, True)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import rjieba

from duijie.core.text import has_han
from duijie.matching.understanding.variants import folded

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_LATIN = re.compile(r"[a-z][a-z'-]+")
_TELLING = ("n", "v", "a", "z", "j", "i", "b")  # of the tagger: nouns, verbs, adjectives, short forms, idioms
_PARTICLES: Final = frozenset(
    "的了和与及或在是有对为等中以也都而被把将从到由其这那我你他她它们并且但要能可会就不没一个种该此之于所向给让使又还更最很想请"
    "吗呢吧啊呀哦嗯嘛么呵哈噢唉哎啦哪怎什谁样"
)
_SMALL_TALK: Final = frozenset(
    "你好 您好 大家 请问 请教 麻烦 打扰 谢谢 感谢 帮忙 帮助 可以 不能 不会 能够 应该 需要 想要 希望 要求 "
    "有没有 是不是 能不能 可不可以 知道 觉得 认为 问题 事情 东西 情况 时候 地方 办法 怎么办 怎么样 为什么 "
    "没有 就是 不是 还是 一下 客服 在线 老师 先生 女士 朋友 各位 人 事 物 hello hi hey dear please thanks "
    "thank ok okay yes no not sir madam everybody anybody anyone somebody someone something anything thing "
    "things stuff help need needs needed want wants wanted like look looking find get got have has had "
    "having can could would should may might must will shall do does did is are was were be been am the an "
    "of to in on at for from with by and or but if so than then this that these those there here it its my "
    "me we us our you your they them their he she his her who what when where which why how some any all "
    "very much many more most just only also too about know".split()
)


def says(text: str) -> bool:
    """Whether any word of a text says something: 的了吗呢, greetings, and addresses do not."""
    return any(True for _ in _words(text))


def names(text: str) -> bool:
    """Whether a word of a text names a thing, which alone is enough to look for."""
    return any(tag.startswith("n") for _, tag in _words(text))


def _words(text: str) -> Iterator[tuple[str, str]]:
    """The words that tell something, each with its part of speech; a Latin one counts as a noun."""
    flat = folded(_ADDRESS.sub(" ", text))
    for word in _LATIN.findall(flat):
        if word not in _SMALL_TALK:
            yield word, "n"
    if has_han(flat):
        for word, tag in rjieba.tag(flat):
            if (
                has_han(word)
                and tag.startswith(_TELLING)
                and word not in _SMALL_TALK
                and not _PARTICLES.issuperset(word)
            ):
                yield word, tag
