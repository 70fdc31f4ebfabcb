"""What a site wraps around an article goes; what only looks like it stays."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.steps.boilerplate import is_caption, section_of
from duijie.reading.steps.chrome import is_chrome

BODY = "省科协十日召开工作会议，总结全年工作，研究部署下一阶段任务。会议要求各单位认真落实，务求实效。"


@pytest.mark.parametrize(
    "line",
    [
        "打印",
        "【字体：大 中 小】",
        "【字体:",
        "语音播报",
        "分享到：微信 微博 QQ空间",
        "浏览次数：1024 次",
        "浏览次数：1,024",
        "扫一扫在手机打开当前页",
        "用微信扫一扫，分享至朋友圈",
        "第1页 共3页",
        "Page 1 of 3",
        "Skip to main content | Menu | Search | 中文",
        "Share this page: e-mail | copy link | print",
        "Accept | Decline",
        "上一篇：关于召开年会的通知",
        "Print | Share",
    ],
)
def test_buttons_and_counters_are_dropped(line: str) -> None:
    assert is_chrome(line)
    (article,) = read_bytes(f"省科协召开工作会议\n{line}\n{BODY}\n{line}".encode())
    assert article.text == f"省科协召开工作会议\n{BODY}"


@pytest.mark.parametrize(
    ("line", "editor"),
    [
        ("（责任编辑：王小明）", "王小明"),
        ("【编辑:房家梁】", "房家梁"),
        ("(责任编辑 王丽娜)", "王丽娜"),
        ("打印 责任编辑:任霄鹏", "任霄鹏"),
        ("責任編輯：陳大文", "陈大文"),
        ("责编：李四 校对：张三", "李四"),
    ],
)
def test_editors_lines_are_dropped_and_their_names_kept(line: str, editor: str) -> None:
    (article,) = read_bytes(f"省科协召开工作会议\n\n{BODY}\n\n{line}".encode())
    assert article.text == f"省科协召开工作会议\n\n{BODY}"
    assert editor in article.editors


def test_an_editors_bracket_at_the_end_of_a_paragraph_is_cut_off() -> None:
    (article,) = read_bytes(f"省科协召开工作会议\n\n{BODY}（责任编辑：王小明）".encode())
    assert article.text.endswith("务求实效。")
    assert article.editors == ("王小明",)


@pytest.mark.parametrize(
    "line", ["万人在会上讲话。 孙大海 摄", "图为会议现场。", "资料图：去年的会场", "会场一角 记者 李小明 摄"]
)
def test_captions_are_dropped(line: str) -> None:
    assert is_caption(line)
    (article,) = read_bytes(f"省科协召开工作会议\n\n{BODY}\n\n{line}\n\n{BODY}完。".encode())
    assert line not in article.text


@pytest.mark.parametrize(
    "line", ["影片在西部拍摄", "他善于统摄", "图书馆开放时间", "会议主要议题", "编辑出版工作由学会负责"]
)
def test_what_only_looks_like_a_caption_stays(line: str) -> None:
    assert not is_caption(line)
    assert not is_chrome(line)


def test_a_notice_keeps_its_address_and_telephone() -> None:
    notice = f"关于召开年会的通知\n\n{BODY}\n\n地址：江城市科学路1号\n联系电话：010-12345678\n主办单位：江城市科协"
    (article,) = read_bytes(notice.encode())
    assert article.text == notice
    footer = "© 2020 江城市科学技术协会 版权所有 鄂ICP备12345678号\n地址：江城市科学路1号 邮编：430000"
    (article,) = read_bytes(f"{notice}\n\n{footer}".encode())
    assert article.text.startswith(notice[:-12])
    assert "鄂ICP备" not in article.text
    assert article.publisher == "江城市科学技术协会"


def test_a_sentence_about_a_licence_is_no_footer() -> None:
    text = f"网站备案指南\n\n申请人应当在网站首页底部标明ICP备案编号，并链接到主管部门网站。\n\n{BODY}"
    (article,) = read_bytes(text.encode())
    assert article.text == text


@pytest.mark.parametrize(
    ("crumb", "section"),
    [
        ("当前位置:首页 >> 工作动态", "工作动态"),
        ("您的位置:首页 >新闻资讯 >", "新闻资讯"),
        ("首页 > 重要信息", "重要信息"),
        ("首页 » 新闻 » 正文", "新闻"),
    ],
)
def test_the_path_above_an_article_names_its_section(crumb: str, section: str) -> None:
    assert section_of(crumb) == section
    slogan = "面向世界科技前沿，面向国民经济主战场。"
    (article,) = read_bytes(f"某网站\n{slogan}\n{crumb}\n省科协召开工作会议\n\n{BODY}\n\n{BODY}".encode())
    assert article.section == section
    assert article.text == f"省科协召开工作会议\n\n{BODY}\n\n{BODY}"


EN = "The society met on Tuesday to review its work, and it set out the tasks of the year. Members report by June."


@pytest.mark.parametrize(
    "below",
    [
        "Delta Society · office@wetland.example\nDelta Society · office@wetland.example",
        "Disclaimer: the views are the authors' own, and nobody is liable for them.",
        "免责声明：本页内容仅供参考，不构成任何建议。",
        "© 2025 Delta Society for Wetlands",
    ],
)
def test_footers_below_the_text_are_dropped_and_labelled(below: str) -> None:
    (article,) = read_bytes(f"A wetland returns\n\n{EN}\n\n{EN}\n\n{below}".encode())
    assert article.text == f"A wetland returns\n\n{EN}\n\n{EN}"
    assert article.damage == ("boilerplate-footer",)


@pytest.mark.parametrize(
    "below",
    [
        "Read next: Ten years of reeds | A map of dykes",
        "相关阅读：苇海十年 | 一张堤图",
        "Privacy policy | Terms of use | Contact us",
        "This site uses cookies. Accept | Decline",
        "Next: A map of dykes",
    ],
)
def test_pointers_menus_and_notices_below_the_text_are_dropped(below: str) -> None:
    (article,) = read_bytes(f"A wetland returns\n\n{EN}\n\n{EN}\n\n{below}".encode())
    assert article.text == f"A wetland returns\n\n{EN}\n\n{EN}"


@pytest.mark.parametrize(
    "line", ["Language", "Next steps", "Accept", "Search for a partner", "中文教学研究", "___", "|---|---|"]
)
def test_headings_that_are_words_of_buttons_stay(line: str) -> None:
    text = f"A wetland returns\n\n{EN}\n\n{line}\n\n{EN}"
    (article,) = read_bytes(text.encode())
    assert article.text == text


def test_an_abstract_with_blanks_and_ascii_stops_is_no_row_of_headlines() -> None:
    abstract = (
        "目的 研究淹水对幼苗的影响,为低洼果园选择砧木提供依据.方法 以枳、香橙和红橘为砧木,"
        "设置淹水0 d、7 d、14 d和21 d共4个处理,"
        "每个处理重复3次. 结果 淹水14 d后,枳砧幼苗的根系活力为对照的71.2％,香橙砧为58.6％. 结论 枳砧的耐涝性最强."
    )
    (article,) = read_bytes(f"砧木的耐涝性\n\n{abstract}".encode())
    assert (article.text, article.damage) == (f"砧木的耐涝性\n\n{abstract}", ())


def test_headlines_above_a_footer_leave_the_footer_to_be_read() -> None:
    headlines = "\n".join(f"第{n}届科技节在江州开幕 观众踊跃参加" for n in "一二三四五六七八九十")
    page = f"省科协召开工作会议\n\n{BODY}\n\n{BODY}\n\n相关新闻\n{headlines}\n\n"
    page += (
        "Copyright © 2019-2025 Tarn Delta Trust. All rights reserved.\n4 Sluice Lane, Lower Tarn · office@tarn.example"
    )
    (article,) = read_bytes(page.encode())
    assert article.text == f"省科协召开工作会议\n\n{BODY}\n\n{BODY}"
    assert set(article.damage) == {"headline-soup", "boilerplate-footer"}
    assert article.publisher == "Tarn Delta Trust"


SESSION = (
    "江城市科协召开全委会议\n2024-03-05 来源：江城日报\n"
    "江城市科协3月5日召开全委会议，审议通过了年度工作报告，部署了任务。\n"
    "会议强调，要加强基层组织建设，推进学会改革，服务科技工作者。"
)
FOOTERS = {
    "counters that go on": "版权所有：江城科协 浏览 1023 次\n地址：江城路1号\n\n"
    "版权所有：江城科协 浏览 1024 次\n地址：江城路1号\n\n版权所有：江",
    "cut in the middle": "Copyright © 2010-2020 江城市科学技术协会 All Rights Rese",
    "cut before its number": "主办：江城市科学技术协会 鄂ICP",
    "address, postcode and telephone": "地址：江城市滨河路1号 邮编：430000 电话：0200-1234567",
    "an address twice": "地址：滨河路1号 邮编：430000\n技术支持：江城数据\n" * 2,
    "Traditional": "主辦：江城市科學技術協會 技術支持：江城數據\n鄂ICP備05002857號",
    "a menu above": "关于我们 | 联系我们 | 网站地图 | 法律声明\n江城科协版权所有",
    "a counter of visitors": "您是第 123456 位访问者\n版权所有 江城市科学技术协会\n网站管理：江城科协信息中心",
    "channels above": "江城科协微信公众号\n江城科协微博\n版权所有©江城科协",
    "where to complain": "违法和不良信息举报电话：0200-1234567 举报邮箱：jubao@jc.example",
    "rights in brackets": "【版权声明】凡本网注明来源的作品，版权均属江城网，未经授权不得转载。",
    "a telephone without a label": "© 2010 江城科协 版权所有\n86-10-12345678（总机）",
}


@pytest.mark.parametrize("name", FOOTERS)
def test_footers_of_many_looks_go(name: str) -> None:
    (article,) = read_bytes(f"{SESSION}\n\n{FOOTERS[name]}".encode())
    assert "boilerplate-footer" in article.damage
    assert article.text.rstrip().endswith("服务科技工作者。")
    assert article.restored() == article.original


@pytest.mark.parametrize(
    "tail",
    [
        "联系人：李明\n地址：江城市滨河路1号\n邮编：430000\n电话：0200-1234567",
        "报名邮箱：baoming@jc.example 电话：0200-1234567",
        "主办单位：江城市科学技术协会\n承办单位：江城大学",
        "本次会议的地址为江城市滨河路1号，电话已向社会公布。",
    ],
)
def test_what_a_text_tells_of_itself_is_no_footer(tail: str) -> None:
    page = f"{SESSION}\n\n{tail}"
    (article,) = read_bytes(page.encode())
    assert "boilerplate-footer" not in article.damage
    assert article.text.endswith(tail)
