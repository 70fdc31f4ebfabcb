"""How easily a password is guessed by somebody who knows what people choose, and a little about its owner.

Knows nothing of Django. Beside the length and the list of common passwords, which Django brings,
it finds what those two let pass: keys in a row, repetitions, a common word with a year behind it,
the own name (in pinyin too) or address with digits.

>>> weakness("1qaz2wsx3edc"), weakness("Password2026!", common={"password"}.__contains__)
('pattern', 'common')
>>> weakness("lifang1985!!", about=["李芳"]), weakness("一座 bridge 过河 2026")
('about-you', None)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final, Literal

from duijie.core.text import has_han, normalise

Weakness = Literal["few", "pattern", "common", "about-you"]

FEWEST: Final = 5
"""Different characters; and characters that do not follow from the one before."""
_READ: Final = 256
"""Characters that are looked at: nobody guesses the others, and comparing takes time that grows with them."""
_LETTERS: Final = 4
"""Letters that there must be beside what is known of the owner."""
_ROWS: Final = (
    "`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn",
    "7ujm", "8ik,", "9ol.", "0p;/",
)  # fmt: skip
_BESIDE: Final = frozenset(pair for row in _ROWS for pair in (*pairwise(row), *pairwise(row[::-1])))
_LEET: Final = str.maketrans("@4301!$57", "aaeoiisst")
_ROUND: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")

COMMON: Final = frozenset(
    """
    woaini woaini1314 woaiwojia woaizhongguo aini1314 iloveyou qwerty qweasd qweasdzxc asdqwe qazwsx qazwsxedc abcabc
    password passwd passw mima wodemima admin administrator root guest test tester welcome letmein changeme login
    zhongguo china beijing shanghai guangzhou shenzhen hangzhou wuhan nanjing chengdu tianjin zhejiang jiangsu
    huawei taobao alibaba tencent weixin wechat baidu xiaomi dragon monkey football baseball sunshine princess
    zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing liuwei wangxiuying zhangli lijuan wanglei zhanglei
    秘密 密码 我的密码 我爱你 我爱中国 中国 北京 上海 对接 你好
    """.split()
)
"""Words that people in China and elsewhere take, beside Django's list of English ones."""
_SITE: Final = ("duijie", "对接")


def weakness(
    password: str, *, about: Iterable[str] = (), common: Callable[[str], bool] = COMMON.__contains__
) -> Weakness | None:
    """What is wrong with a password, or None.

    Args:
        about: what is known of its owner: name, mail address.
        common: whether a word in small letters is a common password.
    """
    folded = normalise(password[:_READ]).lower()[:_READ]
    if len(set(folded)) < FEWEST:
        return "few"
    if _independent(_block(folded)) < FEWEST:
        return "pattern"
    core = _ROUND.sub("", folded)
    known = {core, _ROUND.sub("", folded.translate(_LEET)), core.translate(_LEET)}
    if any(word and (word in COMMON or common(word)) for word in known):
        return "common"
    return "about-you" if _made_of(folded, _words(about)) else None


def _block(text: str) -> str:
    """What a text repeats: "abcabcab" → "abc"; the text itself when it does not."""
    for size in range(1, len(text) // 2 + 1):
        if all(text[index] == text[index % size] for index in range(len(text))):
            return text[:size]
    return text


def _independent(text: str) -> int:
    """How many characters do not follow from the one before: same, next in the alphabet, next key."""
    follows = sum(one == two or abs(ord(one) - ord(two)) == 1 or (one, two) in _BESIDE for one, two in pairwise(text))
    return len(text) - follows


def _words(about: Iterable[str]) -> list[str]:
    """The words by which somebody is known, the longest first."""
    found = set(_SITE)
    for text in about:
        folded = normalise(text).lower()
        parts = re.split(r"[\W_]+", folded)
        found |= {part for part in (*parts, "".join(parts)) if len(part) >= 3 or (len(part) >= 2 and has_han(part))}
        if has_han(folded):
            from pypinyin import lazy_pinyin  # a second to load: only where a Chinese name is compared

            syllables = lazy_pinyin("".join(parts))
            found |= {"".join(syllables), "".join([*syllables[1:], syllables[0]])} if len(syllables) > 1 else set()
    return sorted(found, key=lambda word: (-len(word), word))


def _made_of(text: str, words: list[str]) -> bool:
    """Whether, without the words, too few letters are left."""
    rest = text
    for word in words:
        rest = rest.replace(word, " ")
    return rest != text and sum(char.isalpha() * (2 if has_han(char) else 1) for char in rest) < _LETTERS
