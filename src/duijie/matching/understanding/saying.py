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
from duijie.matching.understanding.general import EN_EMPTY, EN_GENERAL, general
from duijie.matching.understanding.stems import stem
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

_WITH_WHOM: Final = frozenset(
    "难题 课题 两件事 几件事 这件事 件 放在 摆在 放到 一起 一并 一块 一同 看看 看一看 问问 聊聊 谈谈 试试 "
    "做 办 干 搞 弄 找 请 整体 整套 彻底解决 合作 协作 联手 携手 攻关 联合 对接 交流 咨询 指导 指点 支招 "
    "高校 大学 老师 教授 科研院所 院所 研究所 研究院 机构 厂家 厂商 供应商 伙伴 合作伙伴 高手 能人 同行 力量 "
    "帮 帮助 长期合作 打算 计划".split()
) | frozenset(
    map(
        stem,
        "both once together problem problems issue issues challenge expert experts expertise partner partners team "
        "university institute supplier suppliers professor researcher cooperate cooperation collaborate collaboration "
        "advice advise complete entire everything matter matters join joint solved".split(),
    )
)


def only_with_whom(text: str) -> bool:
    """Whether a wish says no more than that something is to be done, by whom and with whom.

    >>> [only_with_whom(text) for text in ("把两件事放在一起解决", "solve both at once", "操作简单", "污泥减量")]
    [True, True, False, False]
    """
    words = [word if has_han(word) else stem(word) for word, _ in _words(text)]
    return not _WITH_WHOM.isdisjoint(words) and all(
        word in _WITH_WHOM or general(word) or word in EN_GENERAL or word in EN_EMPTY for word in words
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
