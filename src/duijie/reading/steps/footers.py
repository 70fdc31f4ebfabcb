"""Footers of a site: who owns it, how to reach it, under which codes.

A footer needs a strong sign (copyright, filing code); addresses and telephone numbers are
dropped only in its company, since a notice of a meeting has them too. Below the text an
address that is said twice is a strong sign as well.
"""

from __future__ import annotations

import re
from collections import Counter

from duijie.reading.lines import Line, ends_sentence, is_prose
from duijie.reading.steps.chrome import is_disclaimer, is_pointer, is_site_notice

_FOOTER_STRONG = re.compile(
    r"©|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|\d{4}|by\b|[:：])|all rights reserved|"
    r"版权所有|ICP\s*[备证]|公\s*网\s*安\s*备|网站标识码|"
    r"互联网新闻信息服务许可证|信息网络传播视听节目许可证|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP\s*$|"
    r"^违法(?:和|与)?不良信息举报",
    re.I,
)
_FOOTER_WEAK = re.compile(
    r"^[•·●\-\s]*(?:地\s*址|通讯地址|联系地址|邮\s*编|邮政编码|电\s*话|联系电话|总机|传\s*真|邮\s*箱|电子邮箱|"
    r"编辑部邮箱|e-?mail|技术支持|主\s*办|主办单位|承\s*办|承办单位|"
    r"协办单位|运行维护|维护单位|网站(?:维护|管理|支持|声明)|法律声明|版权声明|隐私|免责声明|违法和不良信息|"
    r"举报(?:电话|邮箱)|网警|中国互联网举报|建议使用|最佳浏览|"
    r"本站访问|您是第|备案号|备案序号|联系我们|关于我们|网站地图|address|tel|fax|zip|powered by|privacy|"
    r"terms of|contact us)",
    re.I,
)
_FOOTER_ABOVE = re.compile(
    r"^[•·●\-\s]*(?:主办(?:单位)?|承办(?:单位)?|技术支持|运行维护|维护单位|网站(?:维护|管理|地图|声明)|"
    r"法律声明|隐私|免责声明|友情链接|违法和不良信息|建议使用|关于我们|联系我们)\s*[:：|\s]?"
    r"|^[\u4e00-\u9fff]{2,16}(?:微信公众号|官方微信|官方微博|微博|抖音号|视频号)$"
)
_PHONES = re.compile(
    r"^[•·●\s]*(?:\+?86[\s-]*)?(?:\(?0?\d{2,4}\)?[\s-]*)?\d{7,8}\s*(?:[(（][^)）]{1,12}[)）])?[\s;；、]*$"
)
_KINDS = re.compile(r"地\s*址|邮\s*编|邮政编码|电\s*话|传\s*真|邮\s*箱|技术支持")
_NOTICE = re.compile("通知|公告|启事|报名|联系人|征文|征集|邀请|须知|招聘|招生|咨询|申报|投稿|联系方式|会务|办公室联系")
# A paper's call for news and custom.
_APPEAL = re.compile(
    r"^(?:我?[想要]爆料|欢迎(?:提供)?(?:新闻)?(?:爆料|报料)|(?:新闻|24小时|我要)?(?:报料|爆料|新闻)(?:热线|电话|邮箱|平台)|更多(?:精彩)?(?:资讯|新闻|内容)请?(?:下载|关注|登[录陆])|"
    r"(?:下载|打开)[^，,。]{2,14}(?:客户端|APP)[，,]|(?:广告|合作)(?:热线|电话)|欢迎关注[^，,。]{2,20}(?:微信|公众号|微博)|扫(?:码|描二维码|一扫)(?:关注|下载|加入))",
    re.I,
)
_REACHED = re.compile(r"\d{7,}|\d{3,4}-\d{7,8}|客户端|APP|微信|微博|公众号|二维码|@|https?:|热线|电话", re.I)
_BULLET = re.compile(r"^[•·●■\s]*$")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|https?://|\bwww\.|\b(?:tel|phone|fax)\b|电话|传真|邮编", re.I)


def footer_lines(lines: list[Line]) -> list[Line]:
    """The lines of all footers of a page."""
    marked: set[int] = set()
    filled = [line for line in lines if not line.blank]
    strong = [i for i, line in enumerate(filled) if is_footer_mark(line.plain)]
    strong += [i for i in _below_text(filled) if not is_disclaimer(filled[i].plain) and i not in strong]
    for i in strong:
        if i in marked:
            continue  # the footer above runs through it
        marked.add(i)
        j = i + 1
        while j < len(filled) and (
            _is_footer_part(filled[j].plain) or is_footer_mark(filled[j].plain) or is_contact(filled[j].plain)
        ):
            marked.add(j)
            j += 1
        j = i - 1
        while j >= 0 and j not in marked and len(filled[j].plain) <= 80 and _FOOTER_ABOVE.match(filled[j].plain):
            marked.add(j)
            j -= 1
    found = [filled[i] for i in sorted({*marked, *_below_text(filled), *_contacts(filled)})]
    # Bare bullets and buttons between or behind footers belong to them.
    if found:
        first = found[0].number
        found += [x for x in lines[first:] if not x.blank and _BULLET.match(x.plain)]
    return sorted(set(found), key=lambda line: line.number)


def is_footer_mark(plain: str) -> bool:
    """Whether a line carries a copyright notice or filing code and is no sentence about one."""
    if len(plain) > 400 or not _FOOTER_STRONG.search(plain):
        return False
    return not (plain.endswith("。") and "©" not in plain and not re.search(r"ICP\s*[备证]\s*\d|公网安备\s*\d", plain))


def _is_footer_part(plain: str) -> bool:
    return len(plain) <= 160 and not plain.endswith("。") and bool(_FOOTER_WEAK.match(plain) or _PHONES.match(plain))


def is_appeal(plain: str) -> bool:
    """Whether a line asks readers to ring a paper, to follow or to download it.

    >>> is_appeal("想爆料？请拨打新闻热线0500-66661234，或登录江城网官方微博提供线索。")
    True
    """
    return len(plain) <= 300 and _APPEAL.match(plain) is not None and _REACHED.search(plain) is not None


def is_contact(plain: str) -> bool:
    """Whether a short line below a footer's first one gives an address of the net or a telephone
    and says nothing: 4 Sluice Lane, Lower Tarn · office@tarn.example."""
    return len(plain) <= 120 and not ends_sentence(plain) and _CONTACT.search(plain) is not None


def text_end(filled: list[Line]) -> int:
    """The index behind the last line of running text; what a site says of itself is none."""
    own = (is_site_notice, is_pointer, is_disclaimer, is_footer_mark, is_appeal)
    prose = [i for i, x in enumerate(filled) if is_prose(x.plain) and not any(told(x.plain) for told in own)]
    return prose[-1] + 1 if prose else len(filled)


def _contacts(filled: list[Line]) -> list[int]:
    """An institution's address below the text of a page that is no notice: two or more of address, postcode and
    telephone, and no person to ask for."""
    end = text_end(filled)
    text = "".join(x.plain for x in filled)
    if _NOTICE.search(text) or end >= len(filled) or not any(is_prose(x.plain) for x in filled[:end]):
        return []
    found = [i for i, x in enumerate(filled[end:], end) if _is_footer_part(x.plain)]
    kinds = {m.group().replace(" ", "") for i in found for m in _KINDS.finditer(filled[i].plain)}
    return found if len(kinds) >= 3 else []


def _below_text(filled: list[Line]) -> list[int]:
    """Footers below the text without a strong sign: a disclaimer, a call for news, an address said twice."""
    end = text_end(filled)
    counted = Counter(x.plain for x in filled[end:])
    return [
        i
        for i, x in enumerate(filled[end:], end)
        if is_disclaimer(x.plain)
        or is_appeal(x.plain)
        or (counted[x.plain] > 1 and len(x.plain) <= 300 and _CONTACT.search(x.plain))
    ]
