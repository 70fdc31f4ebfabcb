"""Whose page it is, by what its footers and the path above the article say."""

from __future__ import annotations

import re

from duijie.reading.names import bare, is_nobody, organisation
from duijie.reading.steps.hijack import holders, is_institution

_YEARS = r"(?:\d{4}(?:\s*[-–—~至]\s*(?:\d{4}|present|今)?)?年?)?"
_RIGHTS = re.compile(
    rf"(?:copyright\s*)?(?:©|\(c\)|\bcopyright\b|版权所有)[\s:：©]*{_YEARS}\s*(?:by\s+)?([^|｜•©\t\n]{{2,120}})", re.I
)
_HELD = re.compile(r"(?:^|[\s.。|｜©\d])([\u4e00-\u9fff（）()]{4,30}?)\s{0,4}(?:版权所有|保留所有权利)")
_HOST = re.compile(
    r"(?:主\s*办(?:单位)?|网站主办|主管主办|"
    r"(?:published|hosted|operated|run|maintained) by|publisher)\s*[:：]?\s*([^|｜•\t\n]{2,100})",
    re.I,
)
# Where a name in a footer ends: a wide gap, a mark, or what footers say next.
_ENDS = re.compile(
    r"\s{2,}|\u3000|\s*[|｜•;；。]\s*|\s+·\s+|\s+[\u4e00-\u9fff]{2,8}\s*[:：]|"
    r"[,，]?\s*(?:a[il1]{2} rights|版权所有|保留|未经|"
    r"地\s*址|邮\s*[编箱]|电\s*话|传\s*真|e-?mail\b|tel\b|phone\b|fax\b"
    r"|网站标识码|[\u4e00-\u9fff]?\s*ICP\s*[备证]|[\u4e00-\u9fff]?公\s*网\s*安\s*备|承\s*办|技术支持|[\w.+-]+@|https?:|www\.)|\.\s+(?=[A-Z])|\.$",
    re.I,
)


def owners(footers: str) -> list[str]:
    """The organisations that (Simplified) footers name as their own, the surest first: holders
    of the copyright, the host (主办单位), the name in front of an address.

    >>> owners("© 2019-2024 Lakeside Society for Freshwater Ecology. All rights reserved.")
    ['Lakeside Society for Freshwater Ecology']
    >>> owners("湖泊生态学会  地址：江城市科学路1号  邮编：430000")
    ['湖泊生态学会']
    """
    found = [h for h in holders(footers) if is_institution(h)]
    lines = [line.strip() for line in footers.split("\n") if line.strip()]
    found += [name for line in lines for match in _HELD.finditer(line) if (name := organisation(match[1]))]
    for pattern in (_RIGHTS, _HOST):
        found += [name for line in lines for match in pattern.finditer(line) if (name := _first_name(match[1]))]
    for line in lines:
        if _RIGHTS.search(line) or _HOST.search(line):
            continue
        end = _ENDS.search(line)
        if end and end.start() and (name := organisation(line[: end.start()])):
            found.append(name)
    return list(dict.fromkeys(name for name in found if not is_nobody(name)))


def _first_name(text: str) -> str | None:
    end = _ENDS.search(text)
    return organisation(bare(text[: end.start()] if end else text))
