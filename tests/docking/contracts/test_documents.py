"""The contract's text in both languages, and the two documents made of it, also with names nobody expected."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from duijie.core.errors import InvalidInput
from duijie.docking.contracts import docx, pdf
from duijie.docking.contracts.draft import Agreed, Party, draft
from duijie.docking.contracts.kinds import KIND_CODES
from duijie.docking.contracts.parts import in_words
from duijie.docking.contracts.schedule import Step

MADE = datetime(2026, 11, 22, tzinfo=UTC)
AGREED = Agreed(
    number="DJ-2026-1A2B3C4D",
    title="螯合树脂深度除镍中试",
    kind="development",
    client=Party("东湖电镀有限公司", "91420100MA4K000000", "武汉市", "王工", "027"),
    provider=Party("西山大学"),
    subject="完成处理量 50 t/d 的中试。",
    requirements=("出水镍低于 0.1 mg/L",),
    amount=Decimal("1234567.89"),
    currency="CNY",
    start=date(2026, 12, 1),
    end=date(2027, 11, 30),
    steps=(
        Step("小试方案", date(2027, 2, 1), "书面确认", Decimal("234567.89")),
        Step("中试运行", date(2027, 11, 30), "连续三十日达标", Decimal(1000000)),
    ),
    ownership="成果归双方共有。",
    secrecy_years=5,
)


def _text(document: bytes) -> str:
    read = Document(BytesIO(document))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])


def _printed(document: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)


@pytest.mark.parametrize("kind", KIND_CODES)
def test_both_documents_say_what_was_agreed_in_both_languages(kind: str) -> None:
    text = draft(replace(AGREED, kind=kind))
    for said in (_text(docx.render(text)), _printed(pdf.render(text, made=MADE))):
        said = "".join(said.split())
        for wanted in (
            "DJ-2026-1A2B3C4D",
            "东湖电镀有限公司",
            "西山大学",
            "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分",
            "eighty-ninefen",
            "小试方案",
            "连续三十日达标",
            "2027-11-30",
            "CNY1,000,000.00",
            "成果归双方共有。",
            "未经律师审阅",
            "readbynolawyeryet",
            "不可抗力",
            "forcemajeure",
        ):
            assert wanted in said, wanted


def test_the_fonts_are_in_the_document_and_every_chinese_character_is_drawn() -> None:
    reader = PdfReader(BytesIO(pdf.render(draft(AGREED), made=MADE)))
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any("NotoSerifSC" in name for name in fonts)
    for font in fonts.values():
        [inner] = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")), "embedded"


STRANGE = [
    "صالح محمد‎‏‮",
    "王😀👩‍🔬🇨🇳",
    '#let x = 1; $a$ *b* \\ "引" [c] {d} %PDF',
    "<w:p>&amp;",
    "龘𪚥𠮷",
    "a\x00b\x0bc\x1f",
    "长" * 2000,
]


@pytest.mark.parametrize("name", STRANGE)
def test_no_name_breaks_a_document(name: str) -> None:
    text = draft(
        replace(
            AGREED,
            title=name[:200],
            client=Party(name, name, name, name, name),
            subject=f"{name}\n\n{name}",
            steps=(replace(AGREED.steps[0], title=name, criteria=name), AGREED.steps[1]),
            other="{a} {0} %s",
            court_name="{figures}",
        )
    )
    assert len(PdfReader(BytesIO(pdf.render(text, made=MADE))).pages) >= 2
    assert "{a} {0} %s" in _text(docx.render(text)), "what people write is no template"
    assert "{figures}" in _text(docx.render(text))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("按期交付👍🏽", "按期交付[thumbs up sign]"),
        ("王👩\u200d🔬🇨🇳", "王[woman][microscope]CN"),
        ("验收通过✅ ❤\ufe0f", "验收通过[white heavy check mark] [heavy black heart]"),
        ("★重点 ☎ 027，≥ 95 %，①", "★重点 ☎ 027，≥ 95 %，①"),
    ],
)
def test_an_emoji_is_printed_as_its_name_and_not_as_an_empty_box(typed: str, printed: str) -> None:
    assert in_words(typed) == printed
    pages = PdfReader(BytesIO(pdf.render(draft(replace(AGREED, ownership=typed)), made=MADE))).pages
    said = "".join(page.extract_text() for page in pages)
    assert "".join(printed.split()) in "".join(said.split())


def test_the_same_terms_give_the_same_text_and_the_same_bytes() -> None:
    text = draft(AGREED)
    again = draft(AGREED)
    assert json.loads(json.dumps(text.as_data())) == json.loads(json.dumps(again.as_data()))
    assert pdf.render(text, made=MADE) == pdf.render(again, made=MADE)


def test_a_schedule_that_does_not_add_up_is_no_contract() -> None:
    with pytest.raises(InvalidInput):
        draft(replace(AGREED, amount=Decimal(5)))
