"""What a number counts, said as a noun phrase: 签署院级协议的国家数, 每年招收培养博士生数."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.core.text import Span
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.measure_attendance import attendance
from duijie.reading.facts.measure_english import english_measure
from duijie.reading.facts.measure_rows import respectively, row_of_figures
from duijie.reading.facts.numbers import Number
from duijie.reading.facts.spans import around, starting

_NOUN_TAGS = frozenset("n nr nrt ns nt nz ng j l i s b an a vn eng nrfg g k h zg t f".split())
_NOMINAL = frozenset(
    "合作 创新 学习 培训 研究 交流 转化 研发 服务 管理 参赛 参会 试点 示范 监测 观测 实验 试验 检测 创业 科普 教学 "
    "选手 转移 转让 孵化 攻关 推广 普及 传播 展览 展示 保护 治理 预警 联合 知名 资深 "
    "应用 生产 在职 注册 代表 组织 设计 出版 发明 评审 咨询 志愿 投资 交易 签约 "
    "申请 建议 提案 报告 讲座 授权 贷款 融资 捐赠 拨款 资助 补助 补贴 需求 访问 下载 浏览 阅读 调研 演出 引用".split()
)
_LINKS = frozenset("与 和 及 、 · -".split())
# Between what is counted and the number: 人才达到1600人, 总数为52家.
_COPULA = re.compile(
    r"(?:(?:预计|有望|已|共|累计|总计|合计|约|将|均|就|仅|也|还|更|再|分别|现|目前|一共)*(?:达到|达|增加至|增长至|提高到|提高至|发展到|共计|共有|共|计|有|为|是|增至|增加到|增长到|扩大到|扩展到|上升到|升至|突破|超过|超|占|拥有|近|约|逾|过|至|到|了|已|累计|(?:目前|现在|如今|当前|现有|今天)的)*)$"
)
_FROM = re.compile(r"(?:由|从)(?:最初|原来|原先|当初|去年|上年|成立之初)?的?$")
_TIME = re.compile(
    r"^(?:(?:截[至止](?:目前|今)?|目前|至今|其中(?:包括)?|包括|此外|同时|近年来|[一二三四五六七八九十]年来|过去\w{0,4}年(?:来|间)?|一年来|今年以?来?|去年|当前|"
    r"现(?![场代实行象金])|共(?![同享建青产识性振])|累计|已|还|并(?!购)|也|先后|陆续|分别(?:有|为|是)?|[·●○■□◆◇▪※*]|\d{1,2}[.、)](?!\d))|"
    r"(?:(?:19|20)\d\d年(?:度|以来|底|末)?(?:\d{1,2}月(?:\d{1,2}日)?)?)|到(?![位会场期])|截至|在(?![读职校研册岗编站籍会线聘建场])|自(?![然主动身治学])|从(?![事业])|,|,|\s)+"
)
_TOTAL = re.compile(
    r"(?:数|量|数量|总数|总量|人数|人次|名额|年龄|水平|强度|投入|支出|成本|价格|薪酬|涨幅|降幅|增幅|增速|总值|估值|市值|利润|容量|规模|率|比例|比重|占比|额|金额|总额|面积|产值|收入|经费|资金|指数|增长|下降|提高|投资|长度|时间|年数)$"
)
_RANKING = re.compile(r"[^,;。、\s“”]{0,16}?(?:排名榜单|排行榜|榜单|排名|指数|评估|测评|ranking|index)", re.I)
_SINCE = re.compile(
    r"(成立|建院|建校|建会|建馆|建所|建站|建党|建国|建市|创立|创办|创建|建立|诞生|创刊|组建)[^,;。]{0,4}$"
)
_LONGEST = 40


def measure(frame: Frame, number: Number, clause: Span, earlier: Sequence[Number]) -> str:
    """The measure of a number; "" only where the clause says nothing else.

    ``earlier`` are the numbers before it in its sentence: 博士生300名、硕士生200名 share a verb.
    """
    if number.unit and re.match(r"[A-Za-z]", number.unit):
        return english_measure(frame, number, clause)
    if number.kind == "rank":
        return _ranking(frame, number)
    if number.kind == "anniversary":
        return f"{_verb_before(frame, number) or '成立'}周年"
    if number.kind == "duration":
        return _lasting(frame, number, clause)
    if number.unit in ("人", "位", "名") and _DELEGATES.search(frame.text, clause.start, number.start):
        return "人数"
    if attending := attendance(frame, number, clause):
        return attending
    if number.kind == "share" and earlier and _BARE_SHARE.search(frame.text[clause.start : number.start]):
        return _share_of(frame, earlier)
    if told := respectively(frame, number, earlier) or row_of_figures(frame, number):
        return told
    if number.unit != "人次" and (change := _CHANGE.search(frame.text[clause.start : number.start])):
        return _change_of(frame, change[0], earlier)
    if number.unit in ("点", "方面"):
        return re.sub(r"^(?:具体|明确)", "", frame.text[number.end : number.end + 4])[:2] + "数"
    if earlier and _TO.fullmatch(frame.text[earlier[-1].end : number.start]):
        return _measure_of(frame, earlier)  # 1000万元至1亿元
    if (became := _BEHIND.match(frame.text, number.end, clause.end)) and number.unit in ("人", "名", "位"):
        return f"{re.sub('[了过]', '', became[0])}的人数"
    noun_at = _clause_of(frame, number.end, clause.end)
    noun_end = _noun(frame, noun_at, clause.end)
    if noun_end > noun_at and not (number.kind in ("money", "share") and _named_before(frame, number, clause)):
        return _counted_behind(frame, number, clause, noun_at, noun_end)
    return _counted_before(frame, number, clause, earlier)


_DELEGATES = re.compile(r"(?:代表团|访问团|考察团|交流团|参访团)(?:一行)?(?:共有|共计|共|由|一共)?$")
_TO = re.compile(r"(?:至|到|[—–~-]+)")
# 60位当选中科院院士, 82位来自高校: what they did, without a noun.
_BEHIND = re.compile(
    r"(?:当选|入选|荣获|获得?|来自|加入|毕业于|被评为|被授予|通过|晋升|分布在|成为|具有|拥有|从事)了?[^,;。0-9近约超]{2,24}(?=[,;。、]|$)"
)
# 成交额7707亿元,同比增长6.5%: what has grown was said before.
_CHANGE = re.compile(
    r"^(?:分别|则|均|也|还|,)*(?:同比|环比|(?:比|较)(?:上年|去年|上一年|20\d\d年)(?:同期)?)?(?:实现)?"
    r"(?:增长|下降|提高|提升|增加|减少|上升|上涨|降低|回落|增幅|增速|降幅|涨幅)(?:了|为|达到?|约|近|超过?)*$"
)


def _measure_of(frame: Frame, numbers: Sequence[Number]) -> str:
    last = numbers[-1]
    clause = around(frame.clauses, last.inner) or frame.sentence(last.start)
    return measure(frame, last, clause, numbers[:-1])


def _change_of(frame: Frame, change: str, earlier: Sequence[Number]) -> str:
    """成交额同比增长: of what was counted last before, not of another change."""
    bare = re.sub(r"(?:了|为|达到?|约|近|超过?)+$|^(?:分别|则|均|也|还|,)+", "", change)
    told = [n for n in earlier if not _CHANGE.search(frame.text[_clause_start(frame, n) : n.start])]
    return (_measure_of(frame, earlier[: earlier.index(told[-1]) + 1]) if told else "") + bare


def _clause_start(frame: Frame, number: Number) -> int:
    return (around(frame.clauses, number.inner) or frame.sentence(number.start)).start


# 60岁以下的57人,占85%: the share of what was counted before.
_BARE_SHARE = re.compile(
    r"^(?:约|分别|共|总计|其中)?占(?:比|总数的?|总人数的?|全体的?|全部的?)?(?:为|约|近|超过?|逾)?$"
)


def _share_of(frame: Frame, earlier: Sequence[Number]) -> str:
    return re.sub(r"(?:人数|数量|数|占比)$", "", _measure_of(frame, earlier)) + "占比"


_ENDS_NOUN = frozenset(
    "中 里 内 间 时 后 前 之间 期间 获 获得 荣获 当选 入选 参加 产生 签署 进行 开展 居首 居前 领先".split()
)
_ANOTHER = re.compile(r"[近约逾超]\d")  # 20家单位|近40名专家
_VERB_BEHIND = re.compile(r"(?:了|到|至|过|着)")
_DOES = ("表示", "紧紧", "积极", "围绕", "纷纷", "踊跃")


def _noun(frame: Frame, start: int, limit: int) -> int:
    """Where the noun phrase that begins at ``start`` ends; ``start`` when there is none."""
    end = start
    pending = start
    if frame.text.startswith("(", start):
        return start  # 100亿元(港币,下同)
    if rank := re.match(r"[一二三]级(?=[一-鿿]{2})|双一流|十大", frame.text[start:limit]):
        pending = end = start + rank.end()
    if frame.text.startswith("的", start):
        pending = end = start + 1
    for word in frame.words.words[frame.words.index(start) :]:
        if word.start < pending or word.end > limit:
            if word.end <= pending:
                continue
            if word.start < pending and word.end > pending and word.end <= limit:  # a word begun in the unit
                pending = end = word.end
                continue
            break
        if word.text in _ENDS_NOUN or word.text.startswith(_DOES) or _ANOTHER.match(frame.text, word.start):
            break
        if word.tag in ("vn", "v") and end > start and _VERB_BEHIND.match(frame.text, word.end):
            break  # 11个分支机构|发展到
        if word.tag in _NOUN_TAGS or word.text in _NOMINAL or word.text in "“”()":
            end = pending = word.end
        elif word.text in _LINKS and end > start:
            pending = word.end
        else:
            break
    return end if frame.text[start:end].strip("的") else start


# 8位|长期从事联盟工作的专家, 500多名|共建国家的青年科学家: what they do stands between the number and them.
_CLAUSE_OF = re.compile(
    r"(?:来自|从事|参加|参与|获得|获|在|由|长期|正在|已|新|共建|为|从|以|具有|拥有|涉及|涵盖|当选|入选|通过|承担|主持|负责|入围|签署|加入|未|不|被|经)"
    r"[^,;。0-9]{1,26}?的(?=[一-鿿“]{2})"
)


def _clause_of(frame: Frame, start: int, limit: int) -> int:
    """Where the noun begins behind a clause that says which ones are counted; ``start`` without one."""
    match = _CLAUSE_OF.match(frame.text, start, limit)
    return match.end() if match else start


def _counted_behind(frame: Frame, number: Number, clause: Span, noun_at: int, noun_end: int) -> str:
    noun = frame.text[noun_at:noun_end].removeprefix("的").strip(" “”()、与和及")
    noun = re.sub(r"\([^()]*\)?$", "", noun)
    if noun_at > number.end:
        which = frame.text[number.end : noun_at]
        return f"{which if len(which) <= _LONGEST else ''}{noun}" + ("" if _TOTAL.search(noun) else "数")
    if frame.text.startswith("的", number.end) and re.search(r"(?:委员会|团队|小组|队伍|专家组|代表团|班子)$", noun):
        return f"{noun}人数"  # 20余人的专家委员会
    before = frame.text[clause.start : number.start]
    if number.kind == "money" and before.endswith("以") and _TOTAL.search(noun):
        return _without_subject(frame, clause.start, before[:-1]) + noun  # 技术服务以3684亿元成交额居首
    if before.endswith("所属"):
        return f"所属{noun}数"
    rest = _behind_row(frame, noun_end, clause.end)
    if rest == clause.end and (became := _BECAME.match(frame.text, rest)):
        return f"{became[1]}的{noun}数"
    predicate = "" if _TOWARDS.search(before) else _predicate(frame.text[rest : clause.end])
    if predicate and _is_nominal(frame, rest, clause.end):
        predicate, noun = "", noun + frame.text[rest : clause.end]
    if predicate:
        return _joined(predicate, noun)
    verb = "" if _GROWN_TO.search(before) else _governing(frame, clause.start, number.start)
    counted = noun if _TOTAL.search(noun) else f"{noun}数"
    return f"{verb}的{counted}" if verb else counted


# 向24个项目团队表示祝贺: the others did it. 发展到24个分支机构: how many there are.
_TOWARDS = re.compile(r"(?:向|对|为|给|被)[^,;。]{0,30}$")
_GROWN_TO = re.compile(r"(?:发展|增加|增长|提高|扩大|扩展|上升|上涨|升|增|降|减少|下降)(?:到|至)了?[近约超逾]?$")


# 18位外籍专家,当选为外籍院士: what became of the counted ones in the next clause.
_BECAME = re.compile(
    r",((?:当选|入选|获得?|荣获|被|成为|加入|进入|通过|分别当选|分别获得)[^,;。0-9]{2,20})(?=[,;。\n]|$)"
)


def _is_nominal(frame: Frame, start: int, end: int) -> bool:
    """Whether what follows a noun is more of it, without a verb: 核心|零部件."""
    words = frame.words.between(start, end)
    return end - start <= 8 and bool(words) and not any(w.tag.startswith(("v", "p", "d", "u", "c", "x")) for w in words)


def _behind_row(frame: Frame, at: int, limit: int) -> int:
    """Behind the counts that stand in a row with one that ends at ``at``: 4000名村民和1300名学生|获得."""
    while match := re.match(
        r"(?:、|和|与|及|以及|的)(?=[近约超逾]?[\d一二三四五六七八九十百千万两])", frame.text[at:limit]
    ):
        figure = re.match(
            r"[近约超逾]?[\d,.一二三四五六七八九十百千万亿两]+[余多]?[一-鿿]", frame.text[at + match.end() : limit]
        )
        if not figure:
            break
        at = _noun(frame, at + match.end() + figure.end(), limit)
    return at


def _predicate(rest: str) -> str:
    """What the counted ones did, without the marks of tense: 签署了院级协议 → 签署院级协议."""
    rest = re.sub(r"^(?:已经|已|均|都|将|也|还|共同|分别|先后|陆续)+", "", rest)
    rest = re.split(r"等?[近约超逾]?(?<!\d)\d+(?!\d|年)|(?<=[一-鿿]{4})等[近约]?[一-鿿]*[位名]", rest)[
        0
    ]  # another number begins
    if there := _THERE.match(rest):
        return there[0]
    if not re.match(r"[一-鿿]{2}", rest) or re.match(
        r"(?:以及|和|与|及|等|的|之|左右|以上|以来|来|后|前|中|内|时|方面|为|是|在)", rest
    ):
        return ""
    rest = re.sub(r"(?<=[一-鿿]{2})[了过着]", "", rest, count=1).rstrip("的、等 ")
    rest = re.sub(r"“[^”]*$", "", rest)
    if len(rest) < 2 or rest.endswith(("到", "至", "增至", "发展")):
        return ""
    return rest[:_LONGEST] if len(rest) <= _LONGEST else ""


# 专家|在国际组织任职, 机构|在华设立: where they do it.
_THERE = re.compile(
    r"在[^,;。、的0-9]{1,16}?(?:任职|任教|工作|就读|学习|成立|设立|落户|落地|注册|举办|举行|召开|兼职|就业|创业)(?=[,;。、]|$)"
)


def _joined(predicate: str, noun: str) -> str:
    """参与的项目和培训计划正在推进中 → 参与项目和培训计划的国际科研机构数."""
    if match := re.match(r"([一-鿿]{2,4})的([一-鿿、]+?)(?:正在|已|将|得到|取得|$)", predicate):
        predicate = match[1] + match[2]
    return f"{predicate}的{noun}数"


def _governing(frame: Frame, start: int, end: int) -> str:
    """The verb of which the counted ones are the object: 开发了|三套, 新增|15家."""
    words = [w for w in frame.words.between(start, end) if w.text not in ("了", "出", "到", "过", "着", "全球", "各类")]
    for word in reversed(words[-4:]):
        if word.text == "产生":
            continue
        if word.tag in ("v", "vn", "vd") and len(word.text) >= 2 and not _COPULA.fullmatch(word.text):
            return word.text
        if word.tag in ("x", "p", "n", "ns", "nt", "nz", "t") or word.text in ("的", "与", "和"):
            return ""
    return ""


def _named_before(frame: Frame, number: Number, clause: Span) -> bool:
    before = frame.text[clause.start : number.start]
    return bool(_TOTAL.search(_COPULA.sub("", before)))


def _counted_before(frame: Frame, number: Number, clause: Span, earlier: Sequence[Number]) -> str:
    """外籍人才达到1600人 → 外籍人才数; a second count of a row takes the verb of the first."""
    start = clause.start
    row = [n for n in earlier if n.start >= clause.start]
    if row:
        start = row[-1].end
        start += len(frame.text[start : number.start]) - len(frame.text[start : number.start].lstrip("、和与及,;以 "))
    head = _COPULA.sub("", frame.text[start : number.start]).rstrip(" ,:(")
    if row and not head:  # 由9家增至47家: both say how many there are of the same
        return _counted_before(frame, row[-1], clause, row[:-1])
    head = _FROM.sub("", re.sub(r"^(?:[①-⑳\s]+|\([一-鿿]{2,4}\))", "", head))
    head = _without_subject(frame, start, head)
    if not head and (most := _MOST.search(frame.text[frame.sentence(number.start).start : clause.start])):
        head = most["what"]  # 技术学部增选人数最多,达到13人
    if re.search(r"[”、].*等(?=[一-鿿]{2,10}$)", head):  # “甲”、“乙”等活动42次: what they all are
        head = head.rpartition("等")[2]
    if row and not re.match(r"[一-鿿]{2,}[数率额]", head):
        first = frame.text[clause.start : row[0].start]
        shared = _verbs(frame, clause.start, clause.start + len(first))
        head = shared + head
    if not head or len(head) > _LONGEST:
        head = head[-_LONGEST // 2 :] or _previous_noun(frame, clause)
    if number.kind == "share":
        return re.sub(r"(?:的|中)$", "", head) + ("占比" if _PART_OF.search(head) else "")
    if _TOTAL.search(head) or number.kind == "money" or number.unit == "岁":
        return head
    bracket = re.fullmatch(r"(.*(?:以下|以上|以内|之间))的?", head)
    if bracket and number.unit in ("人", "名", "位"):
        return f"{bracket[1]}人数"
    return f"{head}数" if head else ""


_MOST = re.compile(r"(?P<what>[^,;。0-9]{2,30})(?:均)?(?:最[多少高大低]|居首|第一)[, ]*$")


def _without_subject(frame: Frame, start: int, head: str) -> str:
    lead = _TIME.match(head)
    cut = lead.end() if lead else 0
    for mention in starting(frame.organisations, start + cut, start + cut + 1):
        if mention.end < start + len(head):
            cut = mention.end - start
    head = re.sub(r"^(?:[、,和与及]|等)+", "", head[cut:])
    head = re.sub(
        r"^(?:我[省市国区县院校所会]|全[省市国区县院校所]|该[省市所院校]|本次活动|学校|学会|项目)(?=[一-鿿]{2})",
        "",
        head,
    )
    return re.sub(
        r"^(?:的|在(?![读职校研册岗编站籍会线聘建场])|已|共(?![同享建青产识性振])|还|了(?!解)|累计|先后|目前|现(?![场代实行象金])|每年)*(?:(?:建立|建成|建有|拥有|设有|设立|下设|下辖|现有|共有|组建|有)了?)?(?=[一-鿿“]{2})",
        lambda m: (
            ("每年" if "每年" in m[0] else "") + (re.sub(r"^.*?(?=下设|下辖|$)", "", m[0]) if "下" in m[0] else "")
        ),
        head,
    )


# 有博士学位的科研人员占97%
_PART_OF = re.compile(
    r"(?:人员|人数|者|职工|教师|会员|院士|以下的?|以上的?|女性|男性|代表|委员|学生|企业|单位|专家|青年)$"
)


def _verbs(frame: Frame, start: int, end: int) -> str:
    """The verbs in front of the first count of a row, with 每年."""
    words = frame.words.between(start, end)
    verbs = "".join(w.text for w in words if w.tag in ("v", "vn") and not _COPULA.fullmatch(w.text))
    return ("每年" if "每年" in frame.text[start:end] else "") + verbs


def _previous_noun(frame: Frame, clause: Span) -> str:
    words = [w for w in frame.words.between(max(0, clause.start - 20), clause.start) if w.tag.startswith("n")]
    return words[-1].text if words else ""


def _ranking(frame: Frame, number: Number) -> str:
    sentence = frame.sentence(number.start)
    found = _RANKING.findall(frame.text[sentence.start : number.end])
    named = [_TIME.sub("", re.sub(r"^.*(?:发布|公布|在|了|最新|一期|该|年度)", "", f)) for f in found]
    chosen = max(named, key=len, default="")
    return (chosen if chosen.endswith("排名") else f"{chosen}排名") if chosen else "排名"


def _lasting(frame: Frame, number: Number, clause: Span) -> str:
    before, behind = frame.text[clause.start : number.start], frame.text[number.end : clause.end]
    if match := _SINCE.search(before):
        return f"{match[1]}年数" if number.unit == "年" else f"{match[1]}时间"
    if before.endswith("连续") and behind:
        return f"连续{behind[:_LONGEST]}的年数"
    if re.match(r"行动|计划|规划|工程|专项", behind):
        return "期限"
    if before.endswith("经过"):
        return "已实施年数"
    verb = re.search(r"([一-鿿]{2})(?:了|已|已有|为)?$", before)
    return f"{verb[1]}{number.unit}数" if verb else "期限"


def _verb_before(frame: Frame, number: Number) -> str:
    match = _SINCE.search(frame.text[max(0, number.start - 10) : number.inner])
    if match:
        return match[1]
    near = re.search(r"([一-鿿]{1,2})?(?:华诞|诞辰|庆典|院庆|校庆)", frame.text[number.end : number.end + 6])
    return near[0] if near else ""
