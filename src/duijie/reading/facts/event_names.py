"""Names of gatherings: where one ends by its last word, where it begins by walking left."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from duijie.reading.facts.words import Words

NOUNS = (
    "(?:学术|工作|全体|扩大|专题|圆桌|代表|理事会|视频|座谈|联席|协调|论证|评审|交流|中期|筹备|"
    "发布|宣布|换届|成立|部署)?会议|(?:代表|全体|庆祝|表彰|动员|总结|学术|纪念|会员|创新|开发者|宣布(?!大会(?:开|闭)幕)|任命|换届|"
    "选举|成立|启动|颁奖|誓师|揭牌|挂牌|推介|筹备)?大会|年会|"
    "(?:高峰|圆桌|国际|学术|主题|专题|分|高层|高端|合作)?论坛|峰会|研讨会|座谈会|交流会|报告会|发布会|"
    "推介会|对接会|洽谈会|启动会|动员会|推进会|部署会|总结会|例会|"
    "全会|全委会|博览会|展览会|交易会|学习会|评审会|论证会|验收会|咨询会|听证会|征求会|研讨活动|招待会|宣讲会|说明会|"
    "通气会|恳谈会|茶话会|见面会|对话会|培训会|工作会|党组会|办公会|联席会|(?:联席|"
    "扩大)?(?:理事会|监事会|常委会|主席团会|委员会)(?=(?:会议)?(?:今天|昨天|\\d{1,2}日|上午|下午)?(?:在|于|以|通过|采[用取]|线上|顺利|成功|圆满|"
    "隆重|胜利|如期)[^,。;]{0,24}(?:召开|举行|闭幕|落幕)|(?:会议)?(?:召开|举行|上(?![海述级])))|(?<=次)(?:理事会|常务理事会|监事会|"
    "常委会|全委会)|民主生活会|组织生活会|招聘会|答辩会|鉴定会|会商会|调度会|反馈会|现场会|专题会|联谊会(?=在)|"
    "协调会|宣布会|讨论会|通报会|观摩会|恳谈会|读书班|讲习班|研习营|冬令营|工作坊|大讲堂|党代会|职代会|学代会|代表会|扩大会|主场活动|主题党日|推荐会|评议会|成立会|"
    "高级别会议|讲座|沙龙|培训班|研修班|训练营|夏令营|开班式|开幕式|闭幕式|启动式|揭牌式|签约式|"
    "(?:启动|签约|揭牌|颁奖|出征|首发|捐赠|挂牌|发布|开工|奠基|授牌|授旗|落成|开学|毕业|聘任|交接|签字|入驻|发射|欢迎|"
    "授予|合作|揭幕|成立)?仪式|(?:颁奖|毕业|开学|开幕|庆祝)?典礼|庆典|庆祝活动|纪念活动|系列活动|"
    "主题活动|科普活动|活动周|活动月|活动日|科技周|科普日|(?:科技|文化|旅游|艺术|电影|读书|音乐|体育|美食)节|大赛|竞赛|比赛|锦标赛|挑战赛|"
    "展览|特展|联赛|学术周|学术月|行动月|开放日|开放周"
)
_NOUN = re.compile(
    f"(?:{NOUNS})(?![议员谈见场务堂籍费徽旗]|形式|方式|精神|室|厅|中心|通知|纪要|制度|"
    r"(?:工作)?(?:总结)?报告(?![会厅])|总结(?![会大])|决议|文件|章程|主席团|秘书处|组委会|组织委员会|筹备|公告|议程|名单|代表(?!大会|会)|"
    r"办公室|主任|秘书|理事长|会长|主席|成员|委员)"
)
# What a gathering's name must say besides its kind.
_BARE = re.compile(
    rf"(?:本次|此次|这次|该|上述|第[一二三四五六七八九十]+次|有关|相关|各类|系列|重要|专题|重大|国际|"
    rf"国内|学术|多次|多场|一系列|各种|首次|两次|会议|工作|大型|小型|视频|座谈|线上|线下|全国|全体|一场|"
    rf"一次|网络|云端|电视|电话|主题|当天|现场|党组|全院|隆重|热烈|简短|简朴|而|的|颁奖|签约|启动|成立|开幕|闭幕|揭牌|总结|动员|表彰|"
    rf"专家|论证|评审|工作|交流|专门|相应|分|该会|学会|大会|会议|内部|集体)*(?:{NOUNS})"
)
_SINGLE_BARE = re.compile(rf"(?:{NOUNS})")
# A dateline in front of the name: 本报江城3月2日讯(记者陈若水)
_REMARK = re.compile(r"(?:[讯电]|^)\((?:[^()]*(?:记者|通讯员))?[^()]*\)$|\([^()]*(?:记者|通讯员)[^()]*\)")
_OWNER_END = re.compile(r"(?:院|所|大学|学会|协会|局|部|厅|司|委员会|中心|公司|集团|联盟|政府|科协|省|市|县|区|国)$")
_STOP = frozenset(
    "召开 举行 举办 主办 承办 协办 出席 参加 主持 在 由 于 为 以 对 将 向 了 是 的 从 到 被 把 让 使 "
    "并 并且 也 还 都 已 曾 通过 根据 按照 围绕 经 开展 组织开展 筹办 参与 列席 应邀 "
    "传达 学习 落实 贯彻 听取 审议 部署 作为 成为 纳入 来到 走进 随后 期间 当天 当日 上午 下午 晚上 "
    "今天 昨天 近日 日前 会上 会前 会后 我们 他们 他 她 我 本 该 此 这 那 其 次 此次 本次 年来 日 月 "
    "联合 共同 成功 隆重 顺利 如期 正式 圆满 分别 同期 同时 先后 连续 首次 等 强调 指出 表示 认为 "
    "介绍 说 要求 希望 祝贺 致 自 至 给 中 上 后 前 时 与会 参会 观看 观摩 打造 推出 支持 服务 宣布 "
    "发布 "
    "发来 筹备 迎来 就 而 或 或者 即将 结合 借助 利用 依托 做好 办好 开好 关于 拟 精心 策划 聚焦 "
    "完成 圆满完成 顺利完成 胜利完成 举行了 召开了 感谢 继续 积极 全力".split()
)


@lru_cache(maxsize=2)
def _all_nouns(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_NOUN.finditer(text))


def nouns(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The kinds of gatherings in a span."""
    found = _all_nouns(text)
    first = bisect_left(found, start, key=lambda m: m.start())
    last = bisect_left(found, end, lo=first, key=lambda m: m.start())
    return [m for m in found[first:last] if m.end() <= end]


def is_bare(name: str) -> bool:
    """Whether a name says nothing but the kind: 本次会议, 学术论坛."""
    return _BARE.fullmatch(name) is not None


def is_kind(name: str) -> bool:
    """Whether a name is one word for a kind: 学习会."""
    return _SINGLE_BARE.fullmatch(name) is not None


def event_before(text: str, words: Words, end: int, floor: int) -> int:
    """Where the name of the gathering that ends at ``end`` begins, not before ``floor``.

    >>> text = "陈若水出席2021年第二届“清流”湖泊保护论坛"
    >>> text[event_before(text, Words.of(text), len(text), 0):]
    '2021年第二届“清流”湖泊保护论坛'
    """
    # The kind itself may hold a word that would stop the walk: 领导班子宣布大会.
    kind = next(
        (m for m in _all_nouns(text) if m.end() == end and floor < m.start() and text[m.start() - 1].isalnum()), None
    )
    position = kind.start() if kind and kind.start() in words.starts else end
    while position > floor:
        char = text[position - 1]
        if char in "”》)":
            opened = text.rfind({"”": "“", "》": "《", ")": "("}[char], floor, position)
            if opened >= 0 and char == ")" and _REMARK.search(text, max(floor, opened - 2), position):
                break
            if opened < 0 or (char == ")" and position - opened > 60):
                break
            position = opened
            continue
        if char in "-·&" and position < end:
            before = words.at(position - 2)
            position = max(before.start, floor) if before and char == "-" else position - 1
            continue
        if char == " " and position < end and text[position - 2 : position - 1].isascii() and text[position].isascii():
            position -= 1
            continue
        if not char.isalnum():
            break
        word = words.at(position - 1)
        if word is None:
            break
        if word.text in ("与", "和", "及") and position < end:
            if not _joins(text, words, word.start, floor):
                break
        elif _stops(text, word.text, word.tag, word.start):
            break
        position = max(word.start, floor)
    while position < end and (text[position] in "-· &,、和与及" or _leading(text, words, position, end)):
        word = words.at(position)
        position = word.end if word and word.end <= end and text[position].isalnum() else position + 1
    return position


def _joins(text: str, words: Words, start: int, floor: int) -> bool:
    """Whether a conjunction stands inside the name: 湖泊保护与治理论坛, but not 江城大学和…论坛."""
    before = words.at(start - 1) if start > floor else None
    return (
        before is not None
        and before.tag.startswith(("n", "v", "a", "j", "l"))
        and not before.tag.startswith(("nr", "ns", "nt"))
        and _OWNER_END.search(text, floor, start) is None
        and before.text not in _STOP
    )


def _stops(text: str, word: str, tag: str, start: int) -> bool:
    if word == "年":
        return re.search(r"(?:19|20)\d\d$", text[max(0, start - 4) : start]) is None
    if word in ("日", "月"):
        return re.search(r"[\d近今昨当同本上每次]$", text[max(0, start - 1) : start]) is not None  # not 会员|日
    if re.fullmatch(r"[\d.]+", word):
        return re.fullmatch(r"(?:19|20)\d\d|\d{1,3}", word) is None
    return word in _STOP or tag in ("p", "uj", "ul", "r", "y", "e", "o")


def _leading(text: str, words: Words, position: int, end: int) -> bool:
    """Whether the word at the beginning is an adverb or a verb that ran into the name."""
    word = words.at(position)
    return word is not None and word.start == position and word.end < end and word.tag in ("d", "ad", "c", "u", "zg")
