"""What a site's own furniture looks like, line by line: buttons, counters, menus, notices of
its own. Pure judgements on a stripped, Simplified line; what is done about it is decided
where the whole page is seen.
"""

from __future__ import annotations

import re

from duijie.reading.lines import has_han

_CHROME_WORDS = (
    "图片|视频|音频|语音播报|播报|打印|打印本页|打印本文|关闭|关闭窗口|关闭本页|字体|字号|大|中|小|大中小|特大|"
    "默认|超大|分享|分享到|分享至|微信|微博|"
    "新浪微博|腾讯微博|qq|qq空间|人人网|朋友圈|复制链接|扫一扫|扫码|手机扫一扫|二维码|返回|返回顶部|返回首页|"
    "返回列表|回到顶部|顶部|上一篇|下一篇|上一页|"
    "下一页|上一条|下一条|没有了|暂无|首页|末页|尾页|收藏|加入收藏|设为首页|登录|注册|登陆|退出|搜索|检索|"
    "高级检索|网站地图|站点地图|联系我们|关于我们|"
    "附件下载|附件|下载|相关附件|相关链接|友情链接|更多|查看更多|点击查看更多|more|english|en|中文|简体|繁体|"
    "繁體|繁中|简中|无障碍|无障碍浏览|长者模式|"
    "适老版|手机版|电脑版|移动版|客户端|我要纠错|纠错|点赞|评论|举报|阅读全文|展开全文|收起|听新闻|朗读|"
    "朗读本文|全文朗读|保护视力色|跳转到主要内容|跳到主要内容|跳至主要内容|跳转到内容|跳过导航|"
    "print|printer[- ]friendly(?: version)?|print this (?:page|article)|share|share (?:this|on|via|to)|"
    "share this (?:page|article|story|post)|close|font size|"
    "text size|tweet|email|e-mail this(?: page)?|facebook|twitter|linkedin|whatsapp|copy (?:link|url)|"
    "copy link to clipboard|download pdf|"
    "top|back to (?:the )?top|return to top|prev|next|menu|main menu|toggle (?:navigation|menu)|search|"
    "login|log ?in|log ?out|sign in|sign up|sign out|subscribe|follow us|listen to this (?:page|article)|"
    "skip to (?:the )?(?:main )?(?:content|navigation)|skip navigation|skip links?|accept all|accept cookies|"
    "accept all cookies|decline all|reject all|cookie (?:settings|preferences)|manage (?:cookies|preferences)|"
    "vip专免|vip专享|vip免费|会员免费|会员专享|开通会员|立即下载|免费下载|侵权投诉|投诉举报|"
    r"[\d.]{1,8} ?[km]b|\d{1,4} ?页|\d{2,4}\+|"
    "site ?map|中文版|英文版|简体中文|繁体中文"
)
# Buttons beside other buttons; alone they may be a heading.
_COMPANIONS = (
    "x|e-?mail|link|wechat|weibo|copy|save|bookmark|previous|register|listen|accept|decline|reject|"
    "got it|ok|language|a-|a\\+|"
    "联系方式|广告服务|广告合作|招聘信息|人才招聘|诚聘英才|版权声明|网站声明|法律声明|投稿|服务条款|收藏网站|网站导航|"
    "deutsch|français|español|português|日本语|한국어|home|pdf|rss|同意|拒绝|接受"
)
_CHROME = re.compile(rf"^(?:{_CHROME_WORDS})$", re.I)
_PROGRAM = re.compile(r"^(?:Deprecated|Warning|Notice|Fatal error|Parse error)\s*: .{4,300} on line \d+$")
_COMPANION = re.compile(rf"^(?:{_CHROME_WORDS}|{_COMPANIONS})$", re.I)
_WORD_SPLIT = re.compile(r"[\s|｜│·•【】\[\]()（）:：/、,，+\-—_>«»<\u00a0]+")
_PART_SPLIT = re.compile(r"\s*[|｜│·•【】\[\]()（）:：/、,，<>«»›]\s*|\s+[-–—+]\s+|\s{2,}|\t")
_COUNTER = re.compile(
    r"^(?:浏览|点击|阅读|访问|查看|人气|点赞|评论|转发|收藏)(?:次数|量|数|率)?[:：]?\s*\[?\(?[\d,，.]*\)?\]?\s*(?:次|人次|万)?$|^(?:上|"
    r"下)一(?:篇|条|页)\s*[:：].{0,60}$|^第?\s*\d+\s*页?\s*[/，,]?\s*共\s*\d+\s*页$|^page \d+(?: of \d+)?$"
    r"|^您是(?:本站)?第\s*\d+\s*位?(?:访问|访客|来访|浏览).{0,6}$"
    r"|^(?:views|reads|hits)\s*[:：]\s*[\d,.]+$|^[\d,.]+ (?:views|reads|hits)$",
    re.I,
)
_SCAN = re.compile(
    r"^[“”\"【\[(（]?(?:请|欢迎|您可)?(?:用|使用|打开|通过)?(?:您的)?(?:微信|手机|手机微信|手机浏览器)?[“”\"‘’]?"
    r"(?:扫一扫|扫码(?=关注|分享|阅读|查看|打开|下载|浏览|访问)|扫描(?:上方|下方|左侧|右侧|此|本页|该)?二维码)[^。；]{0,24}[。!！]?$"
    r"|^(?:长按|识别)[^。，；]{0,6}二维码[^。，；]{0,12}$"
    r"|^(?:欢迎|请)?关注[^。；，]{0,12}(?:微信|公众号|微博|视频号)[^。]{0,50}$"
    r"|^scan (?:the|this) (?:qr )?code\b.{0,50}$",
    re.I,
)
_GREETING = re.compile(
    r"^(?:您好[,，！!\s]*)?欢迎(?:您)?(?:来到|访问|光临|浏览)[^。]{2,50}(?:网|网站|园地|[!！:：])$"
    r"|^(?:您好[,，！!\s]*)?[^。，,]{0,20}今天是\s*[:：]?[^。]{0,40}$|^您好[,，]\s*欢迎您?来到[^。]{2,50}今天是[^。]{0,30}$"
)
_COOKIES = re.compile(
    r"\bcookies?\b.{0,20}\b(?:help|allow|enable)s?\s+us\b"
    r"|\b(?:we|this (?:web)?site|our (?:web)?site|our partners)\b.{0,40}"
    r"\b(?:uses?|using|sets?|store)\b.{0,40}\bcookies?\b"
    r"|\bby (?:continuing|using|browsing)\b.{0,60}\bcookies?\b"
    r"|\bcookies?\b.{0,80}(?:\baccept\b.{0,20}\b(?:decline|reject)\b)"
    r"|(?:本网?站|我们)[^。]{0,12}使用[^。]{0,12}cookies?|cookies?[^。]{0,30}(?:同意|接受)[^。]{0,20}(?:拒绝|设置|政策)",
    re.I,
)
_RELATED_INLINE = re.compile(
    r"^(?:read (?:next|more|also)|up next|related(?: (?:articles|stories|news|links|reading))?|"
    r"more (?:stories|news|from [^:]{2,40})|"
    r"you may also like|previous(?: (?:article|story|post))?|next(?: (?:article|story|post))?|tags|"
    r"相关(?:链接|新闻|阅读|文章|报道|稿件|推荐)|延伸阅读|推荐阅读|猜你喜欢|热门推荐)\s*[:：]\s*\S.{0,300}$",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^[【\[(（]?(?:免责声明|免责条款|版权声明|特别声明|郑重声明|转载声明|disclaimer|legal notice)[】\])）]?"
    r"\s*[:：]?.{0,300}$"
    r"|^[【\[(（]?(?:声明|注)[】\])）]?\s*[:：].{0,120}(?:转载|侵权|版权).{0,160}$",
    re.I,
)

_MENU_WORDS = re.compile(
    rf"^(?:{_CHROME_WORDS}|{_COMPANIONS}|homepage|news|latest news|newsroom|events|about|"
    r"about us|contact|contact us|privacy|"
    r"privacy (?:policy|notice|statement)|terms|terms (?:of use|of service|and conditions|& conditions)|accessibility|"
    r"legal|legal notice|imprint|impressum|careers|jobs|press|media|donate|join us|membership|publications|research|"
    r"people|projects|programmes|programs|library|resources|faq|help|feedback|rss|cookies|cookie policy|"
    r"网站首页|新闻|新闻中心|通知公告|公告|通知|公示|政策法规|政策|党建|党建工作|学术活动|活动|活动专区|下载中心|下载专区|资料下载|"
    r"组织机构|机构设置|学会概况|协会概况|概况|简介|会员服务|会员中心|服务|专题|专题专栏|信息公开|互动交流|在线服务|"
    r"隐私政策|隐私声明|隐私|网站声明|法律声明|版权声明|免责声明|使用条款|服务条款|帮助|常见问题|意见反馈|人才招聘|加入我们)$",
    re.I,
)
_BARS = re.compile(r"\s*[|｜│]\s*")
_ARROWS = re.compile(r"\s*(?:>{1,3}|»|›|＞|→)\s*")
# 首 页 关于我们 通知公告 下载中心: a bar of the site whatever its entries.
_SPACED_BAR = re.compile(r"^(?:网站)?首\s*页(?:\s+[\u4e00-\u9fff]{2,6}){3,}$")
_MARKS = re.compile(r"\s+[/·•]\s+|\s*[·•]\s*(?=[\u4e00-\u9fff])")


def is_chrome(plain: str) -> bool:
    """Whether a line holds nothing but buttons and counters of a site."""
    if _PROGRAM.match(plain):
        return True
    if not plain or len(plain) > 120:
        return False
    if _COUNTER.match(plain) or _SCAN.match(plain) or _SPACED_BAR.match(plain) or _GREETING.match(plain):
        return True
    parts = [p for p in _PART_SPLIT.split(plain) if p.strip()]
    if not parts or (len(parts) == 1 and parts[0] in "大中小xX"):
        return False
    buttons = _COMPANION if len(parts) > 1 else _CHROME
    return all(_is_button(p.strip(), buttons) for p in parts)


def _is_button(part: str, buttons: re.Pattern[str]) -> bool:
    if buttons.match(part):
        return True
    words = [w for w in _WORD_SPLIT.split(part) if w]
    return bool(words) and all(buttons.match(w) for w in words)


def menu_parts(plain: str) -> list[str]:
    """The parts of a menu bar or path: two or more short ones, joined by | > · or /; else []."""
    if not 3 <= len(plain) <= 200:
        return []
    for pattern in (_ARROWS, _BARS, _MARKS):
        parts = [p.strip(" \u3000:：") for p in pattern.split(plain)]
        named = [p for p in parts if p]
        if len(parts) >= 2 and len(named) >= (1 if pattern is _ARROWS else 2):
            return named if len(named) >= 2 and all(_is_short(p) for p in named) else []
    return []


def _is_short(part: str) -> bool:
    if re.fullmatch(r"(?:19|20)\d{2}年?", part):
        return True
    if not any(c.isalpha() for c in part) or re.search(r"[。！？；，,!?;]", part):
        return False
    return len(part) <= 14 if has_han(part) else len(part) <= 32 and len(part.split()) <= 5


def is_path(plain: str) -> bool:
    """Whether a line is a path through a site: 某学会 >> 新闻 >> 正文."""
    return bool(menu_parts(plain)) and _ARROWS.search(plain) is not None


def is_word_row(plain: str) -> bool:
    """Whether a line is a bar of a site's sections without marks between them: 生命科学 医学科学 化学科学 …"""
    words = plain.split() if len(plain) <= 160 else []
    return (
        len(words) >= 6
        and all(re.fullmatch(r"[\u4e00-\u9fff]{2,6}", w) for w in words)
        and len("".join(words)) >= 3.3 * len(words)
    )


def is_section_name(plain: str) -> bool:
    """Whether a line has one short word, perhaps behind a bullet, as the entries of a site's menu have: • 时政."""
    if len(plain) > 24:
        return False
    bare = re.sub(r"\s", "", plain.strip("•·●○■□►▶*-–> \t"))
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,5}|[\u4e00-\u9fff]{2,4}>{1,2}|[A-Z][a-z]{2,11}", bare))


def is_menu(plain: str) -> bool:
    """Whether a line above a title is surely a menu bar: three short parts, or two of which
    menus are made. 人物 | 张三 may be a title and is none."""
    parts = menu_parts(plain)
    return len(parts) >= 3 or (len(parts) >= 2 and is_menu_of_words(plain))


def is_menu_of_words(plain: str) -> bool:
    """Whether a line is a menu bar by its words alone, wherever it stands."""
    parts = menu_parts(plain)
    return len(parts) >= 2 and all(_MENU_WORDS.match(p) for p in parts)


def is_site_notice(plain: str) -> bool:
    """Whether a line at the edge of a page is about the site and not of the article: consent
    to cookies."""
    found = _COOKIES.search(plain) if len(plain) <= 300 else None
    return found is not None and found.start() <= 24


def is_pointer(plain: str) -> bool:
    """Whether a line below the text points to other pages: Read next: …"""
    return _RELATED_INLINE.match(plain) is not None


def is_disclaimer(plain: str) -> bool:
    """Whether a line below the text says who is not liable for it."""
    return _DISCLAIMER.match(plain) is not None
