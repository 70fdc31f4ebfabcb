"""Who is read to hold which post, and who is not: passages of the test's own, one for each way of
putting it. People, organisations and occasions are invented; known ones lend their names."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from duijie.reading import read_bytes
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.reader import read_facts
from duijie.reading.facts.roles import find


def posts_in(text: str) -> dict[str, set[tuple[str, str | None]]]:
    """Each person's posts, with the organisation that the text states."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for article in read_bytes(text.encode()):
        for fact in find(Frame.of(article)):
            owner = None if fact.fields["organisation_implied"] else fact.fields["organisation"]
            found.setdefault(fact.fields["person"], set()).add((fact.fields["role"], owner))
    return found


@pytest.mark.parametrize(
    ("text", "person", "posts"),
    [
        (
            "江城市科协副主席、中国工程院院士陈若水致开幕辞,李望致欢迎辞。",
            "陈若水",
            {("副主席", "江城市科协"), ("院士", "中国工程院")},
        ),
        ("会议由青松机械副总裁、湖泊学会副理事长周怀远主持。", "周怀远",
         {("副总裁", "青松机械"), ("副理事长", "湖泊学会")}),
        ("江城市科协党组书记常务副主席徐静讲话。", "徐静", {("党组书记", "江城市科协"), ("常务副主席", "江城市科协")}),
        ("江城市委书记市长梁启年会见了客人。", "梁启年", {("书记", "江城市委"), ("市长", "江城市")}),
        ("江城科学院党组副书记、副院长(正厅级)陈若水出席。", "陈若水",
         {("党组副书记", "江城科学院"), ("副院长", "江城科学院")}),
        ("江城大学校长、\n党委副书记陈若水出席。", "陈若水", {("校长", "江城大学"), ("党委副书记", "江城大学")}),
        ("国际湖盟(英文简称为ILU)执行总干事陈若水致辞。", "陈若水", {("执行总干事", None)}),
        ("LUA前联合主席、《湖泊》杂志主编陈若水来访。", "陈若水", {("前联合主席", "LUA"), ("主编", "《湖泊》杂志")}),
        ("江城大学外语系主任陈若水参加。", "陈若水", {("主任", "江城大学外语系")}),
        ("江城市人大常委会原副主任陈若水出席。", "陈若水", {("副主任", "江城市人大常委会")}),
        ("全国人大常委会副委员长陈若水出席。", "陈若水", {("副委员长", "全国人大常委会")}),
        ("南方湖泊大学校长陈若水、未来湖泊实验室主任李望出席。", "李望", {("主任", "未来湖泊实验室")}),
        ("美国斯克里普斯湖泊研究所所长玛格丽特·莱恩来访。", "玛格丽特·莱恩", {("所长", "美国斯克里普斯湖泊研究所")}),
        ("湖泊学会理事长单位负责人陈若水主持。", "陈若水", {("理事长单位负责人", "湖泊学会")}),
        ("江城大学陈若水教授作报告。", "陈若水", {("教授", "江城大学")}),
    ],
)  # fmt: skip
def test_each_post_with_its_own_organisation(text: str, person: str, posts: set[tuple[str, str | None]]) -> None:
    found = posts_in(text)[person]
    assert {role for role, _ in found} == {role for role, _ in posts}
    assert {pair for pair in posts if pair[1]} <= found


def test_each_gets_what_he_was_made_and_nothing_of_the_next() -> None:
    found = posts_in("经研究决定,林远舟任江城所所长,周鹤鸣任江城所党委副书记、副所长,郑知行任江城所副所长。")
    assert {person: {role for role, _ in posts} for person, posts in found.items()} == {
        "林远舟": {"所长"},
        "周鹤鸣": {"党委副书记", "副所长"},
        "郑知行": {"副所长"},
    }
    assert {owner for posts in found.values() for _, owner in posts} == {"江城所"}


def test_all_who_were_elected_with_what_they_are() -> None:
    found = posts_in(
        "会上,江城大学校长陈若水当选湖盟首任主席,湖泊研究所所长李望研究员、青松集团董事长周怀远、湖畔大学教授徐静等"
        "12位专家当选副主席,何以宁(兼职)、林述(女)当选副秘书长。"
    )
    roles = {person: {role for role, _ in posts} for person, posts in found.items()}
    assert roles == {
        "陈若水": {"校长", "主席"},
        "李望": {"所长", "研究员", "副主席"},
        "周怀远": {"董事长", "副主席"},
        "徐静": {"教授", "副主席"},
        "何以宁": {"副秘书长"},
        "林述": {"副秘书长"},
    }
    assert ("董事长", "青松集团") in found["周怀远"]


@pytest.mark.parametrize(
    "text",
    [
        "江城大学等9家单位当选副理事长单位,36家单位当选理事单位。",
        "三位专家任评审组组长单位代表。",
        "会议宣布了湖泊研究所党委书记任职决定。",
        "澳门赌场院长陈若水会见了客人。",
        "银海娱乐城湖泊学会理事长陈若水出席。",
        "周怀远不再担任江城大学校长职务。",
    ],
)
def test_no_person_is_made_of_measures_and_no_organisation_of_gambling(text: str) -> None:
    assert posts_in(text) == {}


def test_who_holds_a_post_is_told_behind_it_and_after_by() -> None:
    found = posts_in("湖泊学会理事长由江城大学校长陈若水担任,秘书长由湖泊研究所研究员李望兼任。")
    assert found["陈若水"] == {("理事长", "湖泊学会"), ("校长", "江城大学")}
    assert {role for role, _ in found["李望"]} == {"秘书长", "研究员"}


def test_rows_of_guests_from_abroad_keep_their_own_posts() -> None:
    found = posts_in(
        "与会的有葡萄牙湖泊大学校长伊莎贝尔·吉尔和澳门湖泊大学校长史蒂芬·摩根、"
        "国际湖泊组织助理总干事奎雷希(Sara Qureshi)女士。"
    )
    assert found == {
        "伊莎贝尔·吉尔": {("校长", "葡萄牙湖泊大学")},
        "史蒂芬·摩根": {("校长", "澳门湖泊大学")},
        "奎雷希": {("助理总干事", "国际湖泊组织")},
    }


def test_what_the_one_before_was_made_is_not_the_next_ones() -> None:
    found = posts_in("任命湖泊联盟秘书长韩伟担任技术部部长、农业联盟秘书长吴海华担任联络部部长。")
    assert found == {
        "韩伟": {("秘书长", "湖泊联盟"), ("部长", "技术部")},
        "吴海华": {("秘书长", "农业联盟"), ("部长", "联络部")},
    }


def test_each_his_own_post_where_the_text_says_respectively() -> None:
    found = posts_in("陈若水、李望分别当选为湖泊学会会长和秘书长。")
    assert {person: {role for role, _ in posts} for person, posts in found.items()} == {
        "陈若水": {"会长"},
        "李望": {"秘书长"},
    }


def test_english_appositions_with_two_posts_and_neighbours_with_their_own() -> None:
    found = posts_in(
        "ILU President Henry Vale and TLA Executive Director Maria Stone spoke first. Mary Brook, former president of "
        "the Lakeside Society and current chair of the Lake Advisory Board, joined them online on Tuesday."
    )
    assert found == {
        "Henry Vale": {("President", "ILU")},
        "Maria Stone": {("Executive Director", "TLA")},
        "Mary Brook": {("former president", "Lakeside Society"), ("chair", "Lake Advisory Board")},
    }


def test_a_title_behind_a_name_ends_the_row_of_posts() -> None:
    found = posts_in("学会挂靠单位江城大学副校长宣益民教授,校长助理兼湖泊实验室主任李望教授出席。")
    assert ("副校长", "江城大学") in found["宣益民"]
    assert {role for role, _ in found["李望"]} == {"校长助理", "主任", "教授"}


def test_a_name_and_verb_before_an_organisation_are_no_part_of_it() -> None:
    found = posts_in("江城科学院院长陈若水应约同美国国家科学院院长玛丽·布朗(Mary Brown)举行线上会谈。")
    assert found == {"陈若水": {("院长", "江城科学院")}, "玛丽·布朗": {("院长", "美国国家科学院")}}


def test_a_name_in_foreign_letters_is_not_where_its_bearer_works() -> None:
    found = posts_in("湖泊学会会长彼得·哈特曼(Peter Hartmann)博士来访。")
    assert ("会长", "湖泊学会") in found["彼得·哈特曼"]
    assert all(owner in (None, "湖泊学会") for _, owner in found["彼得·哈特曼"])


@pytest.mark.parametrize(
    ("text", "medium", "people"),
    [
        ("江城日报3月25日讯(全媒体记者 陈若水 李望)今天,大会召开。", "江城日报", {"陈若水", "李望"}),
        ("中新网江城1月18日电 (记者 陈若水)今天,大会召开。", "中新网", {"陈若水"}),
        ("江城日报讯(首席记者 陈若水 见习记者 李望)今天,大会召开。", "江城日报", {"陈若水"}),
        ("新华社江城2024年5月30日电(记者陈若水、李望)今天,大会召开。", "新华社", {"陈若水", "李望"}),
    ],
)
def test_reporters_are_of_the_medium_of_the_dateline(text: str, medium: str, people: set[str]) -> None:
    found = posts_in(text)
    assert people <= set(found)
    for person in people:
        assert ("记者", medium) in found[person]


def test_english_posts_keep_their_case() -> None:
    found = posts_in(
        "The meeting was opened by Mary Brook, president of the Lakeside Society, and was attended by John Stone, "
        "Deputy Director of the Institute of Lakes, and by many others of the region who came to listen."
    )
    assert found["Mary Brook"] == {("president", "Lakeside Society")}
    assert found["John Stone"] == {("Deputy Director", "Institute of Lakes")}


def _calls(work: Callable[[], object]) -> int:
    """How many functions, C functions included, are called in doing some work."""
    count = 0

    def tick(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def _long_text(parts: int) -> str:
    """Paragraphs in which names, organisations and posts go on changing."""
    given = "若水怀远以宁一川文渊启年繁星静波鸣远树声"
    family = "陈李周徐何林高王郑赵梁孟"
    lines = []
    for i in range(parts):
        who = [family[(i + k) % 12] + given[(i * (k + 1)) % 20] + given[(i // 3 + k) % 20] for k in range(3)]
        lines.append(
            f"第{i}次会上,江城湖泊大学校长{who[0]}、党委书记{who[1]}等出席,湖泊研究所所长{who[2]}主持。"
            f"会议选举{who[0]}为理事长,聘任{who[1]}教授为秘书长。联盟秘书处设在湖泊研究所。"
        )
    return "\n".join(lines)


@pytest.mark.parametrize("what", ["organisations", "everybody", "roles"])
def test_a_text_four_times_as_long_takes_about_four_times_the_work(what: str) -> None:
    short, long = (read_bytes(_long_text(n).encode())[0] for n in (40, 160))
    read_facts(short)  # patterns and lists are made once
    frames = Frame.of(short), Frame.of(long)
    for frame in frames:
        assert frame.words.starts
    few, many = (_calls(lambda frame=frame: getattr(frame, what)) for frame in frames)  # type: ignore[misc]
    assert many < 5.5 * few


def test_a_name_is_looked_for_once_however_often_it_stands() -> None:
    words = Frame.of(read_bytes("陈若水讲话。陈若水强调,陈若水同志…".encode())[0]).words
    assert words.occurrences("陈若水") == (0, 6, 12)
    assert words.occurrences("陈若水") is words.occurrences("陈若水")
    assert words.followers("陈若水") == 3


POSTS_IN_CONTEXT = [
    (
        "江城大学校长陈若水、湖泊研究所所长李望,江城大学党委常委、副校长周怀远,副校长何以宁出席。",
        ("何以宁", "副校长", "江城大学"),
    ),
    ("周怀远访问了根特大学,与该校副校长米克·凡·赫尔维格进行会谈。", ("米克·凡·赫尔维格", "副校长", "根特大学")),
    ("江城湖泊学会第五届理事会理事长陈若水主持会议。", ("陈若水", "理事长", "江城湖泊学会")),
    ("江城湖泊学会召开代表大会。理事会选举陈若水教授为理事长。", ("陈若水", "理事长", "江城湖泊学会")),
    ("会议聘请李望为“湖泊治理咨询委员会”首席顾问。", ("李望", "首席顾问", "湖泊治理咨询委员会")),
    ("会议补选斯朗旺堆为江城市科协副主席。", ("斯朗旺堆", "副主席", "江城市科协")),
    ("自治区主席白玛赤林出席会议。", ("白玛赤林", "主席", "自治区")),
    ("柳州湖泊研究中心原党组书记、总干事次仁多吉同志出席。", ("次仁多吉", "党组书记", "柳州湖泊研究中心")),
    ("墨西拿大学校长Franca Moretti女士就合作事项讲话。", ("Franca Moretti", "校长", "墨西拿大学")),
    (
        "巴基斯坦国家粮食安全与研究部部长奈尔 奎雷希(Nair Quereshi)出席活动。",
        ("奈尔 奎雷希", "部长", "巴基斯坦国家粮食安全与研究部"),
    ),
    ("中国驻巴基斯坦大使馆一等秘书贾伟出席。", ("贾伟", "一等秘书", "中国驻巴基斯坦大使馆")),
    (
        "柳州省林业局科学技术与国际合作处处长封立国讲话。",
        ("封立国", "处长", "柳州省林业局科学技术与国际合作处"),
    ),
    ("中科院资源与湖泊系统国家重点实验室主任周怀远出席。", ("周怀远", "主任", "中科院资源与湖泊系统国家重点实验室")),
    ("北岭科技大学教务长兼第一副校长李望来访。", ("李望", "第一副校长", "北岭科技大学")),
    (
        "陈若水院士,1952年生于江城。曾任江城大学校长、湖泊研究所所长等职;现任湖畔大学古籍研究院院长。",
        ("陈若水", "院长", "湖畔大学古籍研究院"),
    ),
    ("会议选举何以宁、刘?d、齐远、杨福民等4人为江城市科协副主席。", ("杨福民", "副主席", "江城市科协")),
]


@pytest.mark.parametrize(("text", "role"), POSTS_IN_CONTEXT)
def test_a_post_is_of_whom_the_text_around_it_tells(text: str, role: tuple[str, str, str]) -> None:
    (article,) = read_bytes(text.encode())
    assert role in [tuple(f.fields[k] for k in ("person", "role", "organisation")) for f in find(Frame.of(article))]


@pytest.mark.parametrize(
    "text",
    [
        "江城大学教授陈若水、副教授李望以及师生代表出席。",
        "“江城市科协专家顾问柳州行”活动启动。",
        "我校副校长毛君和湖泊基地揭牌仪式的来宾合影。",
        "巴基斯坦原子能委员会核电委员穆森·菲亚兹、科技委员马苏德·伊克巴随团来访。",
    ],
)
def test_words_that_could_be_names_are_none(text: str) -> None:
    assert not {"师生", "顾问", "揭牌", "科技委员马苏德·伊克巴"} & set(posts_in(text))


def test_a_title_said_again_in_fewer_words_is_no_second_post() -> None:
    text = "江城大学党委书记陈若水出席。青岛市委书记王远主持,市委书记王远致辞。陈若水书记讲话。"
    posts = posts_in(text)
    assert posts["陈若水"] == {("党委书记", "江城大学")} and posts["王远"] == {("书记", "青岛市委")}


def test_the_page_does_not_say_whose_our_party_secretary_is() -> None:
    text = "西青区委常委、区委办公室主任杜远,我校党委书记张玲参加活动。"
    assert posts_in(text)["张玲"] == {("党委书记", None)}


@pytest.mark.parametrize(
    ("text", "person", "posts"),
    [
        (
            "Anna Keller, President of LRA Visits Lakeside University on Friday, the paper said.",
            "Anna Keller",
            {("President", "LRA")},
        ),
        (
            "Clara Holm, former director general of LESCO in Jiangcheng on November 6, spoke to the guests there.",
            "Clara Holm",
            {("former director general", "LESCO")},
        ),
        (
            "Talks were held with Vice Chairman of Lakeside Association for Science (LAS) Prof. Xu Yuanhao that day.",
            "Xu Yuanhao",
            {("Vice Chairman", "Lakeside Association for Science")},
        ),
        (
            "They met Fan Ruoshui, Party Secretary and President of the Lake Institute of Technology, in the morning.",
            "Fan Ruoshui",
            {("Party Secretary", "Lake Institute of Technology"), ("President", "Lake Institute of Technology")},
        ),
    ],
)
def test_english_posts_end_where_the_next_verb_or_date_begins(
    text: str, person: str, posts: set[tuple[str, str | None]]
) -> None:
    assert posts_in(text)[person] == posts


@pytest.mark.parametrize(
    ("text", "person", "post"),
    [
        ("陈若水,江城大学校长、党委副书记。", "陈若水", ("党委副书记", "江城大学")),
        ("李望 江城湖泊研究所所长\n何以宁 柳州医院院长", "何以宁", ("院长", "柳州医院")),
        ("江城市科协主席何以宁,副主席双玉林出席。双方座谈。", "双玉林", ("副主席", None)),
        ("大会选举陈若水为会长,聘请王树声院士为名誉会长。", "王树声", ("名誉会长", None)),
    ],
)
def test_posts_told_behind_names_and_rare_family_names(text: str, person: str, post: tuple[str, str | None]) -> None:
    assert post in posts_in(text)[person]


def test_what_stands_behind_a_name_may_be_the_next_ones_post() -> None:
    assert "陈若水" not in posts_in("陈若水,江城大学校长李望出席会议。")


def test_japanese_names_of_four_characters_and_the_row_they_stand_in() -> None:
    text = "江城大学与北海湖泊大学签约。北海湖泊大学校长小原章裕教授、副校长大野荣治教授等来访。"
    (article,) = read_bytes(text.encode())
    found = {(f.fields["person"], f.fields["role"], f.fields["organisation"]) for f in find(Frame.of(article))}
    assert {("小原章裕", "校长", "北海湖泊大学"), ("大野荣治", "副校长", "北海湖泊大学")} <= found
