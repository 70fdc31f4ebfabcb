"""Titles, bylines and texts that were run together on one line, and rows of news, are told apart."""

from __future__ import annotations

import pytest

from duijie.reading import Article, read_bytes
from duijie.reading.steps.script import variant_of

ZH = "学会十日召开工作会议，总结全年工作，研究部署下一阶段任务。会议要求各单位认真落实，务求实效，按期报告进展。"
MORE = "与会代表就湿地修复、候鸟监测和公众参与交换了意见。双方同意建立定期会商机制，每半年通报一次进展情况。"
EN = "The society met on Tuesday to review its work, and it set out the tasks of the year. Members report by June."
TITLE = "江湾湿地学会与北湖大学签署合作协议"
ONE, TWO, THREE = "江湾湿地学会召开第三届理事会", "北湖大学代表团访问湖泊研究所", "江湾市科协举办青年论坛"
DAYS = (f"3月5日，江湾湿地学会召开第三届理事会。{ZH}", f"3月8日，北湖大学代表团访问湖泊研究所。{MORE}")
LAST = f"3月12日，江湾市科协举办青年论坛。{ZH}"


def read(text: str) -> list[Article]:
    articles = read_bytes(text.encode())
    assert "".join(a.original for a in articles) == text
    assert all(a.restored() == a.original for a in articles)
    return articles


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE} 来源:江湾日报 作者:李明 时间:2017-09-30\n",
        f"{TITLE}来源:江湾日报 作者:李明 发布时间:2017-09-30\n",
        f"{TITLE} 2017-09-30 08:20 来源：江湾日报\n",
        f"{TITLE}　　2017年9月30日　　江湾日报\n",
        f"{TITLE} 来源:江湾日报 时间:2017-09-30 ",
        f"{TITLE}\n时间:2017年09月30日来源:《江湾日报》作者:李明\n",
        f"{TITLE}\n发布时间：2017-09-30来源：江湾日报编辑：李明\n",
        f"标题：{TITLE}\n日期：2017-09-30\n来源：江湾日报\n",
        f"{TITLE}\n副标题：共建湿地\n来源：江湾日报 2017-09-30\n",
    ],
)
def test_a_title_is_told_from_what_stands_behind_it(head: str) -> None:
    (article,) = read(f"{head}{ZH}\n{MORE}")
    assert (article.title, article.date, article.publisher) == (TITLE, "2017-09-30", "江湾日报")


@pytest.mark.parametrize("day", ["(2017-09-30)", "[2017-09-30]", "2017年09月30日"])
def test_a_day_at_the_end_of_a_title_is_the_date(day: str) -> None:
    (article,) = read(f"{TITLE} {day}\n{ZH}\n{MORE}")
    assert (article.title, article.date) == (TITLE, "2017-09-30")


@pytest.mark.parametrize(
    "text",
    [
        f"为深入贯彻关于“必须切实提高我国\n关键核心技术创新能力,把主动权掌握在手里”的精神,学会召开了会议。\n{ZH}",
        f"国际交流动态\n\n{ZH}",
        f"{ZH}\n{MORE}\n会场热烈的气氛\n王小民理事长发表讲话",
    ],
)
def test_an_excerpt_that_begins_with_its_text_has_no_title(text: str) -> None:
    (article,) = read(text)
    assert article.title is None


FOOTER = "主管主办:江湾出版社 版权所有:江湾艺术报 联系:a@b.example 电话:029-89370002 浙ICP备12345678号"
SOURCES = [
    (f"{TITLE}\n来源：江湾日报 2017-09-30\n{ZH}\n{MORE}\n{FOOTER}", "江湾日报"),
    (f"{TITLE}\n2017-09-30\n{ZH}\n{MORE}\n{FOOTER}", "江湾艺术报"),
    (f"{TITLE}\n来源：本站 2017-09-30\n{ZH}\n{MORE}\n{FOOTER}", "江湾艺术报"),
    (f"{TITLE}\n{ZH}\n江湾市科协国际联络部供稿", "江湾市科协国际联络部"),
    (f"{TITLE}\n{ZH}\n{MORE}（江湾市科协 李明）", "江湾市科协"),
    (f"{ZH}\n{MORE}\n《江湾日报》（2020年05月06日 第3版）", "江湾日报"),
    (f"江湾湿地学会\n首页 | 学会概况 | 学会动态\n{TITLE}\n2017-09-30\n{ZH}\n{MORE}", "江湾湿地学会"),
    (f"{TITLE}\n发布人：李明\n发布时间：2020-05-06\n{ZH}\n{MORE}", None),
    (f"DELTA, May 6 (Deltanews) -- {EN}\n{EN}", "Deltanews"),
]


@pytest.mark.parametrize(("text", "publisher"), SOURCES)
def test_who_a_page_has_its_text_from_is_its_publisher(text: str, publisher: str | None) -> None:
    assert read(text)[0].publisher == publisher


ROWS = [
    f"学会工作简讯\n\n{ONE}\n{DAYS[0]}\n\n{TWO}\n{DAYS[1]}\n\n{THREE}\n{LAST}",
    f"■{ONE}\n{DAYS[0]}\n■{TWO}\n{DAYS[1]}\n■{THREE}\n{LAST}",
    f"1.{ONE}\n{DAYS[0]}\n2.{TWO}\n{DAYS[1]}\n3.{THREE}\n{LAST}",
    f"工作动态 {ONE} {DAYS[0]} {TWO} {DAYS[1]} {THREE} {LAST}",
]


@pytest.mark.parametrize("page", ROWS)
def test_a_row_of_news_is_parted(page: str) -> None:
    articles = read(page)
    assert [a.title for a in articles] == [ONE, TWO, THREE]
    assert all("multi-article" in a.damage for a in articles)


def test_a_row_of_english_news_on_one_line_is_parted() -> None:
    page = (
        "News of ExchangesMinister Anna Berg Lectured at the Lake Institute On April 3 morning, Anna Berg, the "
        "visiting Minister of Science, spoke at the Lake Institute. Li Ming chaired the meeting. Princess Maria "
        "Attends Signing "
        "of MOU with Norwegian Units On April 3 morning, Maria, Princess of Delta, attended the signing. Both "
        "sides were glad. Tom Lee, President of DAS Visits GUDAS On April 21 afternoon, Tom Lee, President of the "
        "Delta Academy of Sciences (DAS), led a delegation to visit the university. They talked."
    )
    assert [a.title for a in read(page)] == [
        "Minister Anna Berg Lectured at the Lake Institute",
        "Princess Maria Attends Signing of MOU with Norwegian Units",
        "Tom Lee, President of DAS Visits GUDAS",
    ]


PAIRS = [
    f"{ONE}\n\n{ZH}\n\n{MORE}\n\n上一篇：没有了\n下一篇：{TWO}\n\n{TWO}\n\n{ZH}\n\n{MORE}",
    f"{ONE}\n江湾日报 2017-09-30\n{ZH}\n{MORE}\n{TWO}\n江湾日报 2017-10-02\n{ZH}\n{MORE}",
    f"{ONE} 来源:江湾日报 时间:2017-09-30\n{ZH}\n{MORE}\n{TWO} 来源:江湾日报 时间:2017-10-02\n{ZH}\n{MORE}",
    f"{ONE}\n{ZH}（秘书处供稿）\n{TWO}\n{MORE}（湖泊研究所供稿）",
]


@pytest.mark.parametrize("page", PAIRS)
def test_two_articles_are_parted_by_what_closes_or_opens_them(page: str) -> None:
    assert [a.title for a in read(page)] == [ONE, TWO]


@pytest.mark.parametrize(
    "page",
    [
        f"江湾湿地学会召开第三届年会\n3月5日至7日，江湾湿地学会召开年会。{ZH}\n开幕式与主旨报告\n3月5日上午，开幕式举行。{MORE}\n"
        f"分论坛与现场考察\n3月6日，分论坛分别举行。{ZH}\n闭幕式与颁奖仪式\n3月7日下午，年会举行闭幕式。{MORE}",
        f"江湾湿地学会2020年工作总结\n{ZH}\n一、成功召开第三届理事会\n{DAYS[0]}\n二、组织代表团出访北湖大学\n{DAYS[1]}\n"
        f"三、举办青年科学家论坛活动\n{LAST}",
        f"江湾湿地学会代表团访问挪威\n应邀请，代表团于3月5日访问挪威。{ZH}\n访问挪威科学院总部\n3月6日，访问挪威科学院总部。{MORE}\n"
        f"考察奥斯陆湿地公园\n3月8日，代表团考察湿地公园。{ZH}\n参加国际湿地联盟会议\n3月10日，代表团参加会议。{MORE}",
        f"Lake Conference Opens\n\nOn March 5, the lake conference opened. {EN}\n\nOpening Ceremony and Keynotes\n\n"
        f"On March 5, the ceremony was held. {EN}\n\nClosing Remarks and Awards\n\nOn March 7, it closed. {EN}",
    ],
)
def test_a_report_with_headings_is_one_article(page: str) -> None:
    (article,) = read(page)
    assert "multi-article" not in article.damage and article.text == page


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        (f"首頁 關於我們 聯絡我們 學會簡介 最新消息 活動報名\n{ZH}", "zh-Hans"),
        (
            "首页 关于我们 联系我们 学会简介 活动报名\n"
            "本會上午在台北市召開會議，王明主持，三十二名代表出席，座談至晚上。",
            "zh-Hant",
        ),
        ("三月五日，台北市公里后面只有干部三十名，系主任出席。里程表制成，松山谷丰志出席大會開幕。", "zh-Hant"),
        (f"网站维护 技术支持 网络中心 邮政编码 版权所有 江湾湿地学会\n{EN}", "en"),
    ],
)
def test_the_script_is_that_of_the_running_text(text: str, variant: str) -> None:
    assert variant_of(text) == variant
