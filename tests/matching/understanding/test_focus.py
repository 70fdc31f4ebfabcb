"""What a requirement is really about, in both scripts and English, and whether a sentence speaks of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.core.text import has_han
from duijie.matching.understanding.concepts import concepts, named
from duijie.matching.understanding.focus import HELD, focus, held, known, unnamed


def core(text: str) -> list[str]:
    return [key.text for key in focus(text).core]


@pytest.mark.parametrize(
    ("requirement", "about"),
    [
        ("低成本去除电镀废水中的镍", ["镍"]),
        ("識別番茄葉片上的灰霉病", ["灰霉病"]),
        ("煤矿井下瓦斯浓度的在线测量", ["瓦斯"]),
        ("桥梁拉索断丝的无损检测", ["桥梁", "拉索", "断丝"]),
        ("锂电池热失控的提前预警", ["锂电池", "热失控"]),
        ("占地小", ["占地"]),
        ("有效地去除", []),
        ("小", []),
        ("运行成本低", ["成本"]),
        ("Remove nickel from plating rinse water at low cost", ["nickel"]),
        ("rapid test for dengue from a finger prick", ["dengu"]),
        ("detect internal short circuits in pouch cells", ["internal short circuit"]),
        ("low-cost removal of arsenic from groundwater", ["arsenic"]),
        ("paving made from waste tyres", ["pave", "wast", "tyre"]),
    ],
)
def test_a_requirement_is_about_its_object_not_its_medium_or_means(requirement: str, about: list[str]) -> None:
    assert core(requirement) == about


def test_what_is_said_of_anything_is_asked_for_only_where_nothing_else_is() -> None:
    assert focus("运行成本低").general
    assert focus("easy to install").general
    assert not focus("镍").general


# A requirement, a sentence that answers it in its own words, and one of the same medium, place or means
# that does not: written for these tests.
PAIRS = [
    (
        "低成本去除电镀废水中的镍",
        "该纤维吸附电镀线漂洗水里的镍离子，药剂费用很低。",
        "每吨黑粉加工成本下降两成，废水零外排。",
    ),
    ("去除地下水中的砷", "滤料对井水里的三价砷有很强的吸附能力。", "该方法有效去除地下水中的硝酸盐，出水水质稳定。"),
    (
        "识别番茄叶片上的灰霉病",
        "手机拍下西红柿叶子，即可判断是否感染灰霉。",
        "相机识别番茄果实的成熟度并给出叶片遮挡情况。",
    ),
    ("預測颱風期間的水庫入流", "系統在颱風登陸前三天預報水庫的入庫流量。", "颱風後以抽砂船清除水庫淤泥，恢復庫容。"),
    ("術後血糖的連續監測", "貼片式感測器每五分鐘測一次開刀病人的血糖。", "術後每小時連續監測病人的疼痛分數與心率。"),
    ("降低冷库的电费", "夜间蓄冷白天释冷，冷冻仓库全年电费降低四分之一。", "软件规划冷库货位，降低搬运的人工费用。"),
    ("桥梁拉索断丝的无损检测", "磁通传感器爬行缆索，发现内部断丝。", "无人机对桥梁墩柱的裂缝作无损检测。"),
    (
        "降低养猪场的氨气臭味",
        "滤墙吸收猪舍排风里的氨，厂界臭气明显减少。",
        "养猪场每头猪按体重饲喂，饲料消耗降低一成。",
    ),
    ("城市公交到站时间预测", "根据车载定位预报下一班公交到站还要几分钟。", "车门相机统计城市公交每站上下车人数。"),
    (
        "高温下稳定的耐磨陶瓷涂层",
        "陶瓷涂层在九百度下长期使用，磨损量很小。",
        "有机涂层在高温高湿的海边长期稳定，耐盐雾。",
    ),
    ("降低数据中心的冷却用水", "浸没散热使数据中心少用冷却水八成，冷却用电也少。", "数据中心的选址考虑了气温。"),
    ("老年人跌倒的居家监测", "雷达在家中发现长者摔倒后立即通知家属。", "药盒提醒老年人居家按时吃药并监测漏服。"),
    ("減少建築工地的揚塵", "霧炮按讀數自動噴水，工地揚塵減少六成。", "建築工地的噪音超標時自動減少夜間作業。"),
    ("机场跑道异物的及时发现", "雷达十秒内发现跑道上的螺丝等异物。", "机场跑道的摩擦系数由拖车及时量测。"),
    ("从盐湖卤水中提取锂", "吸附剂从高镁卤水里提取锂，收率九成。", "从盐湖卤水中提取钾，制成硫酸钾肥料。"),
    (
        "Remove nickel from plating rinse water",
        "The fibres take up nickel from the rinse water of plating lines.",
        "The membrane recovers clean rinse water from plating lines and removes oil.",
    ),
    (
        "detect internal short circuits in pouch cells",
        "Internal shorts of pouch cells are found within an hour from their leakage current.",
        "A camera inspects the coating of pouch cells and detects pinholes.",
    ),
    (
        "predict river floods in ungauged basins",
        "Our network forecasts floods of rivers in catchments that have no gauges.",
        "The model predicts river water temperature in ungauged basins.",
    ),
    (
        "reduce sodium in bread without losing taste",
        "Bread with a third less salt was not told from the usual loaf by a taste panel.",
        "Bread stays soft for ten days without losing taste.",
    ),
    (
        "Tell whether olive oil has been diluted",
        "Fluorescence shows if cheaper oils were mixed into olive oil.",
        "Isotopes tell whether honey has been diluted with syrup.",
    ),
    (
        "keep vaccines cold without mains power",
        "The refrigerator keeps vaccines below 8 degrees for five days off the grid.",
        "Milk is kept cold on farms without mains power.",
    ),
    ("Remove arsenic from groundwater", "滤料对地下水里的砷有很强的吸附能力。", "该方法有效去除地下水中的硝酸盐。"),
    (
        "为葡萄园预报霜冻",
        "Growers of grapes are warned of frost in the vineyard twelve hours ahead.",
        "Soil sensors schedule the irrigation of vineyards a week ahead.",
    ),
]


@pytest.mark.parametrize(("requirement", "answer", "beside"), PAIRS)
def test_a_sentence_of_the_same_medium_about_something_else_does_not_speak_of_it(
    requirement: str, answer: str, beside: str
) -> None:
    about = focus(requirement).core
    across = has_han(requirement) != has_han(answer)
    good, bad = (held(about, sentence, across=across) for sentence in (answer, beside))
    assert good is not None and bad is not None
    assert bad < HELD <= good


def test_across_languages_only_what_the_glossary_knows_is_compared() -> None:
    assert held(focus("remove nickel").core, "除铜", across=True) == 0
    assert held(focus("remove quinquevalent blorp").core, "除铜", across=True) is None


def test_a_concept_has_many_names_and_the_longest_name_counts() -> None:
    assert concepts("西红柿") == concepts("番茄") == concepts("蕃茄番茄") == concepts("tomatoes")
    assert concepts("鋰電池") == concepts("lithium-ion batteries")
    assert not concepts("锂电池") & concepts("锂")


_MIXED = st.text(st.sampled_from("去除镍鎳中的废水率不 nickelremovefromC+1２％番茄İ,，。"), max_size=40)


@given(_MIXED, _MIXED)
def test_whatever_is_asked_a_share_is_a_share_and_a_text_holds_itself(requirement: str, sentence: str) -> None:
    about = focus(requirement)
    share = held(about.core, sentence)
    assert share is None or 0 <= share <= 1
    assert held(about.core, requirement) in (None, pytest.approx(1))
    assert all(0 <= name.start < name.end <= len(requirement) for name in named(requirement))


@given(_MIXED)
def test_either_script_asks_for_the_same(requirement: str) -> None:
    assert core(requirement.replace("鎳", "镍")) == core(requirement.replace("镍", "鎳"))


@pytest.mark.parametrize(
    ("requirement", "text", "across"),
    [
        ("去除地下水中的砷", "该方法去除地下水中的硝酸盐，出水水质稳定。", False),
        ("Remove arsenic from groundwater", "该方法去除地下水中的硝酸盐，出水水质稳定。", True),
        ("Keep bats away from wind turbine blades", "风机叶片内部爬行检查机器人", True),
        ("給蘋果樹剪枝的機器人", "柑橘黄龙病的田间检测", False),
        ("Separate gold from electronic scrap", "追踪酸液中的金属离子", True),
    ],
)
def test_a_text_may_never_name_a_thing_whose_names_are_known(requirement: str, text: str, across: bool) -> None:
    assert unnamed(focus(requirement).core, text, across=across)


@pytest.mark.parametrize(
    ("requirement", "text", "across"),
    [
        ("去除地下水中的砷", "滤料吸附井水里的三价砷。", False),
        ("Remove arsenic from groundwater", "滤料吸附井水里的三價砷。", True),
        ("keep fruit fresh without chemicals", "荔枝采后保鲜", True),  # a kind of fruit
        ("检测铸件的裂纹", "铸件内部缺陷成像，可见裂缝", False),
        ("延長軸承的壽命", "每套可用二十年。", False),  # a lifetime is told by a figure
        ("普通施工队可操作", "村民自己动手即可。", False),  # 施工 only says which team
        ("药盒上的字读出来", "念出药名和用法", False),  # no names are known of it
        ("运行成本低", "每吨五元", False),
    ],
)
def test_what_is_named_or_may_be_said_in_other_words_is_not_passed_over(
    requirement: str, text: str, across: bool
) -> None:
    about = focus(requirement)
    assert about.general or not unnamed(about.core, text, across=across)


def test_what_something_is_a_kind_of_says_half_of_it() -> None:
    assert held(focus("苹果").core, "水果冷链") == 0.5
    assert held(focus("水果").core, "苹果冷链") == 1


def test_one_character_names_nothing_inside_another_name() -> None:
    gold = focus("回收废电路板里的金").core
    assert not held(gold, "三种金属浸出")
    assert held(gold, "含金的板") == 1


def test_a_word_is_known_by_its_head() -> None:
    assert [known(key) for key in focus("施工队").core] == [False]
    assert [known(key) for key in focus("城市公交").core][-1]


@given(st.text(st.sampled_from("除镍鎳废水苹果施工队 nickel fruit of in "), max_size=30), st.text(max_size=30))
def test_any_text_can_be_asked_whether_it_names_something(requirement: str, text: str) -> None:
    core = focus(requirement).core
    for across in (False, True):
        # What is wholly held is named.
        assert not (unnamed(core, text, across=across) and held(core, text, across=across) == 1)
