"""The columns of each kind: one table for import, export, templates and documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duijie.library.exchange.compound import Identifiers, Lines, Mapped
from duijie.library.exchange.values import (
    Choice,
    Currency,
    Day,
    FieldName,
    Integer,
    Keywords,
    Many,
    Money,
    Number,
    PlaceName,
    Text,
    Type,
    Url,
    YesNo,
)


@dataclass(frozen=True)
class Column:
    """One column. ``attribute`` is the model's field; ``zh`` and ``en`` say what goes in;
    ``heads`` are further headings it is known by, the first the Chinese one of the templates."""

    name: str
    type: Type
    heads: tuple[str, ...]
    zh: str
    en: str
    example: Any = ""
    required: bool = False
    attribute: str = ""

    @property
    def field(self) -> str:
        return self.attribute or self.name


LANGUAGES = Choice(
    {
        "zh-Hans": ("zh", "zh-CN", "简体", "简体中文", "中文", "Chinese", "Simplified Chinese"),
        "zh-Hant": ("zh-TW", "zh-HK", "繁體", "繁體中文", "繁体", "繁体中文", "Traditional Chinese"),
        "en": ("en-GB", "en-US", "英文", "英语", "English"),
    }
)
COOPERATION = Choice(
    {
        "development": ("技术开发", "开发", "technology development"),
        "transfer": ("技术转让", "转让", "technology transfer"),
        "licence": ("license", "技术许可", "许可", "technology licence"),
        "consulting": ("技术咨询", "咨询", "technical consulting"),
        "service": ("技术服务", "服务", "technical service"),
    }
)
_STATES = Choice(
    {
        "draft": ("草稿",),
        "submitted": ("待审", "已提交"),
        "published": ("已发布",),
        "matched": ("已对接",),
        "closed": ("已关闭",),
        "archived": ("已归档",),
    }
)
_VISIBILITY = Choice(
    {
        "public": ("公开", "所有人", "everybody"),
        "community": ("共同体", "共同体内", "本共同体", "the community"),
        "private": ("不公开", "保密", "私有", "仅本机构和秘书处", "only my organisation and the secretariat"),
    }
)

_ID = Column(
    "external_id", Text(120), ("编号", "外部编号", "id", "外部id"),
    "这一行在您那里的编号；重复导入时凭它认出同一条，不会重复建立。留空时由内容算出。",
    "Your own id of the row, by which it is known when it is imported again. Blank: made from the content.",
    "A-001",
)  # fmt: skip
_LANGUAGE = Column(
    "language", LANGUAGES, ("语言",),
    "zh-Hans、zh-Hant 或 en；留空时自动判断。", "zh-Hans, zh-Hant or en; told from the text when blank.", "zh-Hans",
)  # fmt: skip
_COOPERATION = Column(
    "cooperation", Many(COOPERATION), ("合作方式", "cooperation_modes", "ways_to_cooperate"),
    "development 技术开发、transfer 技术转让、licence 技术许可、consulting 技术咨询、service 技术服务；可多项。",
    "development, transfer, licence, consulting, service; several are allowed.", ["development", "service"],
)  # fmt: skip
_FIELDS = Column(
    "fields", Many(FieldName()), ("领域", "field", "学科", "学科领域", "所属领域"),
    "OECD FORD 领域的代码或中英文名称，可多项；其他名称记为关键词。",
    "OECD FORD fields by code or by name in Chinese or English; any other name becomes a keyword.", ["2.7"],
)  # fmt: skip
_PLACES = Column(
    "places", Many(PlaceName()), ("地区", "place", "所在地", "所在地区"),
    "国家、省、市的名称或代码（ISO 3166、GB/T 2260），可多项。",
    "Countries, provinces and cities by name or code (ISO 3166, GB/T 2260).", ["330600"],
)  # fmt: skip
_KEYWORDS = Column(
    "keywords", Keywords(Text(60)), ("关键词", "keyword", "关键字"),
    "关键词，可多项，每个不超过 60 字。", "Free words, at most 60 characters each.", ["中水回用", "纳滤"],
)  # fmt: skip
_ORGANISATION = Column(
    "organisation", Text(200), ("单位", "机构", "organization", "所属单位", "组织"),
    "机构的编号或名称；机构须已在名录中。",
    "External id or name of an organisation that the registry has.", "",
)  # fmt: skip
_COMMUNITY = Column(
    "community", Text(40), ("共同体", "社区"),
    "共同体的地址名；留空时归入导入时选定的共同体。",
    "Address of the community; blank: the one chosen for the import.", "",
)  # fmt: skip
_VISIBLE = Column(
    "visibility", _VISIBILITY, ("可见范围", "公开范围"),
    "public 公开、community 共同体内、private 本单位与秘书处；默认公开。",
    "public, community or private; public when blank.", "public",
)  # fmt: skip
_STATE = Column(
    "state", _STATES, ("状态",),
    "只对新建的行起作用：draft、submitted、published、matched、closed、archived；没有审核权限的人导入的总是草稿。",
    "For new rows only: draft, submitted, published, matched, closed or archived; rows of those who may not "
    "moderate are drafts.", "",
)  # fmt: skip
_SAMPLE = Column(
    "sample", YesNo(), ("样例", "示例"),
    "true 表示这是样例数据。", "true marks the row as sample data.", "",
)  # fmt: skip
_TAIL = (_FIELDS, _PLACES, _KEYWORDS, _ORGANISATION, _COMMUNITY, _VISIBLE, _STATE, _SAMPLE)

REQUIREMENTS = Lines(
    parts={
        "text": Text(500),
        "must": YesNo(),
        "comparator": Choice(
            {"<": (), "<=": ("≤", "不高于"), "=": (), ">=": ("≥", "不低于"), ">": (), "~": ("≈", "约")}
        ),
        "value": Number(),
        "upper": Number(),
        "unit": Text(30),
    },
    main="text",
    defaults={"text": "", "must": True, "comparator": "", "value": None, "upper": None, "unit": ""},
)
WORKS = Lines(
    parts={
        "external_id": Text(120),
        "title": Text(400),
        "abstract": Text(10_000),
        "year": Integer(0, 9999),
        "kind": Choice({"paper": ("论文",), "patent": ("专利",), "project": ("项目",), "standard": ("标准",)}),
        "venue": Text(300),
    },
    main="title",
    defaults={"external_id": "", "title": "", "abstract": "", "year": None, "kind": "paper", "venue": ""},
    most=1000,
)

PROBLEM: tuple[Column, ...] = (
    _ID,
    Column("title", Text(200), ("标题", "名称", "题目", "需求名称", "问题名称"),
           "一句话说清需求。", "The problem in one line.", "印染废水要回到染缸用", required=True),
    Column("statement", Text(20_000), ("需求描述", "text", "abstract", "描述", "问题描述", "内容", "需求内容",
           "正文", "摘要"),
           "用自己的话描述需求。", "The problem in your own words.",
           "我们厂每天排3200吨活性染色废水，想把六成以上处理到能回染缸。", required=True),
    _LANGUAGE,
    Column("kind", Choice({"need": ("需求",),
                           "challenge": ("揭榜挂帅", "榜单", "悬赏", "challenge with a bounty")}),
           ("类型", "problem_kind"),
           "need 需求，或 challenge 揭榜挂帅。", "need, or challenge with a bounty.", "need",
           attribute="problem_kind"),
    Column("requirements", REQUIREMENTS, ("要求", "技术要求", "指标", "技术指标"),
           "每行一条要求；或一个 JSON 列表，每条有 text、must、comparator（< <= = >= > ~）、value、upper、unit。",
           "One clause a line; or a JSON list of objects with text, must, comparator (< <= = >= > ~), value, upper, "
           "unit.", [{"text": "废水回用率达到60%以上", "comparator": ">=", "value": 60.0, "unit": "%"}]),
    Column("industry", Text(120), ("行业", "所属行业"), "行业。", "Industry.", "纺织印染"),
    Column("budget_min", Money(), ("预算下限", "最低预算"), "预算下限，只写数字。", "Least budget, in digits.",
           "1200000"),
    Column("budget_max", Money(), ("预算上限", "最高预算", "预算", "budget"),
           "预算上限，只写数字。", "Largest budget, in digits.", "3000000"),
    Column("currency", Currency(), ("币种", "货币"), "ISO 4217 代码，默认 CNY。", "ISO 4217 code; CNY when blank.",
           "CNY"),
    Column("bounty", Money(), ("榜金", "榜额", "悬赏", "赏金"), "揭榜挂帅的榜金。", "Bounty of a challenge.", ""),
    Column("deadline", Day(), ("截止日期", "截止时间", "期限"), "如 2027-06-30。", "Such as 2027-06-30.",
           "2027-06-30"),
    Column("confidentiality", Choice({"open": ("公开", "不保密", "全部公开", "everything is shown"),
                                      "title-only": ("仅标题", "只公开标题", "保密", "仅公开标题和领域",
                                                     "only title and field are shown")}),
           ("公开内容", "保密", "保密程度"), "open 全部公开，或 title-only 只公开标题、领域和地区。",
           "open, or title-only: only title, fields and places are shown.", "open"),
    _COOPERATION,
    *_TAIL,
)  # fmt: skip

PROJECT: tuple[Column, ...] = (
    _ID,
    Column("title", Text(200), ("标题", "名称", "题目", "项目名称", "成果名称"),
           "项目或成果的名称。", "Name of the project or result.", "印染尾水分盐回用工艺", required=True),
    Column("summary", Text(20_000), ("摘要", "text", "abstract", "简介", "项目简介", "成果简介", "描述", "内容",
           "正文"),
           "是什么，解决什么问题，做到什么程度。", "What it is, what it solves, how far it has come.",
           "该工艺把生化后的印染尾水依次送入催化臭氧塔、超滤和纳滤，回用率71%。", required=True),
    _LANGUAGE,
    Column("trl", Integer(1, 9), ("技术成熟度", "成熟度", "成熟度等级"),
           "技术成熟度 1 至 9（ISO 16290）。", "Technology readiness level, 1 to 9 (ISO 16290).", "8"),
    Column("stage", Choice({"idea": ("概念", "构想"), "laboratory": ("实验室", "小试"), "pilot": ("中试",),
                            "production": ("生产", "产业化", "量产"),
                            "market": ("上市", "已上市", "on the market")}, empty=""),
           ("阶段", "所处阶段"), "idea、laboratory、pilot、production 或 market。",
           "idea, laboratory, pilot, production or market.", "pilot"),
    Column("ip", Text(2000), ("知识产权", "intellectual_property"), "专利、软著等。", "Patents and other rights.",
           "发明专利3项"),
    _COOPERATION,
    Column("team", Text(2000), ("团队", "项目团队"), "团队。", "The team.", "教授1人、工程师6人"),
    Column("year", Integer(0, 9999), ("年份", "完成年份"), "完成年份。", "Year of completion.", "2024"),
    *_TAIL,
)  # fmt: skip

TALENT: tuple[Column, ...] = (
    _ID,
    Column("name", Text(200), ("姓名", "名称", "title", "团队名称"),
           "个人或团队的名称。", "Name of the person or team.", "样例 沈望舒", required=True, attribute="title"),
    Column("name_en", Text(200), ("英文名", "英文姓名"), "英文名。", "English name.", "Shen Wangshu (sample)"),
    _LANGUAGE,
    Column("headline", Text(200), ("一句话介绍", "头衔"), "一句话介绍。", "One line.", "膜法水处理"),
    Column("expertise", Text(20_000), ("专长", "研究方向", "text", "abstract", "简介", "摘要", "expertise_text"),
           "专长，能解决什么问题。", "What they know and can solve.", "印染与电镀废水的膜法回用。", required=True),
    Column("languages", Many(Text(10)), ("工作语言", "会的语言"), "工作语言的代码，如 zh; en。",
           "Codes of working languages, such as zh; en.", ["zh", "en"]),
    Column("availability", Choice({"open": ("可合作", "开放", "欢迎合作", "open to cooperation"),
                                   "limited": ("时间有限", "limited time"),
                                   "closed": ("暂不合作", "不可合作", "暂不接洽", "not available")}),
           ("合作意向", "可合作状态", "合作意愿"), "open、limited 或 closed。", "open, limited or closed.", "open"),
    Column("post", Text(120), ("职务", "职称"), "职务。", "Post.", "教授"),
    Column("works", WORKS, ("代表成果", "成果", "代表作", "论文", "publications"),
           "每行一项的题目；或一个 JSON 列表，每项有 external_id、title、abstract、year、kind（paper、patent、project、"
           "standard）、venue。",
           "One title a line; or a JSON list of objects with external_id, title, abstract, year, kind (paper, patent, "
           "project, standard), venue.", [{"title": "疏松纳滤膜用于印染盐水", "year": 2023, "kind": "paper"}]),
    _COOPERATION,
    *_TAIL,
)  # fmt: skip

ORGANISATION: tuple[Column, ...] = (
    _ID,
    Column("name", Text(200), ("名称", "机构名称", "单位名称", "title"), "主要名称。", "Main name.",
           "样例印染有限公司", required=True),
    Column("names", Mapped(), ("各语言名称", "多语名称"), "各语言的正式名称，如 en: Sample Ltd。",
           "Main names by language, such as en: Sample Ltd.", {"en": "Sample Dyeing Co., Ltd"}),
    Column("aliases", Many(Text(220)), ("别名", "简称", "alias", "曾用名"),
           "别名；以 short: 或 former: 开头的是简称、曾用名。",
           "Other names; those that begin with “short:” or “former:” are short forms and former names.",
           ["样例印染"]),
    Column("kind", Choice({"company": ("企业", "公司"), "university": ("高校", "大学"), "institute": ("研究院所",
                           "院所", "研究所", "科研院所", "research institute"),
                           "hospital": ("医院",), "government": ("政府", "政府机构", "政府部门", "government body"),
                           "association": ("协会", "学会", "社团", "社会团体"),
                           "cooperative": ("合作社",), "other": ("其他",)}),
           ("类型", "机构类型", "单位类型"),
           "company、university、institute、hospital、government、association、cooperative 或 other。",
           "company, university, institute, hospital, government, association, cooperative or other.", "company"),
    Column("place", PlaceName(), ("地区", "places", "所在地"), "所在地的名称或代码。", "Place by name or code.",
           "330600"),
    Column("website", Url(200), ("网站", "网址", "主页"), "网址。", "Web address.", "https://sample.example.org/"),
    Column("identifiers", Identifiers(), ("标识", "标识符", "identifier"),
           "ror、uscc（统一社会信用代码）、icp、site_code（网站标识码）。",
           "ror, uscc (unified social credit code), icp, site_code.", ""),
    Column("description", Text(20_000), ("简介", "描述", "text", "abstract", "介绍"), "简介。", "Description.",
           "活性染色，年产4200万米。"),
    Column("description_en", Text(20_000), ("英文简介",), "英文简介。", "Description in English.", ""),
    Column("parent", Text(200), ("上级单位", "隶属"), "上级机构的编号或名称，须在本行之前。",
           "External id or name of the organisation it is part of; it must stand before this row.", ""),
    _COMMUNITY,
    _SAMPLE,
)  # fmt: skip

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "problem": PROBLEM,
    "project": PROJECT,
    "talent": TALENT,
    "organisation": ORGANISATION,
}
