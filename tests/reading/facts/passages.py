"""Passages in the manner of institutions' news, written for these tests, with what a careful
reader takes from them. People, organisations and occasions are invented; well-known
organisations only lend their names."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Passage:
    """A text and its facts: roles (person, role, organisation), events (name, date), agreements
    (title, parties, signatories), memberships (organisation, member of). A role's organisation
    that only the context tells is marked with ``?`` in front."""

    name: str
    text: str
    roles: tuple[tuple[str, str, str | None], ...] = ()
    events: tuple[tuple[str, str | None], ...] = ()
    agreements: tuple[tuple[str | None, tuple[str, ...], tuple[str, ...]], ...] = ()
    memberships: tuple[tuple[str, str], ...] = ()
    published: str | None = field(default=None)


PASSAGES = (
    Passage(
        "a visit with a row of posts",
        "江城大学与湖泊研究所签署合作协议\n\n2021年4月8日,江城大学校长、"
        "党委副书记陈若水一行到访中国科学院江城湖泊研究所,"
        "与所长李望、党委书记周怀远举行会谈。会谈结束后,陈若水与李望代表双方签署了《湖泊生态联合研究中心共建协议》。",
        roles=(
            ("陈若水", "校长", "江城大学"),
            ("陈若水", "党委副书记", "江城大学"),
            ("李望", "所长", "?中国科学院江城湖泊研究所"),
            ("周怀远", "党委书记", "?中国科学院江城湖泊研究所"),
        ),
        events=(("陈若水到访中国科学院江城湖泊研究所", "2021-04-08"),),
        agreements=(("湖泊生态联合研究中心共建协议", ("江城大学", "中国科学院江城湖泊研究所"), ("陈若水", "李望")),),
    ),
    Passage(
        "an attendance list",
        "出席会议的有中国科学院副院长高鸣远、科技部副部长吴静波、江城市委书记林述,国家自然科学基金委员会副主任何以宁,"
        "以及中国工程院院士郑一川、王树声。会议由江城市科协主席赵文渊主持。",
        roles=(
            ("高鸣远", "副院长", "中国科学院"),
            ("吴静波", "副部长", "科技部"),
            ("林述", "书记", "江城市委"),
            ("何以宁", "副主任", "国家自然科学基金委员会"),
            ("郑一川", "院士", "中国工程院"),
            ("王树声", "院士", "中国工程院"),
            ("赵文渊", "主席", "江城市科协"),
        ),
    ),
    Passage(
        "a forum opened",
        "第五届国际湖泊保护与治理论坛5月20日在江城开幕。论坛以“一湖清水”为主题,由中国环境科学学会、"
        "江城市人民政府联合主办,"
        "江城大学承办。中国环境科学学会理事长孟繁星,江城市市长梁启年出席开幕式并致辞。",
        roles=(("孟繁星", "理事长", "中国环境科学学会"), ("梁启年", "市长", "江城市")),
        events=(("第五届国际湖泊保护与治理论坛", "2022-05-20"),),
        published="2022-05-21",
    ),
    Passage(
        "an election",
        "10月16日,湖泊生态学会第八次全国会员代表大会在南京召开。大会选举产生了新一届理事会,陈若水当选为理事"
        "长,李望、周怀远、"
        "徐静当选为副理事长,吴静波当选为秘书长。",
        roles=(
            ("陈若水", "理事长", "?湖泊生态学会"),
            ("李望", "副理事长", "?湖泊生态学会"),
            ("周怀远", "副理事长", "?湖泊生态学会"),
            ("徐静", "副理事长", "?湖泊生态学会"),
            ("吴静波", "秘书长", "?湖泊生态学会"),
        ),
        events=(("湖泊生态学会第八次全国会员代表大会", "2023-10-16"),),
        published="2023-10-18",
    ),
    Passage(
        "foreign guests",
        "会上,俄罗斯科学院副院长尼古拉·彼得罗夫、巴基斯坦科学基金会主席穆罕默德·阿里、"
        "斯里兰卡科技部常务秘书佩雷拉先后发言。"
        "联合国环境规划署执行主任玛丽·布朗发来视频致辞。",
        roles=(
            ("尼古拉·彼得罗夫", "副院长", "俄罗斯科学院"),
            ("穆罕默德·阿里", "主席", "巴基斯坦科学基金会"),
            ("佩雷拉", "常务秘书", "斯里兰卡科技部"),
            ("玛丽·布朗", "执行主任", "联合国环境规划署"),
        ),
    ),
    Passage(
        "a short name introduced",
        "国际淡水科学组织联盟(英文简称IFSA,以下简称“联盟”)成立大会于2019年6月3日在昆明举行。联盟首任主席高鸣远表示,"
        "联盟将推动区域合作。联盟秘书长何以宁介绍了筹备情况。",
        roles=(
            ("高鸣远", "主席", "国际淡水科学组织联盟"),
            ("何以宁", "秘书长", "国际淡水科学组织联盟"),
        ),
        events=(("国际淡水科学组织联盟成立大会", "2019-06-03"),),
    ),
    Passage(
        "new members",
        "2020年9月,江城大学和泰国湄公大学正式加入国际淡水科学组织联盟。至此,联盟成员达到37家。",
        memberships=(("江城大学", "国际淡水科学组织联盟"), ("泰国湄公大学", "国际淡水科学组织联盟")),
    ),
    Passage(
        "an appointment",
        "日前,经江城省委研究决定,任命郑一川为江城省科学院院长。此前,郑一川担任江城大学副校长、研究生院院长。",
        roles=(
            ("郑一川", "院长", "江城省科学院"),
            ("郑一川", "副校长", "江城大学"),
            ("郑一川", "院长", "?研究生院"),
        ),
    ),
    Passage(
        "leaders of state",
        "会议传达学习了习近平总书记在两院院士大会上的重要讲话精神和李强总理的批示。中共中央政治局委员、"
        "国务院副总理孙敬之出席并讲话。",
        roles=(
            ("习近平", "总书记", None),
            ("李强", "总理", None),
            ("孙敬之", "委员", "中共中央政治局"),
            ("孙敬之", "副总理", "国务院"),
        ),
        events=(("两院院士大会", None),),
    ),
    Passage(
        "a ministry with 和 in its name",
        "工业和信息化部副部长吴静波、人力资源和社会保障部专业技术人员管理司司长钱立人、"
        "农业农村部科技教育司副司长孔令辉参加了座谈。",
        roles=(
            ("吴静波", "副部长", "工业和信息化部"),
            ("钱立人", "司长", "人力资源和社会保障部专业技术人员管理司"),
            ("孔令辉", "副司长", "农业农村部科技教育司"),
        ),
    ),
    Passage(
        "officers as a list",
        "领导小组组成如下:\n组长:陈若水\n副组长:李望、周怀远\n成员:徐静、吴静波、何以宁",
        roles=(
            ("陈若水", "组长", None),
            ("李望", "副组长", None),
            ("周怀远", "副组长", None),
            ("徐静", "成员", None),
            ("吴静波", "成员", None),
            ("何以宁", "成员", None),
        ),
    ),
    Passage(
        "posts in brackets",
        "报告专家有:郑一川(江城大学教授)、王树声(中国科学院院士)、李望(湖泊研究所所长)。",
        roles=(
            ("郑一川", "教授", "江城大学"),
            ("王树声", "院士", "中国科学院"),
            ("李望", "所长", "湖泊研究所"),
        ),
    ),
    Passage(
        "the reporter of an agency",
        "新华社南京3月5日电(记者 何以宁 "
        "徐静)江城省科协5日发布消息说,“湖畔”科普行动全面启动。江城省科协副主席林述说,行动将持续三年。",
        roles=(
            ("何以宁", "记者", "新华社"),
            ("徐静", "记者", "新华社"),
            ("林述", "副主席", "江城省科协"),
        ),
        events=(("“湖畔”科普行动全面启动", "2022-03-05"),),
        published="2022-03-06",
    ),
    Passage(
        "the reporter of the paper",
        "本报讯(记者李望 通讯员周怀远)昨日,江城科技馆举行开馆仪式。",
        roles=(("李望", "记者", None), ("周怀远", "通讯员", None)),
        events=(("江城科技馆开馆仪式", None),),
    ),
    Passage(
        "a memorandum without title",
        "7月12日,中国科协与联合国教科文组织在巴黎签署谅解备忘录。中国科协党组书记贺知远和联合国教科文组织自"
        "然科学助理总干事莎拉·格林代表双方签字。",
        roles=(("贺知远", "党组书记", "中国科协"), ("莎拉·格林", "自然科学助理总干事", "联合国教科文组织")),
        agreements=(("谅解备忘录", ("中国科协", "联合国教科文组织"), ()),),
        published="2021-07-13",
    ),
    Passage(
        "an agreement of three",
        "在与会嘉宾见证下,江城市人民政府、江城大学和中国科学院湖泊研究所签订战略合作框架协议。",
        agreements=(("战略合作框架协议", ("江城市人民政府", "江城大学", "中国科学院湖泊研究所"), ()),),
    ),
    Passage(
        "no agreement yet",
        "双方商定,将于年内签署合作协议,推动共建联合实验室。根据《湖泊保护合作框架协议》,双方成立工作组。",
    ),
    Passage(
        "a renewal",
        "中国科学院与法国国家科学研究中心续签科学合作协议,两机构的合作已走过四十年。",
        agreements=(("科学合作协议", ("中国科学院", "法国国家科学研究中心"), ()),),
    ),
    Passage(
        "academicians",
        "中国科学院院士、江城大学教授郑一川作了题为《湖泊与气候》的报告。王树声院士、李望研究员围绕水质监测进行点评。",
        roles=(
            ("郑一川", "院士", "中国科学院"),
            ("郑一川", "教授", "江城大学"),
            ("王树声", "院士", None),
            ("李望", "研究员", None),
        ),
    ),
    Passage(
        "Traditional, converted",
        "9月1日,江城科學院黨組書記、院長陳若水會見了來訪的馬來西亞科學院院長林國強。雙方簽署了《科技人才交流備忘錄》。",
        roles=(
            ("陈若水", "党组书记", "江城科学院"),
            ("陈若水", "院长", "江城科学院"),
            ("林国强", "院长", "马来西亚科学院"),
        ),
        events=(("陈若水会见林国强", "2019-09-01"),),
        agreements=(("科技人才交流备忘录", ("江城科学院", "马来西亚科学院"), ()),),
        published="2019-09-02",
    ),
    Passage(
        "Taiwan's words",
        "「湖泊資訊論壇」開幕典禮於2019年3月2日舉行,臺灣大學校長陳若水、中央研究院院長李望出席。",
        roles=(("陈若水", "校长", "台湾大学"), ("李望", "院长", "中央研究院")),
        events=(("“湖泊信息论坛”开幕典礼", "2019-03-02"),),
    ),
    Passage(
        "an anniversary",
        "2018年是湖泊研究所建所60周年。11月2日,湖泊研究所建所60周年庆祝大会在江城举行,江城省副省长林述到会祝贺。",
        roles=(("林述", "副省长", "江城省"),),
        events=(("湖泊研究所建所60周年庆祝大会", "2018-11-02"),),
        published="2018-11-05",
    ),
    Passage(
        "a plaque unveiled",
        "当天会上,江城市科协发布“科创江城”三年行动计划,并为首批5家“科创江城”服务站授牌。",
        events=(("发布“科创江城”三年行动计划", None),),
    ),
    Passage(
        "members named",
        "国际淡水科学组织联盟的创始成员包括中国科学院、俄罗斯科学院、泰国湄公大学等单位。",
        memberships=(
            ("中国科学院", "国际淡水科学组织联盟"),
            ("俄罗斯科学院", "国际淡水科学组织联盟"),
            ("泰国湄公大学", "国际淡水科学组织联盟"),
        ),
    ),
    Passage(
        "a council member",
        "作为湖泊产业技术创新战略联盟理事长单位,江城大学牵头编制了团体标准。",
        memberships=(("江城大学", "湖泊产业技术创新战略联盟"),),
    ),
    Passage(
        "admitted as member",
        "会议审议通过相关议案,正式批准江城水务集团有限公司成为湖泊生态学会单位会员。",
        memberships=(("江城水务集团有限公司", "湖泊生态学会"),),
    ),
    Passage(
        "a symposium abroad",
        "第三届中泰水资源研讨会日前在曼谷举行。中国驻泰国大使馆科技参赞方学勤、泰国国家科研院院长素拉蓬出席开幕式。",
        roles=(("方学勤", "科技参赞", "中国驻泰国大使馆"), ("素拉蓬", "院长", "泰国国家科研院")),
        events=(("第三届中泰水资源研讨会", None),),
    ),
    Passage(
        "a company",
        "清流环保科技有限公司董事长兼总经理马远航、首席科学家郑一川介绍了新型膜材料的研发进展。",
        roles=(
            ("马远航", "董事长", "清流环保科技有限公司"),
            ("马远航", "总经理", "清流环保科技有限公司"),
            ("郑一川", "首席科学家", "?清流环保科技有限公司"),
        ),
    ),
    Passage(
        "names with a blank",
        "中国科协党组成员束 为、江城省科协党组书记李 望出席启动仪式。",
        roles=(("束为", "党组成员", "中国科协"), ("李望", "党组书记", "江城省科协")),
    ),
    Passage(
        "compound family names",
        "江城省政协副主席欧阳明德、省科技厅厅长司马青参加调研。",
        roles=(("欧阳明德", "副主席", "江城省政协"), ("司马青", "厅长", "省科技厅")),
    ),
    Passage(
        "no roles here",
        "各级党组织书记要切实履行第一责任人职责,院长会议研究了重点工作,与会代表充分肯定了成绩。理事单位负责"
        "人和专家学者进行了深入交流,"
        "有关部门负责同志参加。希望广大青年学者、专家高度重视。",
    ),
    Passage(
        "English: an apposition",
        "Professor Mary Brook, President of the Lakeside Academy of Sciences, and Dr. Li Wang, "
        "Director-General of the Institute "
        "of Freshwater Ecology, opened the meeting. The Second Asian Lakes Forum was held in Bangkok, "
        "Thailand on 3 March 2021.",
        roles=(
            ("Mary Brook", "President", "Lakeside Academy of Sciences"),
            ("Li Wang", "Director-General", "Institute of Freshwater Ecology"),
        ),
        events=(("Second Asian Lakes Forum", "2021-03-03"),),
    ),
    Passage(
        "English: titles in front",
        "CAS Vice President Gao Mingyuan met with UNESCO Assistant Director-General Sarah Green in Beijing on Tuesday. "
        "Chen Ruoshui was elected president of the Lakeside Society.",
        roles=(
            ("Gao Mingyuan", "Vice President", "CAS"),
            ("Sarah Green", "Assistant Director-General", "UNESCO"),
            ("Chen Ruoshui", "president", "Lakeside Society"),
        ),
        events=(("Gao Mingyuan met with Sarah Green", None),),
    ),
    Passage(
        "English: an agreement",
        "The Lakeside Society and Jiangcheng University signed a Memorandum of Understanding on Lake "
        "Protection on 8 April 2021.",
        agreements=(
            ("Memorandum of Understanding on Lake Protection", ("Lakeside Society", "Jiangcheng University"), ()),
        ),
    ),
    Passage(
        "English: a new member",
        "In 2020, Jiangcheng University became a full member of the International Freshwater Science Alliance.",
        memberships=(("Jiangcheng University", "International Freshwater Science Alliance"),),
    ),
    Passage(
        "a hosted training",
        "7月5日至9日,国际淡水科学组织联盟在西双版纳举办2021年澜湄国家水质监测技术培训班,来自6国的32名学员参加。",
        events=(("2021年澜湄国家水质监测技术培训班", "2021-07-05"),),
        published="2021-07-12",
    ),
    Passage(
        "a party meeting",
        "1月6日,中共江城大学第九届委员会第三次全体会议召开。校党委书记周怀远代表党委常委会作工作报告,校长陈"
        "若水主持会议。",
        roles=(("周怀远", "党委书记", "?江城大学"), ("陈若水", "校长", "?江城大学")),
        events=(("中共江城大学第九届委员会第三次全体会议", "2022-01-06"),),
        published="2022-01-07",
    ),
    Passage(
        "a launch",
        "2021年3月,中国科协联合教育部启动了“英才计划”湖泊科学项目。",
        events=(("启动“英才计划”湖泊科学项目", "2021-03"),),
    ),
)
