"""What a site wraps around an article: path, buttons, editors, captions, footers.

Lines are judged by their look in Simplified form, so that both scripts and damaged names go
the same way. A footer needs a strong sign (copyright, filing code); addresses and telephone
numbers are dropped only in its company, since a notice of a meeting has them too.
"""

from __future__ import annotations

import re
from collections import Counter

from duijie.reading.lines import Line, is_prose, split_lines
from duijie.reading.page import Edit, Reading
from duijie.reading.steps.soup import is_headline_row

_CRUMB = re.compile(
    r"^(?:您?(?:的|现在的)?(?:当前|所在|现在|目前)?(?:的)?位置|您的位置|你的位置|您现在的位置是?|当前栏目|"
    r"you are here|home\s*[>»›/])\s*[:：]?|^(?:网站)?首页\s*(?:>|»|›|＞|→|/|-)",
    re.I,
)
_CRUMB_SPLIT = re.compile(r"\s*(?:>+|»|›|＞|→|/|::)\s*")
_CHROME_WORDS = (
    "图片|视频|音频|语音播报|播报|打印|打印本页|打印本文|关闭|关闭窗口|关闭本页|字体|字号|大|中|小|大中小|特大|"
    "默认|超大|分享|分享到|分享至|微信|微博|"
    "新浪微博|腾讯微博|qq|qq空间|人人网|朋友圈|复制链接|扫一扫|扫码|手机扫一扫|二维码|返回|返回顶部|返回首页|"
    "返回列表|回到顶部|顶部|上一篇|下一篇|上一页|"
    "下一页|上一条|下一条|没有了|暂无|首页|末页|尾页|收藏|加入收藏|设为首页|登录|注册|登陆|退出|搜索|检索|"
    "高级检索|网站地图|站点地图|联系我们|关于我们|"
    "附件下载|附件|下载|相关附件|相关链接|友情链接|更多|查看更多|点击查看更多|more|english|en|中文|简体|繁体|"
    "繁體|无障碍|无障碍浏览|长者模式|"
    "适老版|手机版|电脑版|移动版|客户端|我要纠错|纠错|点赞|评论|举报|阅读全文|展开全文|收起|听新闻|朗读|"
    "朗读本文|全文朗读|保护视力色|"
    "print|share|close|font size|tweet|email|facebook|twitter|linkedin|top|back to top|prev|next|menu|search|"
    "login|log in|sign in|sign up|subscribe"
)
_CHROME = re.compile(rf"^(?:{_CHROME_WORDS})$", re.I)
_CHROME_SPLIT = re.compile(r"[\s|｜│·•【】\[\]()（）:：/、,，+\-—_>«»<\u00a0]+")
_COUNTER = re.compile(
    r"^(?:浏览|点击|阅读|访问|查看|人气|点赞|评论)(?:次数|量|数|率)?[:：]?\s*\[?\(?\d*\)?\]?\s*次?$|^(?:上|"
    r"下)一(?:篇|条|页)\s*[:：].{0,60}$|^共\d+页$"
)
_EDITOR_WORDS = (
    "责任编辑|责编|本文编辑|文字编辑|网络编辑|实习编辑|见习编辑|视觉编辑|图片编辑|栏目编辑|值班编辑|编辑|校对|"
    "审核|审校|初审|复审|终审|一审|二审|三审|"
    "编审|美编|排版|监制|值班编委|责任校对|网站编辑"
)
_PEOPLE = rf"[\u4e00-\u9fff·]{{2,4}}(?:[\s、,，]+(?!{_EDITOR_WORDS})[\u4e00-\u9fff·]{{2,4}}){{0,3}}"
_EDITOR_LINE = re.compile(
    rf"^[\[(（【]?\s*(?:{_EDITOR_WORDS})\s*[:：]\s*[^\s。]{{0,20}}(?:[\s、|"
    rf"/;；]+(?:(?:{_EDITOR_WORDS})\s*[:：]\s*)?[^\s。:：]{{1,12}}){{0,6}}\s*[\])）】]?$"
    rf"|^[\[(（【]\s*(?:{_EDITOR_WORDS})\s+{_PEOPLE}\s*[\])）】]$"
)
_EDITOR_NAME = re.compile(rf"(?:{_EDITOR_WORDS})\s*[:：\s]\s*({_PEOPLE})")
_EDITOR_INLINE = re.compile(
    r"(?<![ \t\u3000])[ \t\u3000]*[\[(（【]\s*(?:責任編輯|责任编辑|責編|责编|本文編輯|本文编辑|編輯|"
    r"编辑)\s*[:：\s]\s*[^\])）】\n]{2,24}[\])）】](?=[ \t]*$)",
    re.M,
)
_CAPTION = re.compile(
    r"(?:[\s。/／|:：(（]|记者|通讯员|"
    r"图片由)\s*[\u4e00-\u9fff·]{2,4}(?:\s+[\u4e00-\u9fff·]{2,4})?\s*[/／]?\s*(?:摄|供图|摄影|制图)[)）]?[。]?$"
    r"|^(?:图为|资料图|资料图片|图片来源|图源|供图|摄影|题图|配图|▲|△)\s*[:：]?.{0,100}$|^图\s*[:：/].{1,40}$"
)
_FOOTER_STRONG = re.compile(
    r"©|\(c\)\s*\d{4}|copyright\s|all rights reserved|版权所有|ICP\s*[备证]|公\s*网\s*安\s*备|网站标识码|"
    r"互联网新闻信息服务许可证|信息网络传播视听节目许可证",
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
)
_PHONES = re.compile(
    r"^[•·●\s]*(?:\+?86[\s-]*)?(?:\(?0?\d{2,4}\)?[\s-]*)?\d{7,8}\s*(?:[(（][^)）]{1,12}[)）])?[\s;；、]*$"
)
_BULLET = re.compile(r"^[•·●■\s]*$")


def drop_boilerplate(reading: Reading) -> Reading:
    """Drops footers (damage ``boilerplate-footer``), the path above the article and what is
    over it, buttons, editors' lines and captions. Notes ``section`` and ``editors``."""
    footers = footer_lines(split_lines(reading.text))
    reading = reading.noting(footer="\n".join(line.plain for line in footers))
    reading = _drop_lines(reading, "footer", footers, damage="boilerplate-footer")
    lines = split_lines(reading.text)
    crumb = path_line(lines)
    if crumb is not None:
        section = section_of(crumb.plain)
        below = next((x for x in lines[crumb.number + 1 :] if not x.blank), None)
        # The name of the section stands once more below the path to it.
        again = [below] if below is not None and section and below.plain == section else []
        reading = reading.noting(section=section)
        reading = _drop_lines(reading, "navigation", lines[: crumb.number + 1] + again)
        lines = split_lines(reading.text)

    editors = [line for line in lines if len(line.plain) <= 120 and _EDITOR_LINE.match(_without_chrome(line.plain))]
    inline = list(_EDITOR_INLINE.finditer(reading.text))
    names = [m[1] for line in editors for m in _EDITOR_NAME.finditer(line.plain)]
    names += [m[1] for match in inline for m in _EDITOR_NAME.finditer(match.group())]
    ends = [line.start for line in editors] + [m.start() for m in inline]
    reading = reading.noting(editors=tuple(dict.fromkeys(names))).ending(*ends)
    whole = {line.start for line in editors}
    edits = [Edit(m.start(), m.end()) for m in inline if reading.text.rfind("\n", 0, m.start()) + 1 not in whole]
    edits += [Edit(line.start, min(line.end + 1, len(reading.text))) for line in editors]
    reading = reading.edited("editor-line", edits)

    lines = split_lines(reading.text)
    reading = _drop_lines(reading, "navigation", [line for line in lines if is_chrome(line.plain)])
    if reading.media_type == "text/html":
        # The extractor has told captions and repeated parts from the article by the markup.
        return reading
    lines = split_lines(reading.text)
    reading = _drop_lines(reading, "caption", [line for line in lines if is_caption(line.plain)])
    return _drop_lines(reading, "repeated", repeated_lines(split_lines(reading.text)))


def _drop_lines(reading: Reading, step: str, lines: list[Line], damage: str | None = None) -> Reading:
    edits = [Edit(line.start, min(line.end + 1, len(reading.text))) for line in lines]
    return reading.edited(step, [e for e in edits if e.start < e.end], damage=damage)


def is_chrome(plain: str) -> bool:
    """Whether a line holds nothing but buttons and counters of a site."""
    if not plain or len(plain) > 80:
        return False
    if _COUNTER.match(plain):
        return True
    words = [w for w in _CHROME_SPLIT.split(plain) if w]
    return bool(words) and all(_CHROME.match(w) for w in words) and not (len(words) == 1 and words[0] in "大中小")


def _without_chrome(plain: str) -> str:
    """A line without buttons in front: 打印 责任编辑:某某 → 责任编辑:某某."""
    words = plain.split()
    while len(words) > 1 and is_chrome(words[0]):
        words = words[1:]
    return " ".join(words)


def is_caption(plain: str) -> bool:
    """Whether a line is the caption of a picture that is not there."""
    if len(plain) > 120 or re.search(r"拍摄$|录摄$", plain):
        return False
    return _CAPTION.search(plain) is not None


def path_line(lines: list[Line]) -> Line | None:
    """The line that gives the place of the article in its site (首页 > 新闻), with little above
    it and the article below."""
    total = sum(len(line.plain) for line in lines)
    last_prose = max((line.number for line in lines if is_prose(line.plain)), default=-1)
    above = 0
    found = None
    for line in lines:
        if len(line.plain) <= 120 and _CRUMB.match(line.plain) and _CRUMB_SPLIT.search(line.plain):
            below = total - above - len(line.plain)
            if above <= below and line.number < last_prose:
                found = line
        above += 0 if is_headline_row(line.plain) else len(line.plain)
        if above > total / 2:
            break
    return found


def section_of(crumb: str) -> str | None:
    """The last named place of a path line: 当前位置:首页 >> 工作动态 → 工作动态."""
    crumb = re.sub(r"^[^:：>]{2,10}[:：]", "", crumb)
    parts = [p.strip(" :：") for p in _CRUMB_SPLIT.split(crumb)]
    named = [
        p
        for p in parts
        if p and p not in ("首页", "网站首页", "正文", "内容", "详细内容", "Home", "home") and len(p) <= 20
    ]
    return named[-1] if named else None


def footer_lines(lines: list[Line]) -> list[Line]:
    """The lines of all footers of a page."""
    marked: set[int] = set()
    filled = [line for line in lines if not line.blank]
    strong = [i for i, line in enumerate(filled) if is_footer_mark(line.plain)]
    for i in strong:
        if i in marked:
            continue  # the footer above runs through it
        marked.add(i)
        j = i + 1
        while j < len(filled) and (_is_footer_part(filled[j].plain) or is_footer_mark(filled[j].plain)):
            marked.add(j)
            j += 1
        j = i - 1
        while j >= 0 and j not in marked and len(filled[j].plain) <= 80 and _FOOTER_ABOVE.match(filled[j].plain):
            marked.add(j)
            j -= 1
    found = [filled[i] for i in sorted(marked)]
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


def repeated_lines(lines: list[Line]) -> list[Line]:
    """Later copies, above or below the running text, of lines that a page says three times or
    more and that are no prose themselves. Between paragraphs repetition may have a meaning."""
    prose = [line.number for line in lines if is_prose(line.plain)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
    counted = Counter(
        x.plain
        for x in lines
        if len(x.plain) >= 12 and not is_prose(x.plain) and "\t" not in x.raw and "|" not in x.raw
    )
    seen: set[str] = set()
    found = []
    for line in lines:
        if counted[line.plain] >= 3:
            if line.plain in seen and not first < line.number < last:
                found.append(line)
            seen.add(line.plain)
    return found
