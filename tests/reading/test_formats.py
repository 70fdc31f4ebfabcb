"""HTML, PDF and Word files are read; broken, encrypted and hostile ones cost one sentence."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest

import duijie
from duijie.core.errors import InvalidInput, TooLarge
from duijie.reading import Article, Limits, ReadFailure, read_bytes, read_path
from tests.reading.prose import ACADEMY, ARTICLES, FOOTER


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences as they are written, whatever language other tests left behind."""
    monkeypatch.setattr("duijie.core.errors._translate", str)


def html(body: str, *, charset: str = "utf-8", head: str = "") -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in body.split("\n\n")[1:])
    title = body.split("\n\n")[0]
    return (
        f'<html><head><meta charset="{charset}"><title>{title}_江城科协</title>{head}</head><body>'
        "<nav><ul><li><a href='/'>首页</a></li><li><a href='/n'>新闻</a></li></ul></nav>"
        f"<div class='article'><h1>{title}</h1>{paragraphs}<table><tr><th>指标</th><th>数值</th></tr>"
        "<tr><td>成员单位</td><td>174</td></tr></table></div>"
        f"<footer>{FOOTER.replace(chr(10), '<br>')}</footer></body></html>"
    ).encode("gb18030" if charset != "utf-8" else "utf-8")


def pdf(*lines: str, encrypt: str = "") -> bytes:
    """A PDF whose font maps two-byte codes to the letters by a ToUnicode table."""
    letters = sorted({c for line in lines for c in line})
    code = {c: i + 1 for i, c in enumerate(letters)}
    table = "\n".join(f"<{code[c]:04X}> <{ord(c):04X}>" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(letters)} beginbfchar\n{table}\nendbfchar\n"
        "endcmap end end"
    ).encode()
    text = "BT /F1 12 Tf 50 800 Td 16 TL\n"
    text += "\n".join(f"<{''.join(f'{code[c]:04X}' for c in line)}> Tj T*" for line in lines) + "\nET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text.encode()),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X "
        b"/CIDSystemInfo << /Registry (A) /Ordering (I) /Supplement 0 >> /DW 1000 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    if not encrypt:
        return out.getvalue()
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(out))
    writer.encrypt(encrypt)
    sealed = io.BytesIO()
    writer.write(sealed)
    return sealed.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("指标", "数值", "成员单位", "174"), strict=True
    ):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_the_article_of_a_web_page(charset: str) -> None:
    (article,) = read_bytes(html(ACADEMY, charset=charset), "page.html")
    assert (article.title, article.publisher) == ("中国科学院召开科技基础设施工作会议", "中国科学院")
    assert "bm48000002" in [i.value for i in article.identifiers]
    for paragraph in ACADEMY.split("\n\n")[1:]:
        assert paragraph in article.text
    assert "成员单位" in article.text and "174" in article.text
    assert "首页" not in article.text and "版权所有" not in article.text


def test_a_web_page_states_its_date() -> None:
    head = '<meta name="PubDate" content="2021-04-10 09:30">'
    (article,) = read_bytes(html(ACADEMY, head=head), "page.html")
    assert article.date == "2021-04-10"


def test_a_wrong_meta_charset_is_not_believed() -> None:
    page = html(ACADEMY).replace(b'charset="utf-8"', b'charset="gb2312"')
    assert read_bytes(page, "page.html")[0].title == "中国科学院召开科技基础设施工作会议"


def test_a_table_of_figures_keeps_its_cells() -> None:
    (article,) = read_bytes(html(ACADEMY), "page.html")
    assert [cell.strip() for cell in article.text.split("\n")[-1].strip("| ").split("|")] == ["成员单位", "174"]


def test_tables_that_only_place_things_are_no_tables() -> None:
    title, *paragraphs = ACADEMY.split("\n\n")
    cell = "".join(f"<p>{p}</p>" for p in paragraphs)
    page = (
        f"<html><head><title>{title}</title></head><body><table><tr><td>首页</td><td>新闻</td></tr></table>"
        "<table><tr><td><ul><li><a href='1'>通知一</a></li></ul></td><td>"
        f"<table><tr><td>{title}</td></tr><tr><td>发布时间：2021-04-10 来源：江城日报</td></tr>"
        f"<tr><td>{cell}<table border='1'><tr><th>指标</th><th>数值</th></tr><tr><td>设施</td><td>30</td></tr></table>"
        "</td></tr></table></td></tr></table>"
        f"<table><tr><td>{FOOTER}</td></tr></table></body></html>"
    )
    (article,) = read_bytes(page.encode(), "page.html")
    lines = article.text.split("\n")
    assert article.title == title
    assert [line for line in lines if line in paragraphs] == paragraphs
    assert "首页" not in article.text and "通知一" not in article.text
    assert [cell.strip() for cell in lines[-1].strip("| ").split("|")] == ["设施", "30"]
    assert (article.date, article.publisher) == ("2021-04-10", "中国科学院")


def test_a_pdf_with_cut_lines() -> None:
    body = "".join(ARTICLES[1].split("\n\n")[1:3])
    lines = [body[i : i + 30] for i in range(0, len(body), 30)]
    (article,) = read_bytes(pdf(ARTICLES[1].split("\n")[0], *lines), "a.pdf")
    assert article.text.replace("\n", "") == ARTICLES[1].split("\n")[0] + body
    assert article.title == ARTICLES[1].split("\n")[0]
    assert article.damage == ()


def test_a_word_file_keeps_its_tables() -> None:
    (article,) = read_bytes(word(*ARTICLES[4].split("\n\n")), "a.docx")
    assert article.title == "量子精密测量联盟召开第三届理事会"
    assert "成员单位 | 174" in article.text


def test_the_name_does_not_decide_what_a_file_is() -> None:
    assert read_bytes(pdf("hello world, this is a page."), "a.txt")[0].media_type == "application/pdf"
    assert read_bytes(html(ACADEMY), "a.txt")[0].media_type == "text/html"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", b" " * 30_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """A container whose directory understates what unfolds."""
    data = bytearray(bomb())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def no_word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \r\n\t ", "empty"),
        ("binary.html", os.urandom(20_000), "binary"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(1000), r"\.docx"),
        ("deep.html", b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000, "deep"),
        ("open.html", b"<html><body>" + b"<b>" * 100_000 + b"x", "deep"),
        ("nothing.html", b"<html><body><script>1</script></body></html>", "No text"),
        ("cut.pdf", pdf("hello world")[:150], "broken"),
        ("none.pdf", b"%PDF-1.4 nothing of a PDF", "broken"),
        ("sealed.pdf", pdf("hello world", encrypt="secret"), "encrypted"),
        ("zip.docx", no_word(), "no Word document"),
        ("cut.docx", word("甲")[:200], "broken"),
        ("lying.docx", lying_bomb(), "unfolds|broken"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(name: str, data: bytes, says: str) -> None:
    with pytest.raises((InvalidInput, TooLarge), match=says) as caught:
        read_bytes(data, name, limits=Limits(unpacked_bytes=10_000_000))
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_limits_are_named_when_they_are_exceeded() -> None:
    with pytest.raises(TooLarge, match="1 MB"):
        read_bytes(b"<p>a</p>" * 200_000, "big.html", limits=Limits(text_bytes=1_000_000))
    with pytest.raises(TooLarge, match="10 MB"):
        read_bytes(bomb(), "bomb.docx", limits=Limits(unpacked_bytes=10_000_000))
    with pytest.raises(TooLarge, match="at most 100"):
        read_bytes(ACADEMY.encode(), "a.txt", limits=Limits(text_characters=100))


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    slow = b"<html><body>" + b"<p>word <b>x</b></p>" * 200_000
    with pytest.raises(TooLarge, match=r"0\.2 s"):
        read_bytes(slow, "slow.html", limits=Limits(parse_seconds=0.2))
    assert read_bytes(html(ACADEMY), "page.html")[0].title == "中国科学院召开科技基础设施工作会议"


def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_one_read() -> None:
    limits = Limits(parse_memory=300_000_000)
    wide = b"<html><body>" + b"<p>word <b>x</b></p>" * 400_000
    with pytest.raises((InvalidInput, TooLarge), match=r"memory|broken"):
        read_bytes(wide, "wide.html", limits=limits)
    assert read_bytes(html(ACADEMY), "page.html")[0].title == "中国科学院召开科技基础设施工作会议"


def test_a_folder_with_an_html_py_of_its_own_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "html.py").write_text("raise SystemExit(1)", "utf-8")
    (tmp_path / "page.html").write_bytes(html(ACADEMY))
    script = tmp_path / "read.py"
    script.write_text("from duijie.reading import read_path\nprint(next(read_path('page.html')).title)", "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=_with_sources(),
        check=False,
    )
    assert done.stdout.strip() == "中国科学院召开科技基础设施工作会议"


def _with_sources() -> dict[str, str]:
    """Our sources and the folder itself on the path, as an editor or a notebook sets it."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(Path(duijie.__file__).parents[1]), "."))}


def test_one_bad_file_in_a_folder_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "1.docx").write_bytes(no_word())
    (tmp_path / "2.pdf").write_bytes(pdf("hello world", encrypt="secret"))
    (tmp_path / "3.txt").write_text(ACADEMY, "utf-8")
    (tmp_path / "4.html").write_bytes(html(ARTICLES[0]))
    results = list(read_path(tmp_path))
    assert [isinstance(r, ReadFailure) for r in results] == [True, True, False, False]
    assert next(r.title for r in results if isinstance(r, Article)) == "中国科学院召开科技基础设施工作会议"


def test_a_200_mb_page_is_refused_without_being_loaded(tmp_path: Path) -> None:
    with (tmp_path / "big.html").open("wb") as stream:
        stream.truncate(200_000_000)
    (failure,) = read_path(tmp_path)
    assert isinstance(failure, ReadFailure)
    assert "200 MB" in failure.message


@pytest.mark.parametrize(
    ("head", "title", "author"),
    [
        ("<title>省科协召开会议-江城科协</title>", "省科协召开会议", None),
        ("<title>省科协召开会议_江城科协</title><meta name='author' content='李明'>", "省科协召开会议", "李明"),
        (
            "<title>A self-made wetland</title><meta name='author' content='https://a.example/b'>",
            "A self-made wetland",
            None,
        ),
        ("<title>A wetland | Delta Society</title><meta name='author' content='admin'>", "A wetland", None),
    ],
)
def test_the_head_of_a_page_states_title_and_author(head: str, title: str, author: str | None) -> None:
    body = "".join(f"<p>{p}</p>" for p in ARTICLES[3].split("\n\n")[1:])
    (article,) = read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")
    assert (article.title, article.author) == (title, author)
