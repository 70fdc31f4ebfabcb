"""Headlines of other articles go, wherever they stand; the lists of a text stay."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.steps.foreign import is_spam
from duijie.reading.steps.headlines import bare_headline, is_headline, tells
from duijie.reading.steps.soup import is_headline_row

HEADLINES = [
    "全市春耕备耕工作有序推进",
    "首座跨江大桥主塔顺利封顶",
    "科普大篷车开进高原牧区",
    "海岛居民用上直饮水",
    "古籍修复师收徒传艺 老手艺再添新人",
    "专家呼吁完善数据交易规则",
    "两地共建西部算力走廊",
    "高校毕业生就业服务周启动",
    "无人机为雪山哨所送蔬菜",
    "国产阀门通过极寒考验",
    "老厂房变身创意园：游客纷至沓来",
    "候鸟飞临湿地 志愿者连夜巡护",
]
LINES = "\n".join(HEADLINES)
DATED = "\n".join(f"- {h}2024-03-{n:02d}" for n, h in enumerate(HEADLINES[:9], 1))
DAYS_FIRST = "\n".join(f"[03-{n:02d}] {h}" for n, h in enumerate(HEADLINES[:9], 1))
EDITIONS = "\n\n".join(
    f"A{n:02d}版:{w}" for n, w in enumerate("要闻 评论 城事 国际 财经 文化 体育 副刊 综合".split(), 1)
)
ENGLISH = "\n".join(
    f"{who} {what}"
    for who in ("Delta Academy", "Lakeside Institute", "Tarn University")
    for what in ("opens laboratory for hydrology", "signs agreement with Fjord Council", "wins award for reed beds")
)
TITLE = "江城市科协召开全委会议"
BODY = (
    "江城市科协3月5日召开全委会议，审议通过了年度工作报告，部署了新一年的重点任务。\n"
    "会议强调，要加强基层组织建设，推进学会改革，服务科技工作者。"
)
WHOLE = f"{TITLE}\n{BODY}"

SOUPS = {
    "five behind the editor's mark": f"{WHOLE}内容包括服务基层。（完） 【编辑：李明】\n" + "\n".join(HEADLINES[:6]),
    "five announced behind a rule": f"{WHOLE}\n---延伸阅读:\n" + "\n".join(f"  • {h}" for h in HEADLINES[:5]),
    "behind the end of the text": f"{WHOLE}（完） 【编辑：李明】\n\n{LINES}",
    "behind a paragraph, nothing said": f"{WHOLE}\n\n{LINES}",
    "announced twice": f"{WHOLE}\n相关新闻\n{HEADLINES[0]}\n{HEADLINES[1]}\n热点推荐\n{LINES}",
    "dated links": f"{WHOLE}\n最新动态\n{DATED}",
    "days in front, nothing said": f"{WHOLE}\n{DAYS_FIRST}",
    "between byline and text": f"{TITLE}\n2024-03-05 来源：江城日报\n{LINES}\n{BODY}",
    "above a title without byline": f"{LINES}\n{WHOLE}",
    "pages of a newspaper": f"{EDITIONS}\n\n{WHOLE}",
    "one row with bars": f"{' | '.join(HEADLINES)}\n{WHOLE}",
    "a short row": f"{' '.join(h.replace(' ', '，') for h in HEADLINES[:9])}\n您的位置：首页 > 新闻\n{WHOLE}",
    "announced in the middle": f"{WHOLE}\n相关阅读\n{LINES}\n市科协有关部门负责人、各学会代表参加了会议。",
}

LISTS = {
    "prizes": "获奖项目名单\n会议公布了获奖项目，名单如下：\n"
    + "\n".join(
        f"{a}{b}研究" for a in ("高性能纤维", "湖泊生态", "量子重力") for b in ("制备技术", "修复机理", "测量方法")
    ),
    "ten great events": "年度十大科技新闻\n江城科协评出年度十大科技新闻，分别是以下十条。\n" + LINES,
    "members": "理事单位\n本届理事会由下列单位组成，任期四年，自本年起算。\n"
    + "\n".join(
        f"{p}{k}" for p in ("江城", "湖滨", "北岭") for k in ("大学地质学院", "市生态研究院", "县农业技术推广中心")
    ),
    "members in a row": "理事单位\n本届理事会由下列单位组成，任期四年。\n"
    + " ".join(
        f"{p}{k}" for p in ("江城", "湖滨", "北岭", "南港") for k in ("大学地质学院", "市生态研究院", "县农业中心")
    ),
    "talks": "学术年会日程\n年会将于五月在江城举行，安排报告如下。\n"
    + "\n".join(
        f"{p}的{k}" for p in ("湖泊沉积", "湿地植被", "土壤微生物") for k in ("监测与评价", "演化与模拟", "修复与管理")
    ),
    "questions and answers": "常见问题\n什么是科普基地，如何申报，下面逐一说明。\n"
    "申报需要哪些材料？\n需要申请表和证明，一式三份。\n"
    "何时公布结果？\n评审结束后一个月内公布。",
    "headings of a report": f"年度工作报告\n{BODY}\n加强组织建设\n{BODY}\n推进学会改革\n{BODY}\n服务科技工作者\n{BODY}",
}


@pytest.mark.parametrize("name", SOUPS)
def test_soup_goes(name: str) -> None:
    (article,) = read_bytes(SOUPS[name].encode())
    assert "headline-soup" in article.damage
    assert not any(headline in article.text for headline in HEADLINES[2:9])
    assert all(line in article.text for line in BODY.split("\n"))
    assert article.title == TITLE


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_the_text_stay(name: str) -> None:
    (article,) = read_bytes(LISTS[name].encode())
    assert article.damage == ()
    assert article.text == LISTS[name]


def test_english_headlines_behind_the_text_go() -> None:
    text = (
        "Academy opens a station\nThe Delta Academy opened a station in Tarn on Monday. It will study reed beds, "
        f"and train students.\nRelated stories\n{ENGLISH}"
    )
    (article,) = read_bytes(text.encode())
    assert article.damage == ("headline-soup",)
    assert "wins award" not in article.text


def test_traditional_headlines_go_as_well() -> None:
    text = "科協召開會議\n江城市科協召開會議，審議通過了工作報告，部署了任務。\n相關新聞\n" + "\n".join(
        ["兩地共建算力走廊", "專家呼籲完善規則", "海島居民用上直飲水", "無人機為哨所送蔬菜"] * 3
    )
    (article,) = read_bytes(text.encode())
    assert "headline-soup" in article.damage
    assert article.text.endswith("部署了任務。")


def test_search_words_of_others_go_without_a_label() -> None:
    spam = "免费无码在线观看,久久精品免费视频,国产精品一区二区,午夜福利在线"
    assert is_spam(spam)
    (article,) = read_bytes(f"{spam}\n{WHOLE}".encode())
    assert article.text == WHOLE
    assert article.damage == ()


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("- [江城日报]茶叶丰收2025-04-25", "[江城日报]茶叶丰收"),
        ("• 2018-11-28茶叶丰收", "茶叶丰收"),
        ("茶叶丰收 (03-12)", "茶叶丰收"),
        ("[2024/03/12] 茶叶丰收", "茶叶丰收"),
    ],
)
def test_marks_and_days_are_no_part_of_a_headline(line: str, bare: str) -> None:
    assert bare_headline(line) == bare


def test_headlines_say_what_happens() -> None:
    assert sum(map(tells, HEADLINES)) >= 0.8 * len(HEADLINES)
    assert not any(map(tells, ["湖泊沉积监测与评价", "高性能纤维制备技术", "江城市生态研究院", "北岭县农业中心"]))
    assert not is_headline("会议由李明主持，")
    assert not is_headline_row("江城大学 湖滨大学 北岭学院 南港学院 西岭学院 东湖学院 中原学院 北原学院 " * 2)
