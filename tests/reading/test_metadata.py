"""What a page says about itself is found, whatever its site has put around it.

The pages are ours, made for the classes of lines that sites write, not after any page.
"""

from __future__ import annotations

import pytest

from duijie.reading import Article, read_bytes
from duijie.reading.dates import is_date, iso_date
from duijie.reading.names import organisation

ZH = "学会十日召开工作会议，总结全年工作，研究部署下一阶段任务。会议要求各单位认真落实，务求实效，按期报告进展。"
HANT = "本會於去年起在三角洲種植蘆葦，共計三千株，成活率達九成。市民可於週末參觀，並須預先登記。"
EN = "The society met on Tuesday to review its work, and it set out the tasks of the year. Members report by June."
TITLE_ZH, TITLE_HANT = "江湾湿地重现苇海，候鸟时隔十年归来", "濕地重返三角洲：一塊圍墾地的十年"
TITLE_EN = "Reeds first, then birds: a lost wetland returns to the lower delta"


def read(text: str) -> Article:
    (article,) = read_bytes(text.encode())
    assert article.restored() == article.original == text
    return article


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 June 2025", "2025-06-03"),
        ("3rd of June, 2025", "2025-06-03"),
        ("June 3, 2025", "2025-06-03"),
        ("Tuesday, Jun. 3rd, 2025 at 9:05 am", "2025-06-03"),
        ("03-Jun-2025", "2025-06-03"),
        ("Last updated on 3 September 2025, 10:15 GMT", "2025-09-03"),
        ("2025-06-03T10:15:00+08:00", "2025-06-03"),
        ("2025/6/3 10:15", "2025-06-03"),
        ("2025年6月3日 星期二 10:15", "2025-06-03"),
        ("发布日期：2025年06月03日", "2025-06-03"),
        ("二〇二五年十月二十一日", "2025-10-21"),
    ],
)
def test_a_line_that_is_a_date_is_read_as_one(text: str, day: str) -> None:
    assert is_date(text)
    assert iso_date(text) == day


@pytest.mark.parametrize(
    "text", ["3 June", "June 2025", "6月3日", "03/06/2025", "2025-02-30", "12025-01-012", "May I ask"]
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert iso_date(text) is None


HEADS = [
    ("Published 3 June 2025 by the Delta Society for Wetlands", "Delta Society for Wetlands", None, None),
    (
        "3 June 2025 - Delta Society for Wetlands (pilot)",
        "Delta Society for Wetlands",
        "Delta Society for Wetlands",
        None,
    ),
    ("June 3, 2025 | By Anna Berg | 5 min read", None, None, "Anna Berg"),
    ("By Anna Berg and Tom Lee, 3 June 2025", None, None, "Anna Berg and Tom Lee"),
    ("Source: Delta Gazette    Date: June 3, 2025    Views: 1,024", "Delta Gazette", "Delta Gazette", None),
    ("3 June 2025 – Press Office, Delta University", "Delta University", "Press Office, Delta University", None),
    ("来源：江湾日报    发布时间：2025-06-03 10:20    字体：【大 中 小】", "江湾日报", "江湾日报", None),
    ("2025年06月03日 浏览次数：12,204", None, None, None),
    ("作者：李明 王芳　　日期：2025-06-03　　点击量：8", None, None, "李明 王芳"),
    ("作者：学会秘书处　　日期：2025-06-03", None, "学会秘书处", None),
    ("2025年6月3日　江湾湿地保育协会（试点）", None, None, None),
    ("发布者：admin 发布时间：2025-06-03 阅读：77次", None, None, None),
    ("2025-06-03 08:15:00来源:江湾新闻网", "江湾新闻网", "江湾新闻网", None),
]


@pytest.mark.parametrize(("head", "publisher", "source", "author"), HEADS)
def test_the_line_under_the_title_is_understood_and_dropped(
    head: str, publisher: str | None, source: str | None, author: str | None
) -> None:
    chinese = not head.isascii() and "–" not in head
    title, body = (TITLE_ZH, ZH) if chinese else (TITLE_EN, EN)
    article = read(f"{title}\n\n{head}\n\n{body}\n\n{body}")
    assert (article.title, article.date) == (title, "2025-06-03")
    if "（试点）" not in head:  # whether that remark belongs to the name nobody can tell
        assert (article.publisher, article.source, article.author) == (publisher, source, author)
        assert article.text == f"{title}\n\n{body}\n\n{body}"


def test_a_dateline_in_traditional_names_its_association_in_its_own_script() -> None:
    article = read(f"首頁 > 學會動態\n\n{TITLE_HANT}\n\n2025年6月3日　三角洲濕地保育學會\n\n{HANT}\n\n{HANT}")
    assert (article.title, article.date, article.section) == (TITLE_HANT, "2025-06-03", "學會動態")
    assert article.publisher == article.source == "三角洲濕地保育學會"
    assert article.text == f"{TITLE_HANT}\n\n{HANT}\n\n{HANT}"


def test_names_of_a_traditional_page_are_given_in_both_forms() -> None:
    article = read(f"首頁 > 學會動態\n\n{TITLE_HANT}\n\n2025年6月3日　三角洲濕地保育學會\n\n{HANT}\n\n{HANT}")
    assert article.forms()["publisher"] == ("三角洲濕地保育學會", "三角洲湿地保育学会")
    record = article.to_json()
    assert "三角洲種植蘆葦" in record["text"] and "三角洲种植芦苇" in record["simplified"]
    assert record["forms"]["title"] == {"written": TITLE_HANT, "simplified": "湿地重返三角洲：一块围垦地的十年"}
    assert "simplified" not in read(f"{TITLE_ZH}\n\n{ZH}").to_json()


@pytest.mark.parametrize(
    "above",
    [
        "学会概况 | 学会动态 | 通知公告 | 会员之家",
        "首页 · 新闻 · 公告 · 下载",
        "江湾湿地学会 >> 学会动态 >> 正文",
        "分享到：微信 微博 | 打印",
        "2025年6月3日",
        "语音播报\n字体：大 中 小",
        "江湾市科学技术协会",
        "本网站使用cookies改善您的体验，继续浏览即表示您同意。接受 | 拒绝 | 隐私政策",
    ],
)
def test_nothing_above_a_chinese_title_is_taken_for_it(above: str) -> None:
    assert read(f"{above}\n\n{TITLE_ZH}\n\n{ZH}\n\n{ZH}").title == TITLE_ZH
    assert read(f"{above}\n{TITLE_ZH}\n2025-06-03\n{ZH}\n{ZH}").title == TITLE_ZH


@pytest.mark.parametrize(
    "above",
    [
        "Skip to main content | Menu | Search | 中文",
        "Share this article: email | copy link | print",
        "Home > Stories > Water",
        "About | Events | Publications | Contact us",
        "Delta Society for Wetlands",
        "3 June 2025",
        "We use cookies to improve your experience. Accept all | Reject all",
    ],
)
def test_nothing_above_an_english_title_is_taken_for_it(above: str) -> None:
    assert read(f"{above}\n\n{TITLE_EN}\n\n{EN}\n\n{EN}").title == TITLE_EN
    assert read(f"{above}\n{TITLE_EN}\n3 June 2025\n{EN}\n{EN}").title == TITLE_EN


@pytest.mark.parametrize("body", [ZH, HANT, EN])
def test_a_page_of_running_text_alone_has_no_title(body: str) -> None:
    article = read(f"{body}\n\n{body}")
    assert (article.title, article.text) == (None, f"{body}\n\n{body}")


def test_a_kicker_and_a_person_are_no_titles_where_there_is_one() -> None:
    assert read(f"人物 | 林晓岚\n\n一生与湖水打交道\n\n{ZH}").title == "一生与湖水打交道"
    assert read(f"Green Hydrogen\n\nAnna Berg\n\n3 June 2025\n\n{EN}").title == "Green Hydrogen"
    assert read(f"专访｜林晓岚：让成果走出实验室\n\n2025年6月3日\n\n{ZH}").title == "专访｜林晓岚：让成果走出实验室"


@pytest.mark.parametrize(
    ("footer", "publisher"),
    [
        ("© Delta Society for Wetlands (pilot)", "Delta Society for Wetlands"),
        ("Copyright © 2019-2025 by the Delta Society for Wetlands. All rights reserved.", "Delta Society for Wetlands"),
        ("© 江湾湿地学会", "江湾湿地学会"),
        ("版权所有：江湾湿地学会  浙ICP备12345678号  邮箱：a@wetland.example", "江湾湿地学会"),
        ("主办单位：江湾湿地学会 网站标识码：3305019998 浙ICP备12345678号", "江湾湿地学会"),
        ("江湾湿地学会湖滨分会  地址：江湾市科学路1号  浙ICP备12345678号-3", "江湾湿地学会湖滨分会"),
        ("© 2025 江湾地质大学（湖滨） 版权所有", "江湾地质大学（湖滨）"),
    ],
)
def test_a_footer_names_the_publisher(footer: str, publisher: str) -> None:
    article = read(f"{TITLE_ZH}\n\n{ZH}\n\n{ZH}\n\n{footer}")
    assert article.publisher == publisher
    assert article.text == f"{TITLE_ZH}\n\n{ZH}\n\n{ZH}"
    assert article.damage == ("boilerplate-footer",)


def test_the_root_of_the_path_names_the_site() -> None:
    article = read(f"江湾湿地学会 > 学会动态 > 正文\n{TITLE_ZH}\n\n作者：学会秘书处  2025-06-03\n\n{ZH}\n\n{ZH}")
    assert (article.publisher, article.section, article.source) == ("江湾湿地学会", "学会动态", "学会秘书处")


def test_a_path_down_to_the_title_leaves_the_title() -> None:
    article = read(f"当前位置：首页 > 学会动态 > 湿地年会召开\n湿地年会召开\n2025-06-03\n{ZH}\n{ZH}")
    assert (article.title, article.section) == ("湿地年会召开", "学会动态")


def test_an_office_without_a_house_is_a_source_and_no_publisher() -> None:
    article = read(f"{TITLE_ZH}\n\n作者：协会秘书处　日期：2025-06-03\n\n{ZH}\n\n{ZH}")
    assert (article.source, article.publisher, article.author) == ("协会秘书处", None, None)


@pytest.mark.parametrize(
    "name",
    ["江湾湿地学会", "云谷集团", "长岭大学", "江湾日报", "Delta Society for Wetlands", "University of the Lower Delta"],
)
def test_names_of_organisations_are_told(name: str) -> None:
    assert organisation(name) == name


@pytest.mark.parametrize(
    "words", ["学术年会", "供需对接会", "在北京召开", "The society met", "Wetlands return", "李明", "第三次全体会"]
)
def test_other_words_are_no_organisations(words: str) -> None:
    assert organisation(words) is None


@pytest.mark.parametrize(
    "text",
    [
        f"湿地讲座预告\n\n时间：2025年6月3日14:00\n地点：科学会堂\n主讲人：林晓岚\n\n{ZH}",
        f"湿地学会第三届年会\n\n2025年6月3日至5日，江湾市\n\n{ZH}",
        f"Wetland lecture\n\nDate: 3 June 2025\nVenue: Old Town Hall\n\n{EN}",
        f"The agenda\n\nDay one, 3 June 2025\n\n{EN}\n\nDay two, 4 June 2025\n\n{EN}",
        f"2022年9月16日，江城市科学技术协会\n\n在滨海新区举办海洋观测技术交流会，来自高校的代表参加。\n\n{ZH}",
        f"Cookies and consent\n\nWebsites must ask first, and few do. Five lawyers told us how we use cookies.\n\n{EN}",
        f"A study of copyright\n\nThe copyright in a thesis is its author's, and the library keeps a copy.\n\n{EN}",
        f"指标 | 数值 | 单位\n成员单位 | 174 | 家\n专家 | 30 | 人\n\n{ZH}",
        f"从样品 > 中试 > 量产：一条膜的路\n\n{ZH}",
        f"湿地年会召开\n\n{ZH}\n\n江湾湿地学会\n2025年6月3日",
        f"A call for partners\n\n{EN}\n\nContact: Anna Berg, anna@wetland.example",
    ],
)
def test_what_only_looks_like_a_sites_own_lines_stays(text: str) -> None:
    assert read(text).text == text


MORE = "会议要求各单位认真落实，务求实效，按期报告进展。"


PAPERS = [
    (f"江城日报3月5日讯（记者 李明）今天上午，江湾湿地学会召开理事会。{MORE}", "江城日报"),
    (f"中新网江城7月29日电 （记者 李明）29日，江湾湿地学会召开理事会。{MORE}", "中新网"),
    (f"新华社江城6月3日电 江湾湿地学会召开理事会。{MORE}", "新华社"),
    (f"光明网讯 近日，江湾湿地学会召开理事会。{MORE}", "光明网"),
    (f"本报讯（记者 李明）近日，江湾湿地学会召开理事会。{MORE}", None),
    (f"江湾湿地学会6月3日召开理事会，江城日报记者到会采访。{MORE}", None),
]


@pytest.mark.parametrize(("text", "paper"), PAPERS, ids=[text[:8] for text, _ in PAPERS])
def test_the_paper_with_whose_name_a_text_begins_publishes_it(text: str, paper: str | None) -> None:
    assert read(f"{TITLE_ZH}\n\n{text}").publisher == paper


def test_an_office_is_named_with_its_house_where_the_page_heads_it_so() -> None:
    page = f"江湾科学院合作交流局\n\n首页\n\n{TITLE_ZH}\n\n来源：合作交流局   时间：2025年06月03日\n\n{ZH}\n\n{ZH}"
    assert read(page).publisher == "江湾科学院合作交流局"


def test_a_menu_in_front_of_a_broken_page_stays_out_of_its_title() -> None:
    lines = "\n\n".join(
        (
            "近日，江湾湿地学会在线上召开第二届理事会第三次会议，会议由学会理",
            "事长主持，各理事单位的代表参加了会议，听取了秘书处的工作汇报并进",
            "行了讨论。会议审议通过了新一年的工作安排，增补了三名理事，表决通",
            "过了章程修订案。",
        )
    )
    page = f"首  页 关于学会 学会动态 政策法规 友情链接\n \n\n{TITLE_ZH}\n\n来源：江湾湿地学会\n\n{lines}"
    assert read(page).title == TITLE_ZH


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"2025年6月3日上午，江湾湿地学会召开理事会。{MORE}", "2025-06-03"),
        (f"6月3日上午，江湾湿地学会召开2025年第二次理事会。{MORE}", "2025-06-03"),
        (f"本报讯（记者 李明）6月3日，江湾湿地学会召开2025年理事会。{MORE}", "2025-06-03"),
        # A year of something else is not the day's: of another paragraph, of a founding, of a report.
        (f"6月3日，江湾湿地学会召开理事会。{MORE}\n\n学会成立于2018年11月21日，现有会员八百人。", None),
        (f"6月3日，江湾湿地学会召开理事会。{MORE}\n\n学会2025年新增会员八百人，比上年多。", None),
        (f"6月3日，成立于2018年的江湾湿地学会召开理事会。{MORE}", None),
        (f"6月3日，江湾湿地学会召开理事会，听取2024年工作报告。{MORE}", None),
        (f"新华社江湾6月3日电 江湾湿地学会召开2025年理事会，{MORE}", "2025-06-03"),
        (f"6月3日上午，江湾湿地学会召开理事会。{MORE}", None),
        (f"6月3日上午，江湾湿地学会召开理事会。{MORE}\n\n与2023年相比，2024年会员增加，会费持平。", None),
        (f"6月3日至5日，江湾湿地学会召开2025年年会。{MORE}", None),
        (f"2025年6月3日上午，江湾湿地学会将在江湾市召开理事会。{MORE}", None),
        (f"2月30日，江湾湿地学会召开2025年理事会。{MORE}", None),
    ],
)
def test_the_texts_own_day_counts_and_no_year_is_guessed(text: str, day: str | None) -> None:
    assert read(f"{TITLE_ZH}\n\n{text}").date == day


MENU = "首页English\n• 时政\n• 国际\n• 理论\n• 文化\n• 科技\n• 教育\n• 更多>>\n"
ACT = "江湾湿地学会召开理事会"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (f"当前位置: 首页  综合要闻\n \n{ACT}\n \n{ZH}", ACT),
        (f"{MENU}江城日报 2013年10月03日 星期四\n\n{ACT}\n\n《 江城日报 》( 2013年10月03日   02 版)\n\n{ZH}", ACT),
        (f"生态科学 湿地科学 湖泊科学 工程材料 信息科学 地球科学\n\n要闻\n\n{ACT}\n\n{ZH}", ACT),
        (f"发布时间:2018-05-29 09:55 原文链接: {ACT}\n\n{ZH}", ACT),
        (f"{ZH}\n{ZH}\n分享到\n{ACT}\n发布时间:2009-02-23\n打印本页\n关闭本页", ACT),
        (f"{ACT}*****\n\n2024-03-05 来源：江城日报\n\n{ZH}", ACT),
        (f"首页 > 传媒扫描\n\n【江城日报】{ACT}\n\n2018-11-06 江城日报 李明\n\n{ZH}", f"【江城日报】{ACT}"),
        (f"{ACT}_要闻_江湾湿地学会\n\n{ZH}", ACT),
        (f"{ACT} - 江城在线网\n\n{ZH}", ACT),
        (f"江湾-北岭学会联席会议召开\n\n{ZH}", "江湾-北岭学会联席会议召开"),
        (
            f"Deprecated: Creation of dynamic property is deprecated in /www/func.php on line 14\n\n{ACT}\n\n{ZH}",
            ACT,
        ),
        (f"彩票app下载 - 百科\n{ACT}\n\n{ZH}大学、学院、研究院的院长参加。", ACT),
        (
            "第17届湿地学会联席会在江湾召开,李明会长一行参加了会议\n\n11.06.2014  16:25\n\n" + ZH,
            "第17届湿地学会联席会在江湾召开,李明会长一行参加了会议",
        ),
    ],
)
def test_a_title_is_found_among_what_a_site_puts_around_it(page: str, title: str) -> None:
    assert read(page).title == title


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20.07.2017  00:32", "2017-07-20"),
        ("11.06.2014", "2014-06-11"),
        ("2020. november 25.", "2020-11-25"),
        ("2021 March 3", "2021-03-03"),
        ("2018\n05/24\n11:02", "2018-05-24"),
    ],
)
def test_dates_with_points_and_with_the_year_in_front(written: str, day: str) -> None:
    assert read(f"{ACT}\n\n{written}\n\n{ZH}").date == day


def test_a_year_of_what_went_before_dates_nothing() -> None:
    text = f"9月8日，第11届江湾学术年会在北岭开幕。{MORE}其前身为学术会，1999年由李明主持设立。"
    assert read(f"{ACT}\n\n{text}").date is None


@pytest.mark.parametrize(
    ("page", "publisher"),
    [
        (
            f"{ACT}\n{ZH}\nCopyright © 2003-2019 Wetland Research. 江湾湿地研究所 版权所有\n京ICP备10000000号-5",
            "江湾湿地研究所",
        ),
        (f"新华社江湾7月31日电 记者手记：{ACT}\n\n新华社记者李明\n\n{ZH}", "新华社"),
        (f"{ACT}\n{ZH}\n（国际处）", None),
        (
            f"欢迎您访问江湾湿地学会网站 设为首页 | 收藏网站\n当前页面:首页 / 要闻\n{ACT}\n2024-09-03\n\n{ZH}",
            "江湾湿地学会",
        ),
        (f"{ACT}_要闻_江湾湿地学会\n\n{ZH}", "江湾湿地学会"),
        (f"{ACT}_产品_半岛·bob官方网站\n\n{ZH}", None),
        (f"{ACT}\n\n2018-11-06 江城日报 李明\n\n{ZH}", "江城日报"),
    ],
)
def test_the_publisher_is_who_the_page_says(page: str, publisher: str | None) -> None:
    assert read(page).publisher == publisher


@pytest.mark.parametrize("line", ["导航菜单", "新闻中心", "友情链接"])
def test_what_is_no_name_is_no_author(line: str) -> None:
    assert read(f"江城融媒网\n\n{line}\n\n{ACT}\n\n{ZH}").author is None


def test_a_line_of_day_and_title_gives_both() -> None:
    article = read(f"date 2025-12-12 {TITLE_ZH}\n{ZH}")
    assert (article.title, article.date) == (TITLE_ZH, "2025-12-12")


def test_a_papers_app_above_the_day_publishes() -> None:
    assert read(f"{TITLE_ZH}\n江城晚报客户端\n2025-12-12 13:43\n{ZH}").publisher == "江城晚报客户端"
    assert read(f"{TITLE_ZH}\n江城候鸟\n2025-12-12 13:43\n{ZH}").publisher is None


def test_a_papers_call_for_news_is_a_footer() -> None:
    article = read(
        f"{TITLE_ZH}\n{ZH}\n想爆料？请登录《江城连线》（https://lian.example.com/）、拨打新闻热线0500-66661234，"
        "或登录江城网官方微博提供新闻线索。江城网广告热线0500-81695052，诚邀合作伙伴。"
    )
    assert "boilerplate-footer" in article.damage
    assert article.text.endswith("进展。")


def test_a_picture_is_no_title_and_buttons_of_a_library_no_part_of_one() -> None:
    assert read(f"The president visits the delta. [Image: Office of the Society]\n{EN}").title is None
    assert read(f"{TITLE_ZH}\nVIP专免\n2024-06-14\n15.62KB\n13 页\n{ZH}").title == TITLE_ZH
