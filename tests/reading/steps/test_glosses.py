"""Glosses: what is removed and what an author meant."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.steps.glosses import find_glosses, parse_syllable


def cleaned(text: str) -> str:
    return "\n".join(a.text for a in read_bytes(text.encode()))


@pytest.mark.parametrize(
    ("written", "parsed"),
    [
        ("lián", ("lian", 2)),
        ("lian2", ("lian", 2)),
        ("lv4", ("lü", 4)),
        ("lǜ", ("lü", 4)),
        ("lu:4", ("lü", 4)),
        ("nǚ", ("nü", 3)),
        ("ɡuān", ("guan", 1)),
        ("li\u0061\u0301n", ("lian", 2)),
        ("de", ("de", None)),
        ("de5", ("de", 5)),
        ("nue4", ("nüe", 4)),
        ("lve4", ("lüe", 4)),
        ("LIÁN", ("lian", 2)),
        ("lian²", ("lian", 2)),
        ("r", ("r", None)),
        ("liánmé", None),
        ("12", None),
    ],
)
def test_syllables_are_understood_in_every_spelling(written: str, parsed: tuple[str, int | None] | None) -> None:
    assert parse_syllable(written) == parsed


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("國際科學組織聯(lián)盟", "國際科學組織聯盟"),
        ("國際科學組織聯（lián）盟", "國際科學組織聯盟"),
        ("國際科學組織聯(lian2)盟", "國際科學組織聯盟"),
        ("要加強建設(shè),發(fā)揮作用", "要加強建設,發揮作用"),
        ("充分發(fā)揮“創(chuàng)”的精神與關(guān)鍵作用", "充分發揮“創”的精神與關鍵作用"),
        ("参加科技联(lián)盟的单位", "参加科技联盟的单位"),
    ],
)
def test_glosses_of_a_converter_are_removed(damaged: str, repaired: str) -> None:
    assert cleaned(damaged) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "会议在亳(bó)州召开，代表们参观了药市。",
        "他是重(chóng)庆人，后来到乐(yuè)清工作。",
        "“创”字有两个读音：创(chuàng)造、创(chuāng)伤。",
        "创(chuàng)：开始做。\n联(lián)：联结。\n战(zhàn)：打仗。",
        "行(háng) 名词，排列成一直线。\n行(xíng) 动词，走。",
        "春(chūn)眠(mián)不(bù)觉(jué)晓(xiǎo)，处(chù)处(chù)闻(wén)啼(tí)鸟(niǎo)。",
        "联(lián)的拼音写法请查字典。",
        "世界贸易组织(WTO)和国际科学组织联盟(ANSO)签署协议。",
        "会议(hui yi)在安(AN)徽召开，项目代号为张(z)。",
        "吐蕃(tǔ bō)时期的文物。",
        "我们(women)一起去(to)那里。",
        "聯(lán)盟的讀音寫錯了",
    ],
)
def test_what_is_no_damage_stays(text: str) -> None:
    assert cleaned(text) == text


def test_only_a_reading_of_the_character_before_counts() -> None:
    assert [g.char for g in find_glosses("聯(lián)盟(lián) 關(guān)係(guan) 數(shù)學(shuō)")] == ["聯", "關", "數"]


def test_a_rare_character_keeps_its_gloss_on_a_damaged_page() -> None:
    text = "聯(lián)盟在亳(bó)州召開會(huì)議，關(guān)注創(chuàng)新，加強(qiáng)建設(shè)。"
    assert cleaned(text) == "聯盟在亳(bó)州召開會議，關注創新，加強建設。"


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        # every character, without tones, some of them several times
        (
            "北京科學院(yuan)(yuan)長(zhang)和(he)(he)江城學(xue)會(hui)昨日簽(qian)署協(xie)議。",
            "北京科學院長和江城學會昨日簽署協議。",
        ),
        # both readings of a character beside others
        ("會長(zhǎng)主持，長(cháng)江大學校長(zhǎng)出席。聯(lián)盟成立。", "會長主持，長江大學校長出席。聯盟成立。"),
        # ü in its spellings
        (
            "旅(lv3)行者與女(nü3)科學(xue2)家討論戰(zhan4)略(lüe4)與綠(lu:4)色發(fa1)展",
            "旅行者與女科學家討論戰略與綠色發展",
        ),
        # what the end of the page cut off
        ("推進協(xié)議與聯(lián)盟的創(chuàng)新，關(guān)注學(x", "推進協議與聯盟的創新，關注學"),
        ("推進協(xié)議與聯(lián)盟的創(chuàng)新，關(guān)注學(", "推進協議與聯盟的創新，關注學"),
        # words, on a page full of glosses
        (
            "聯(lián)盟在中國(zhōngguó)召開會(huì)議(yì)，發(fā)布創(chuàng)新報(bào)告",
            "聯盟在中國召開會議，發布創新報告",
        ),
        ("聯(lián)盟的這兒(r)開會(huì)，發(fā)布創(chuàng)新報(bào)告", "聯盟的這兒開會，發布創新報告"),
        ("聯(LIÁN)盟開會(HUÌ)，發(FĀ)布報(BÀO)告", "聯盟開會，發布報告"),
        ("一(yí)定開會(huì)，不(bú)斷發(fā)布創(chuàng)新報(bào)告", "一定開會，不斷發布創新報告"),
    ],
)
def test_converters_write_in_many_ways(damaged: str, repaired: str) -> None:
    (article,) = read_bytes(damaged.encode())
    assert article.text == repaired
    assert "pinyin-gloss" in article.damage


@pytest.mark.parametrize(
    "text",
    [
        "代表们从浙江台州(Tāizhōu)、安徽六安(Lùān)和广东番禺(Pānyú)赶来，在江城开会。",
        "“饕餮(tāotiè)”是古代传说中的怪兽，纹样见于青铜器。",
        "这种食品叫馄饨(húntun)，各地叫法不同。",
        "我国(China)与德国(Germany)的学者(a)讨论了方案(b)。",
        "项目(xm)编号与会议(hy)编号由秘书处(msc)统一编写。",
    ],
)
def test_words_keep_their_readings_where_nothing_is_damaged(text: str) -> None:
    assert cleaned(text) == text
