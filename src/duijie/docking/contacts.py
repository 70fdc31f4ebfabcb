"""Addresses and numbers in a text by which somebody could be reached. Pure.

Before an introduction is accepted neither side learns how to reach the other past the
platform, so messages that hold such a thing are refused with a sentence that says so.
"""

from __future__ import annotations

import re
import unicodedata

_EMAIL = re.compile(r"[\w.+-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![\d.])")
_LANDLINE = re.compile(r"(?<![\d.])(?:\(0\d{2,3}\)|0\d{2,3})[\s-]?\d{7,8}(?![\d.])")
_ABROAD = re.compile(r"(?<![\d.])\+\d{1,3}[\s-]?(?:\(?\d{1,4}\)?[\s-]?){2,4}\d{2,4}(?![\d.])")
_CHAT = re.compile(
    r"(?:微信号?|wechat|weixin|qq号?|whatsapp|telegram|skype)\s*[:是为号]?\s*[a-z0-9_-]{5,}", re.IGNORECASE
)
_PATTERNS = (_EMAIL, _CHAT, _MOBILE, _LANDLINE, _ABROAD)


def contacts_in(text: str) -> tuple[str, ...]:
    """The addresses and numbers that the text holds, in its order of kinds.

    >>> contacts_in("请加微信：lab_nickel 或打 138-1234-5678")
    ('微信:lab_nickel', '138-1234-5678')
    >>> contacts_in("处理量 13812345 吨，2026-11-22 前交付，预算 1380000.00 元")
    ()
    """
    plain = unicodedata.normalize("NFKC", text)
    return tuple(match.group().strip() for pattern in _PATTERNS for match in pattern.finditer(plain))
