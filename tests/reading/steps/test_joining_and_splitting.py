"""Cut lines are joined, articles of one page parted; verse, lists and notices stay as they are."""

from __future__ import annotations

import pytest

from duijie.reading import read_bytes
from duijie.reading.steps.joining import cuts_word

BODY = "省科协十日召开工作会议，总结全年工作，研究部署下一阶段任务。会议要求各单位认真落实，务求实效，按期报告进展。"
VERSE = "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。"
LIST = "获奖项目名单\n\n高性能纤维制备技术\n湖泊生态修复关键技术\n量子重力测量仪器研制\n深海热流探针\n智能纺织装备"
ONE, TWO = "甲地举办科普日活动", "乙地成立学会联合体"
SIGNED = f"{ONE}\n\n{BODY}\n\n江城科协\n[2022-03-01]\n\n{TWO}\n\n{BODY}\n\n海城科协\n[2022-03-02]"
NAMES = "出席人员\n张大海 李小明 王一\n赵四 钱多多 孙海\n周岚 吴芳 郑中"


@pytest.mark.parametrize("text", [VERSE, LIST, NAMES])
def test_lines_that_are_meant_stay(text: str) -> None:
    (article,) = read_bytes(text.encode())
    assert article.text == text
    assert article.damage == ()


def test_a_cut_through_a_word_is_seen() -> None:
    assert cuts_word("会议指出，开展党史学习教", "育是重大决策")
    assert not cuts_word("省科协召开工作会议", "会议要求各单位")


def test_wrapped_english_gets_its_blanks_and_loses_its_hyphens() -> None:
    text = (
        "The academy signed an agreement with the univer-\nsity on joint research in marine science. The labora-\n"
        "tory opens in May and will host\ntwenty visiting scholars each year."
    )
    (article,) = read_bytes(text.encode())
    assert "university on joint research" in article.text
    assert "laboratory opens in May and will host twenty" in article.text


def test_a_notice_with_headings_and_signature_is_one_article() -> None:
    above = f"关于召开年会的通知\n\n各学会：\n\n{BODY}\n\n一、会议时间\n\n{BODY}"
    notice = f"{above}\n\n江城市科协\n2023年3月1日\n\n附件：参会回执\n\n{BODY}"
    (article,) = read_bytes(notice.encode())
    assert article.text == notice
    assert article.damage == ()


@pytest.mark.parametrize(
    "page",
    [
        SIGNED,
        f"{ONE}\n\n{BODY}\n（责任编辑：王一）\n\n{TWO}\n\n{BODY}\n（责任编辑：王二）",
        f"{ONE}\n2022-03-01 来源：江城日报\n{BODY}\n\n{TWO}\n2022-03-02 来源：海城日报\n{BODY}",
        f"{ONE}\n本报讯（记者 李明）{BODY}\n{TWO}\n本报讯（记者 张华）{BODY}",
    ],
)
def test_articles_of_one_page_are_parted(page: str) -> None:
    articles = read_bytes(page.encode())
    assert [a.title for a in articles] == [ONE, TWO]
    assert all("multi-article" in a.damage for a in articles)
    assert "".join(a.original for a in articles) == page


def test_each_article_has_its_own_date_and_signature() -> None:
    first, second = read_bytes(SIGNED.encode())
    assert (first.date, first.publisher) == ("2022-03-01", "江城科协")
    assert (second.date, second.publisher) == ("2022-03-02", "海城科协")


@pytest.mark.parametrize(
    "text",
    [
        "The gauge\n\nEach morning, ink on a turning drum,\nthe sea writes down how high it came.\nI change the paper, "
        "wind the clock,\nand in the margin put my name.",
        f"怎样运行\n\n{BODY}\n\nimport json\nfrom pathlib import Path\n\nfor line in rows:\n    print(line)\n\n{BODY}",
        "Healthy things\n\nbaby carrier\nhealthy snack bars\nArrowhead bottled water\ncamera",
        "注音读本\n\n白(bái)日(rì)依(yī)山(shān)尽(jìn)，\n黄(huáng)河(hé)入(rù)海(hǎi)流(liú)。\n欲(yù)穷(qióng)千(qiān)里(lǐ)目(mù)，\n"
        "更(gèng)上(shàng)一(yī)层(céng)楼(lóu)。",
    ],
)
def test_verse_lists_and_programs_end_where_they_like(text: str) -> None:
    (article,) = read_bytes(text.encode())
    assert (article.text, article.repairs) == (text, ())


def test_figures_and_words_that_a_column_cut_through_are_whole_again() -> None:
    text = f"科普周举行\n\n活动发放资料3.2万份，采用SAR影像和deep learning方法，准确率达到92.3%，用时8.5 h。{BODY}"
    for width in range(12, 40):
        columns = "\n".join(line[i : i + width] for line in text.split("\n\n") for i in range(0, len(line), width))
        (article,) = read_bytes(columns.encode())
        assert article.text.replace("\n", "") == text.replace("\n", "")


def test_a_title_of_four_characters_begins_an_article() -> None:
    first, second = read_bytes(
        f"{ONE}\n\n{BODY}\n（责任编辑：王一）\n\n更正启事\n\n{BODY}\n（责任编辑：王二）".encode()
    )
    assert (first.title, second.text) == (ONE, f"更正启事\n\n{BODY}")
