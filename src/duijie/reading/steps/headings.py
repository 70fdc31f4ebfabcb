"""What a line looks like that heads something."""

from __future__ import annotations

import re

from duijie.reading.lines import ends_sentence, has_han, is_meta
from duijie.reading.names import SENTENCE

NOT_TITLE = re.compile(
    r"^\s*(?:附件|附[:：]|注[:：]|备注|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|"
    r"[(（]?\d{1,2}[)）、.．](?!\d)|第[一二三四五六七八九十百\d]+[条章节部分]|抄送|主题词|联系人|签[发字])"
)
_ORGANISATION = re.compile("(?:院|所|会|部|厅|局|处|室|中心|大学|科协|联盟|报社|网|社|基金会|集团|公司|馆|台)$")


def is_title(plain: str) -> bool:
    """Whether a line could be the title of an article."""
    if not 6 <= len(plain) <= (60 if has_han(plain) else 140) or ends_sentence(plain.rstrip("？?！!”")):
        return False
    if is_meta(plain) or NOT_TITLE.match(plain) or plain.count("，") + plain.count(",") > 2:
        return False
    return sum(c.isalpha() for c in plain) >= 0.6 * len(plain.replace(" ", ""))


def names_organisation(plain: str) -> bool:
    """Whether a short line ends as names of organisations and their offices do."""
    return len(plain) <= 24 and _ORGANISATION.search(plain) is not None and not SENTENCE.search(plain)
