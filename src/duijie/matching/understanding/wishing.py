"""Tell what a clause is for: a wish, a nice-to-have, background, an offer, a name.

The words here are closed classes of Chinese and English (verbs of wanting, modals, adverbs of
habit, pronouns of the poster), not words of any trade.
"""

from __future__ import annotations

import re

from duijie.core.text import has_han
from duijie.matching.understanding.clauses import MIN_HAN, content
from duijie.matching.understanding.quantities import find
from duijie.matching.understanding.variants import folded

_WE = (
    r"(?:我们?|我[方司厂校院局县市区镇村矿店所]|我公司|[本该敝](?:公司|厂|院|校|局|"
    r"单位|所|社|项目|课题|平台|省|市|县|区|镇|乡|村|地|园区|集团|行业|基地|协会)|公司|单位|厂里|"
    r"(?:现|今|故|遂|为此|因此|所以|于是|眼下|目前|现在|另外|此外|同时|并且?|还|也|又|"
    r"而且|且|更|急|亟|正|就|特|诚|诚挚|非常|十分|迫切|真|都))"
)
# Verbs that only someone who wants something is the subject of.
_WANT_ZH = (
    r"希望(?![不很渺])(?:能够?|可以|有|找到?|得到|获得|借助|通过|是)?|期望(?!值)(?:能够?)?|盼望?(?:能够?)?|期待(?!已)(?:能够?)?|渴望|"
    r"(?<![理思联设猜构梦幻感料预空])想(?:办法|找人(?:帮忙|来|能)|(?:要|请)?(?:问|了解|知道|咨询|请教)(?:一下)?|要|找到?|请|寻求?|试)?"
    r"(?![象法到来起想不])|设法(?=[让把使降提减])|"
    r"要的就?是|寻[求找](?!多|了|过|不)(?:到)?|^\s*[急诚]?寻(?=..)(?![常思味衅觅问根址])|征集|征求|诚征|招募(?!不|了|过)|求购|(?<![要需请追谋力寻])求(?=一|个|能)|^\s*诚?求(?:推荐)?(?![助证解学职真和])(?=..)|"
    r"^\s*找(?![不到出])(?=..)|"
    r"(?:(?<![模虚])拟|计划|打算|准备)(?=[用以采引建开把通委寻找在])|有意(?=[用以采引建开把通委寻找])|欲"
)
_NEED_ZH = (
    r"(?<!不)需要?(?:的是|有|能够?)?(?![求])|急需|亟需|亟待|"
    r"(?<![合足到照按据的])要求(?!越来|日[趋益]|[高严较很更提的下]|\s*$)(?:是|为)?|"
    r"目标(?:是|为)?(?=[将把降提升减达控在缩])|请问|(?<![申邀聘宴敦])请(?!教|假|勿|过|来|了)(?:能|专家|给出|提供)?"
)
# What is forbidden or bounded is wanted too, and stays part of the clause.
_LIMIT_ZH = (
    r"^\s*(?:也|且|并|又|但)?(?:不要|不得|不准|不许|严禁|禁止|避免|杜绝)(?=..)|"
    r"(?<!难以)(?<!法)(?<![能易])(?:控制|稳定)在"
)
_SHOULD_ZH = (
    r"必须|务必|(?<!必)须(?![知发])|应当|应该|(?<![反适相响供效感顺呼照对])应(?![用变对急力答付届聘邀收届运求])|"
    r"(?<![获取觉值使懂记])得(?=能(?![人量源耗见])|有(?!限))|"
    r"一定要|(?<![只主重需必想还不首次摘概纲])要(?![求点素害么是紧花付耗]|不(?![用产需会含掉]))"
)
# 能 and 可 of ability, not those of 性能, 太阳能, 可靠, 许可, and not what cannot or may be.
_CAN_ZH = (
    r"(?:(?<![性功智节储阳动热电核风光势机技潜职产效才万官只可未])能(?:够|(?![力量源耗见惜级效谱带手人])(?=.))|"
    r"(?<![许认宁])可以?(?=.)(?![能靠见惜怕避观说溶燃变行笑]|持续|再生|控(?!制)))"
)
_QUESTION_ZH = r"如何|怎么|怎样|有没有|能否|能不能|可否|哪些|哪种"
# A direct question wants its answer.
_ASKS_ZH = (
    r"^\s*(?:请问|各位|大家|咱们?|我们|我|那|这)*(?:谁(?=[能有会可])|哪[里家位](?=[能有可])|有没有|有无|是否有|能否|能不能|可否|"
    r"怎么(?!办|回事|说|了)|怎样|如何)"
)
_ASKS_EN = (
    r"^\s*(?:so |and |but )?(?:how (?:can|could|do|should|might|to)\b|is there\b|are there\b|does any|"
    r"can (?:we|anyone|anybody|someone|you)\b|who (?:can|could|has|makes|sells)\b|"
    r"what (?:is|are|would be) (?:the best|a good))"
)
# What a sentence with a question mark asks for; why something is so, or whether it is this or that, is background.
_PUTS = re.compile(
    r"(.)不\1|能否|可否|是否(?:能|可|有)|有没有|哪[些种个里家位一]|怎么(?!办|回事)|怎样|如何|多少|"
    r"^\s*(?:so |and |but |also )?"
    r"(?:does|do|can|could|will|would|any|which|how|where|who|what (?!is wrong|went|goes|happen))\b"
)
_NICE_ZH = (
    r"最好|优先|最理想|若能|如能|如果能|要是能|若可|如可|宜(?=[能有])|(?:则|就|"
    r"那就)更?[好佳]|加分|可选|如有可能|有条件的?话|倾向于?"
)
_NICE_EN = (
    r"ideally|prefer(?:ably|red|ence|s|ring)?|nice[- ]to[- ]have|would be (?:nice|good|"
    r"great|useful|helpful|welcome|a plus|a bonus|an advantage)|"
    r"if (?:at all )?possible|where possible|optional(?:ly)?|as a bonus|(?:is|"
    r"are) a plus|would (?:also )?(?:help|like)(?= our| us)|desirable|welcome"
)
_WANT_EN = (
    r"(?:(?:we|i|our \w+(?: \w+)?|they|the \w+(?: \w+)?|who)(?:['’](?=[drm]))? ?)?(?:(?:therefore|"
    r"now|also|still|would|urgently|hereby|really) ){0,2}"
    r"(?:need(?:s|ed|ing)?|want(?:s|ed)?|seek(?:s|ing)?|require[sd]?|wish(?:es)?|"
    r"hope[sd]?|desire|request(?:s|ed)?|expect(?:s|ed)?|look(?:s|ing)? for|"
    r"^(?:looking for|seeking|searching for|in search of|in need of)|"
    r"(?:am|are|is|m|re) (?:also |now |currently |therefore )?(?:looking for|seeking|"
    r"searching for|in search of|in need of|interested in|hoping|asking|after)|"
    r"(?:would|should|d) (?:like|love|prefer|be (?:glad|happy|pleased|grateful)(?= (?:to|for|if|of)))|"
    r"plan(?:s)? to|intend(?:s)? to|call(?:s|ing)? for|"
    r"invite)\b(?: to)?(?: (?:find|have|get|obtain|see|know|learn|"
    r"understand)\b)?(?: (?:for|that)\b)?"
)
_SHOULD_EN = (
    r"\b(?:must|should|shall|has to|have to|ought to|needs? to|is to|are to|required|"
    r"wanted|please|let us know|tell us)\b"
)
_CAN_EN = r"^\s*no\s|\b(?:can|could|able to|capable of|so that|without)\b"
_QUESTION_EN = (
    r"\bhow (?:can|could|do|should|to|much|many)\b|\bwhat (?:is|are|would|can)\b|"
    r"\bwhich\b|\bis there\b|\bcan (?:we|anyone|you)\b"
)
_HABIT = re.compile(
    r"每[天日次年月周回批班]|目前|现有|现行|如今|现在|一直|经常|常常|往往|总是|总要|"
    r"以往|过去|以前|原先|原来|传统|历来|都要|只能|不得不|"
    r"\b(?:because|since|although|currently|at present|today|now|always|often|usually|"
    r"every (?:day|week|month|year)|previously|so far|existing|present|only|has been|"
    r"have been|had)\b"
)
_START_OVER = re.compile(
    r"^\s*(?:(?:但是?+|可是|然而|不过)(?!也?(?:不[能得要用可许准含]|别|勿|禁|避免|无需|[须应]|要(?!么)|必须|一定要|最好|希望|需要))|"
    r"因为|由于|而目前|目前|现在|现有|我们是|我[司厂]是|"
    r"but(?! (?:not|without|no)\b)|however|because|since|at present|currently|so far)"
)
_ABOUT_US = re.compile(
    r"^\s*(?:我们?(?:公司|厂|院|校|合作社)?是|我(?:公司|司|厂|院|校|局|单位)(?:是|位于|"
    r"成立|主要|专业|从事)|本(?:公司|厂|单位|院)(?:是|为|位于|成立|主要|从事)|"
    r"(?:we|our (?:company|firm|plant|factory|mill|hospital|farm|team)) (?:are|is|was|"
    r"were|make|makes|produce|produces|run|runs|operate|operates|sell|sells|"
    r"manufacture|manufactures|have|has)\b)"
)

_STRONG = re.compile(
    rf"{_WANT_ZH}|{_NEED_ZH}|{_NICE_ZH}|{_LIMIT_ZH}|{_ASKS_ZH}|(?:必须|务必|应当|应该|一定要)|\b(?:{_NICE_EN})|"
    rf"(?<!which )(?<!this )\b{_WANT_EN}|{_SHOULD_EN}|{_ASKS_EN}"
)
_WEAK = re.compile(rf"{_SHOULD_ZH}|{_CAN_ZH}|{_QUESTION_ZH}|{_CAN_EN}|{_QUESTION_EN}")
# A form's own heading: 技术需求：…, Requirement: …
_HEADING = re.compile(
    r"^\s*(?:(?:技术|项目|合作|企业|具体|主要|指标|性能)?(?:需求|要求|指标|难题|课题|目标|急需|求购|寻求|征集|诚征)(?:名称|描述|内容)?|"
    r"(?:technical )?(?:needs?|needed|requirements?|problem|goals?|targets?|aims?|wanted|required|"
    r"looking for|seeking|searching for|in search of))"
    r"\s*[:：]\s*(?=\S)"
)
_NICE = re.compile(rf"{_NICE_ZH}|\b(?:{_NICE_EN})")
_LEAD = re.compile(
    rf"^(?:{_WE}|[\s,，、:：])*(?:(?:{_NICE_ZH})(?:是|能|有|可)?|(?:{_WANT_ZH}|"
    rf"{_NEED_ZH}|{_SHOULD_ZH})(?:能够?|可以|有(?=[一能可]))?)+[\s,，:：]*"
)
# 怎么去除水里的镍, 有没有办法让…: what the answer must do.
_LEAD_ASKS = re.compile(
    rf"^(?:{_WE}|各位|大家|请问|[\s,，])*(?:谁(?:能|有|会|可以)|哪(?:里|家|位)(?:能|有|可以)|有(?:啥|什么)(?=.{(2,)}[不吗呢没]?$)|"
    r"(?:有没有|有无|是否有)(?:什么|哪些|好的?|更好的?|便宜的?|简单的?|合适的?)*(?:办法|方法|法子|手段)?(?:能够?|可以|可|来)?|"
    r"能否|能不能|可否|怎么样?(?:才能|来)?|怎样(?:才能|来)?|如何(?:才能|来)?)+(?=.{2,})"
)
_LEAD_ASKS_EN = re.compile(
    r"^(?:so |and |but )?(?:how (?:can|could|do|should|might) (?:we|i|one|you|anyone) (?:best )?|how to |"
    r"(?:is|are) there (?:any )?|(?:can|could|does|do) (?:anyone|anybody|someone|you|we) (?:know (?:of )?|have )?|"
    r"who (?:can|could) |who (?:has|makes|sells) )"
)
_LET = re.compile(r"^[让使](?=.{0,12}(?:降|提|减|缩|达|保持|不|能|控))")
_LEAD_EN = re.compile(
    rf"^(?:(?:and|so|thus|therefore|also|in addition|finally|but|then|at the same time)[\s,]+)*"
    rf"(?:(?:{_NICE_EN}|{_WANT_EN}|(?:must|should|shall|has to|have to|needs? to) (?!be\b)|"
    r"(?:it|they|this|the (?:solution|result|outcome|"
    rf"method|system|device|product|process|unit|material)s?) "
    rf"(?:must|should|shall|has to|have to|needs? to|"
    rf"ought to)(?: also)?(?: be(?= \w+(?:ed|able|ible)\b))?|please|ideally)[\s,:]*)+"
    rf"(?:(?:it|they|this|the (?:solution|result|outcome|method|system)) (?:must|should|shall|would|can)(?: also)? )?"
)
_JOINT = re.compile(
    r"^(?:并且?|而且|且|同时|以及|又|也|还|从而|另外|此外|其次|然后|再(?=[^生利])|但是?也?|可是也?|不过也?|"
    r"(?:and|or|but|also|as well as|plus|then|together|that)\b)[\s,，]*"
)
_WE_WANT_EN = re.compile(
    r"\b(?:we|i|our [a-z]+(?: [a-z]+)?) (?:(?:therefore|now|also|still|urgently) )?"
    r"(?:need|want|seek|require|wish for|hope for|would like|(?:are|am) (?:looking|searching) for)s?\b(?: to)? |"
    r"\b(?:and|so|but) (?:(?:therefore|now|also|still|urgently) )?(?:need|want|seek|wish|hope|would like|plan) to "
)
_WANT_ALONE = re.compile(rf"{_WANT_ZH}")
_LEADS_ZH = (_JOINT, _LEAD, _JOINT, _LEAD_ASKS, _LEAD, _LET)
_LEADS_EN = (_JOINT, _LEAD_EN, _JOINT, _LEAD_ASKS_EN)


# What the poster gives, and how to reach them, is no requirement.
_OFFERS = re.compile(
    r"^\s*(?:同时|另外|此外|并且?)?(?:(?:我们?(?:公司|单位)?|我[方司厂院校]|本[公司厂院单位]+|公司|企业)(?:可以?|能够?|将|愿意?|已)(?:以|为|向|免费)?"
    r"(?=提供|配合|承担|投入|支付|出资|派|安排|以技术|给予|开放|拿出)|我?们?愿意|(?:愿|可以?)(?:以|出|拿出|提供|投入|承担|配合|支付)|可(?=提供.{0,12}(?:场地|样品|数据|资金|条件)))"
    r"|^\s*(?:联系人|联系方式|联系电话|电话|手机|邮箱|电子邮件|微信|qq|有意者|欢迎.{0,8}(?:联系|洽谈|来电)|详情|谢谢|多谢|感谢|急!*$)"
    r"|^\s*(?:we|i|our \w+) (?:can|will|could|are (?:able|willing|ready|happy) to|offer|'ll) ?"
    r"(?:provide|offer|supply|pay|fund|share|host|contribute|give|send)\b|"
    r"^\s*(?:contact|phone|tel|e-?mail|thanks?|thank you|regards)\b"
)
_PARTNER = re.compile(r"^(?:的)?(?:合作|协作)?(?:单位|伙伴|团队|机构|方|专家|厂家|公司)?$")


# A sensor, below 20k EUR, is wanted.
_TRAILING = re.compile(
    r"^(?P<wish>.{8,}?),?\s(?:is|are) (?:urgently |also |now )?(?:wanted|needed|required|sought|desired)\W*$", re.DOTALL
)


def headed(sentence: str) -> str:
    """What stands behind the heading of a need (技术需求：…) at the start of a sentence, or before
    a predicate that only says that it is wanted; or ""."""
    text = folded(sentence)
    if match := _HEADING.match(text):
        return sentence[match.end() :]
    trailing = _TRAILING.match(text)
    return sentence[: trailing.end("wish")] if trailing and not _HABIT.search(text) else ""


_DEMANDS = re.compile(r"\s*[也还又并且]?(?:要(?![求点素害么是紧花付耗停等])|须(?![知发])|应(?=[能在有为当]))")


def demands(clause: str) -> bool:
    """Whether a clause begins with a modal and says what is to be (要提到30%以上)."""
    return _DEMANDS.match(folded(clause)) is not None


_OBLIGED = re.compile(r"ha(?:s|ve) to\b")  # bearings have to be inspected every year


def wishes(clause: str) -> int:
    """2 when a clause says that something is wanted, 1 when its words may but need not
    (能, 要, can, how), 0 when they do not. What is habit (每天需要…) is not wanted."""
    text = folded(clause)
    strong = _STRONG.search(text)
    if strong:
        habit = _HABIT.search(text if _OBLIGED.match(strong.group()) else text[: strong.start()])
        if not habit or _WANT_ALONE.match(text, strong.start()):
            return 2
        return 0
    return 1 if _WEAK.search(text) else 0


def is_nice(clause: str) -> bool:
    """Whether a clause is a nice-to-have (最好, 优先, ideally, preferably)."""
    return _NICE.search(folded(clause)) is not None


def asks(clause: str) -> bool:
    """Whether a clause of a question asks for something to be found or told (能不能, does, which)."""
    return _PUTS.search(folded(clause)) is not None


def starts_over(clause: str) -> bool:
    """Whether a clause turns back to the background (但, 由于, however) or to who the poster is."""
    text = folded(clause)
    return _START_OVER.search(text) is not None or _ABOUT_US.search(text) is not None


def about_us(clause: str) -> bool:
    """Whether a clause only introduces the poster."""
    return _ABOUT_US.search(folded(clause)) is not None


def offers(clause: str) -> bool:
    """Whether a clause says what the poster gives, how to reach them, or thanks."""
    return _OFFERS.search(folded(clause)) is not None


_TELLS = re.compile(
    r"目前|现有|现行|如今|现在|一直|经常|往往|以往|过去|以前|原先|原来|传统|历来|高达|只有|仅有|仅为|超标|被罚|年产|年排|日排|占地\s?\d|"
    r"拥有|成立|位于|曾|已经?|每[年天日月周](?:要|排|产|花|用|有|约|都|处理)|达不到|不足|不到|"
    r"\b(?:is|are|was|were|has|have|had|lose[sd]?|take[sn]?|took|cost us|come[s]?|run[s]?|make[s]?|produce[sd]?|"
    r"spend[s]?|spent|use[sd]?|currently|today|now|already|still|"
    r"can['’]?t|cannot|could ?n(?:ot|['’]t)|unable to|fail(?:s|ed)? to|exceeds?|reach(?:es|ed)|rose|fell|up to)\b"
)
_TITLE = re.compile(
    r"^[^，,。的了在是]{0,8}(?:的)?[^，,。了是]{2,20}(?:检测|监测|改造|处理|识别|诊断|回收|治理|技术|方案|系统|设备|装置|材料|研发|研究|开发|分选|"
    r"机器人|预警|预测|控制|群控|优化|设计|利用|去除|净化|修复|防护|防治|加工|制备|替代|升级|筛查|鉴别|定位|评估|工艺|算法|平台|软件|产品)$"
)


def tells(clause: str) -> bool:
    """Whether a clause with an amount tells how things are (年产20万吨, the loss is 20 %)."""
    return _TELLS.search(folded(clause)) is not None


_COMPLAINS = re.compile(r"^(?:也|都|又|还)?(?:没|无人|缺|坏)")
_PLAIN_NAME = re.compile(
    r"^(?![我本该敝公厂今近去由因目现为])[^，,\s了的在是有很太被没不也都又还越要能会易难请将把\d]{4,18}(?<![多大高低小差难慢重贵快少长短坏])$"
)


def titles(clause: str, *, first: bool = False) -> bool:
    """Whether a clause is the name of a piece of work (地铁隧道渗漏水检测), as a need is headed;
    of the ``first`` clause of a need a plain name is enough."""
    text = folded(clause)
    if wishes(clause) or tells(clause) or not has_han(clause) or find(clause) or _COMPLAINS.search(text):
        return False
    return _TITLE.search(text) is not None or (first and _PLAIN_NAME.match(text) is not None)


def empty(clause: str) -> bool:
    """Whether nothing is left of a clause without its words of wanting (急需, 寻求合作单位)."""
    text = folded(clause)
    for pattern in _LEADS_ZH if has_han(text) else _LEADS_EN:
        match = pattern.match(text)
        text = text[match.end() :] if match else text
    return not text.strip(" ,，:：。.?？!！") or (has_han(text) and bool(_PARTNER.match(text)))


def of_poster(clause: str) -> bool:
    """Whether the poster is what a clause is about (我们回收锂电池)."""
    return re.match(r"\s*(?:我|本[公厂院校县市]|公司|单位)", folded(clause)) is not None


def core(clause: str) -> str:
    """A wish clause without the words of wanting and joining in front of what is wanted."""
    text = clause
    for pattern in _LEADS_ZH if has_han(text) else _LEADS_EN:
        match = pattern.search(folded(text))
        if match and content(text[match.end() :]) >= 2:
            text = text[match.end() :]
    if not has_han(text):
        # Before investing we want a comparison: the occasion is not part of what is wanted.
        inner = _WE_WANT_EN.search(folded(text)[:80])
        rest = text[inner.end() :] if inner else ""
        text = rest if content(rest) >= MIN_HAN else text
    else:
        # 物流公司希望…: whoever hopes is not part of what is hoped for.
        inner = _WANT_ALONE.search(folded(text)[:24])
        if inner and inner.group().startswith(
            ("希望", "期望", "寻", "想要", "想找", "想请", "征集", "计划", "拟", "打算")
        ):
            rest = text[inner.end() :]
            text = rest if content(rest) >= MIN_HAN else text
    return text.strip(" \t\n,，、:：")
