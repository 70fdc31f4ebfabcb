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
