"""Pages with several pieces of news are parted; one report with headings stays whole."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.steps.datelines import closes_text, is_dateline

PLENARY = "江城市科协召开全委会议，审议通过了年度工作报告，部署了新一年的重点任务，选举产生了新的常委。"
TEA = "湖滨大学与北岭县政府签署合作协议，双方将共建茶叶研究院，培养基层技术人才，推动成果转化落地。"
PROBE = "南港海洋研究所研制的深海热流探针完成海试，最大下潜深度达到四千米，数据质量良好。"
BERG = (
    "Anna Berg, President of the Delta Academy, visited Tarn University and met with its rector to discuss hydrology."
)
FJORD = "the Lakeside Institute signed a cooperation agreement with the Fjord Research Council on shared data."

SEVERAL = {
    "datelines without titles": (
        f"本报讯（记者 李明）{PLENARY}\n本报讯（记者 王华）{TEA}\n新华社南港3月6日电 {PROBE}",
        [None, None, None],
    ),
    "a paper's own datelines": (
        f"科协召开全委会议\n江城日报3月5日讯 （记者 李明）{PLENARY}\n湖滨大学与北岭县共建研究院\n"
        f"江城日报3月6日讯 （通讯员 王华）{TEA}",
        ["科协召开全委会议", "湖滨大学与北岭县共建研究院"],
    ),
    "two briefs with their days": (
        f"最新科协动态\n江城市科协召开全委会议\n3月5日,{PLENARY}\n北岭县与湖滨大学签署合作协议\n3月6日,{TEA}",
        ["江城市科协召开全委会议", "北岭县与湖滨大学签署合作协议"],
    ),
    "briefs signed by their senders": (
        f"学会简讯\n江城市科协召开全委会议\n3月5日，{PLENARY}（江城科协 李明）\n"
        f"湖滨大学签署合作协议\n3月6日，{TEA}（湖滨大学）",
        ["江城市科协召开全委会议", "湖滨大学签署合作协议"],
    ),
    "numbered briefs": (
        f"1. 江城市科协召开全委会议\n3月5日，{PLENARY}\n2. 湖滨大学与北岭县签署协议\n3月6日，{TEA}\n"
        f"3. 南港海洋研究所完成探针海试\n3月8日，{PROBE}",
        ["江城市科协召开全委会议", "湖滨大学与北岭县签署协议", "南港海洋研究所完成探针海试"],
    ),
    "headlines in brackets": (
        f"科技早报\n【江城科协召开全委会议】3月5日，{PLENARY}\n【湖滨大学签署合作协议】3月6日，{TEA}\n"
        f"【南港探针完成海试】{PROBE}",
        ["江城科协召开全委会议", "湖滨大学签署合作协议", "南港探针完成海试"],
    ),
    "paragraphs below the name of a collection": (
        f"要闻大事\n\n5日,{PLENARY}\n\n6日,{TEA}\n\n近日,{PROBE}",
        [None, None, None],
    ),
    "a line of date below each title": (
        f"科协召开全委会议\n发布时间：2024-03-05  浏览：12\n{PLENARY}\n"
        f"探针完成海试\n发布时间：2024-03-08  浏览：9\n{PROBE}",
        ["科协召开全委会议", "探针完成海试"],
    ),
    "a newsletter's briefs": (
        "No. 12\n\nMay 2024\n\nBrief News\n\nAnna Berg Visits Tarn University\n\nAnna Berg, President of the Delta "
        f"Academy, visited Tarn University on May 3. She met with the rector.\n\nLakeside Institute Signs Agreement\n\n"
        f"On May 8, {FJORD}",
        ["Anna Berg Visits Tarn University", "Lakeside Institute Signs Agreement"],
    ),
    "English datelines": (
        f"TARN, Jan. 1 (Delta News) -- {BERG}\nFJORDHAVN, Jan. 2 (Delta News) -- {FJORD}",
        [None, None],
    ),
    "a list of beginnings": (
        f"3月5日，{PLENARY[:-1]}，市科协负责人主持会议，各学会代表参加，会议还听取了各学会的工作汇报并讨论...\n"
        f"春光正好。{TEA[:-1]}，签约之后双方考察了茶园和加工厂，就下一步的工作交换了意见，学校...\n"
        f"近日，{PROBE[:-1]}，科考队员说探针在低温高压之下工作正常，后续将开展应用，为资源勘查...",
        [None, None, None],
    ),
    "headlines in turn with texts": (
        f"江城市科协召开全委会议\n{PLENARY}\n湖滨大学与北岭县签署合作协议\n{TEA}\n南港海洋研究所完成探针海试\n{PROBE}",
        ["江城市科协召开全委会议", "湖滨大学与北岭县签署合作协议", "南港海洋研究所完成探针海试"],
    ),
    "reporters at the end": (
        f"科协召开全委会议\n{PLENARY}（本报记者 李明）\n深海探针完成海试\n{PROBE}（记者 王华）",
        ["科协召开全委会议", "深海探针完成海试"],
    ),
}

ONE = {
    "sections of a journey": (
        "张一帆率团访问北欧\n2024年5月3日至12日，江城科学院院长张一帆率团访问了挪威和瑞典，与科研机构会谈。\n访问挪威科学院\n"
        "5月4日，张一帆访问挪威科学院，与院长会谈，双方就极地研究达成共识。\n访问瑞典科学院\n"
        "5月7日，张一帆访问瑞典科学院，与秘书长会谈，双方续签了合作协议。"
    ),
    "a caption with an act": (
        "江城科学院召开2024年工作会议\n1月12日，江城科学院召开2024年工作会议，院长李明作工作报告，总结上一年的工作。\n"
        "江城科学院院长李明作工作报告\n1月12日下午，会议分组讨论了院长李明作的工作报告，代表认为报告实事求是。"
    ),
    "links behind the text": (
        f"科协召开全委会议\n2024-03-05 来源：江城日报\n{PLENARY}\n相关链接\n湖滨大学与北岭县共建研究院\n"
        "南港研究所完成海试"
    ),
    "an agency named inside": f"科协召开全委会议\n{PLENARY}\n据新华社报道，{TEA}\n新华社记者在现场看到，{PROBE}",
    "the headings of a notice": (
        "关于召开全委会议的通知\n各区科协：\n经研究，定于3月5日召开全委会议，现将有关事项通知如下。\n会议时间\n"
        "3月5日上午9时，会期一天，请各单位安排好时间。\n会议地点\n江城宾馆三楼会议室，请提前半小时到会场签到。"
    ),
    "an interview": (
        "对话院士\n【记者问】您如何看待基础研究，它对产业有何作用？\n【李院士答】基础研究是源头，需要长期稳定的支持。\n"
        "【记者追问】青年人才怎样成长，需要怎样的环境？\n【李院士又答】要给时间，给信任，给舞台，让他们坐得住。"
    ),
    "a chronicle": (
        "江城科学院大事年表\n3月5日，江城科学院召开全院工作会议。\n3月6日，江城科学院召开院士座谈会。\n"
        "3月9日，江城科学院召开党组会议，研究江城科学院的工作。"
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_pieces_of_news_are_parted(name: str) -> None:
    page, titles = SEVERAL[name]
    articles = read_bytes(page.encode())
    assert [a.title for a in articles] == titles
    assert all("multi-article" in a.damage for a in articles)


@pytest.mark.parametrize("name", ONE)
def test_one_text_stays_whole(name: str) -> None:
    (article,) = read_bytes(ONE[name].encode())
    assert "multi-article" not in article.damage


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("本报聊江6月18日讯(记者 李怀) 18日上午", True),
        ("新华社北岭1月12日电 题：江边有何密码？", True),
        ("江城3月2日电 (记者 李明)", True),
        ("【本报讯】江城科协昨日召开会议", True),
        ("据江城日报消息 昨日", True),
        ("新华社记者李明", False),
        ("江城日报社成立于1949年", False),
        ("本报告共分三章，讨论电网的发展。", False),
        ("3月5日,江城市科协召开会议", False),
    ],
)
def test_datelines_are_told_from_running_text(line: str, told: bool) -> None:
    assert is_dateline(line) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("……取得圆满成功。(完)", True),
        ("会议选出了新的常委。（本报记者 李明 王华）", True),
        ("会议选出了新的常委。（原载于《江城日报》2024年3月5日）", True),
        ("会议选出了新的常委。(江城科协供稿)", True),
        ("他在会上（记者见面会）发言。", False),
        ("联盟（以下简称联盟）", False),
    ],
)
def test_ends_of_texts_are_seen(line: str, told: bool) -> None:
    assert closes_text(line) is told
