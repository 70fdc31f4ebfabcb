"""HTML: the main text by trafilatura (comments off, tables kept), the head's statements, and
the surroundings in which the publisher's codes stand. Runs in the child process."""

from __future__ import annotations

import re

import lxml.html
import trafilatura
from htmldate import find_date
from lxml import etree

from duijie.core.errors import InvalidInput, Sentence, gettext_noop
from duijie.reading.charset import decode
from duijie.reading.formats.extracted import Extracted

# Elements that must be closed by hand: only these can nest by mistake or malice.
_TAG = re.compile(
    r"<(/?)(?:div|span|section|article|ul|ol|dl|table|tbody|blockquote|center|font|b|i|u|em|strong|small|big|a|nav|main|form|"
    r"fieldset|details|label)\b",
    re.I,
)
_BLOCK = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol option p pre section table tbody tfoot thead title tr ul".split()
)
_CUT = "\0"  # where a block begins or ends; pages have none of their own by then
_SILENT = frozenset("script style noscript template svg head iframe object select textarea".split())
_CODES = re.compile(r"©|copyright|版权|版權|ICP|网安备|網安備|标识码|標識碼|主办|主辦|承办|承辦", re.I)
# A hyphen within a word of letters joins it: Self-Indicting.
_SITE_SUFFIX = re.compile(r"(?:\s+[-–—·]+\s+|\s*[_|]+\s*|(?<=[\u4e00-\u9fff”》）)])[-–—·]+)([^-_|—–·]{2,30})\s*$")


def read_html(data: bytes, depth: int) -> Extracted:
    """The article of an HTML page.

    Raises:
        InvalidInput: the bytes are no text, or elements are nested deeper than ``depth``.
    """
    decoded = decode(data)
    html = decoded.text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    if (found := nesting(html, depth)) > depth:
        raise InvalidInput(
            Sentence(
                gettext_noop(
                    "The page nests its elements more than {depth:,} deep ({found:,}); it is no page for people."
                ),
                depth=depth,
                found=found,
            )
        )
    tree = _parsed(html)
    if tree is not None and unwrap_layout(tree):
        html = lxml.html.tostring(tree, encoding="unicode")
    main = trafilatura.extract(html, include_comments=False, include_tables=True, output_format="txt") or ""
    if tree is None:
        return Extracted(main, encoding=decoded.encoding)
    lines = visible_lines(tree)
    page = "\n".join(lines)
    head = {k.lower(): v for k, v in _head(tree)}
    title, site = _title(tree, head)
    return Extracted(
        text=main or page,
        surroundings="\n".join(_around(lines)) if main else "",
        encoding=decoded.encoding,
        title=title,
        date=_date(tree, head),
        author=_name(head.get("author")) or _name(head.get("article:author")),
        site=site,
        language=tree.get("lang"),
    )


def unwrap_layout(tree: lxml.html.HtmlElement) -> bool:
    """Tables that only place things on the page made plain blocks, as many institutions' pages
    need it: those with another table inside, with a single row or column, or with a cell that holds
    several paragraphs of an article. Returns whether there was any; tables of figures stay."""
    layout = [table for table in tree.iter("table") if _is_layout(table)]
    for table in layout:
        for part in _own_parts(table):
            part.tag = "div"
            for attribute in ("width", "height", "align", "valign"):
                part.attrib.pop(attribute, None)
    return bool(layout)


def _is_layout(table: lxml.html.HtmlElement) -> bool:
    if next((t for t in table.iter("table") if t is not table), None) is not None:
        return True
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if table.find(".//th") is not None or not rows:
        return False
    if len(rows) == 1 or all(len(cells) <= 1 for cells in rows):
        return True
    return any(_paragraphs(cell) >= 3 for cells in rows for cell in cells)


def _paragraphs(cell: lxml.html.HtmlElement) -> int:
    """How many paragraphs of running text a cell holds."""
    return sum(len("".join(p.itertext()).strip()) >= 40 for p in cell.iter("p"))


def _own_parts(table: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The table with its rows and cells, without those of tables inside."""
    found, stack = [table], list(table)
    while stack:
        part = stack.pop()
        if part.tag in ("tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"):
            found.append(part)
            stack.extend(part)
    return found


def nesting(html: str, stop: int) -> int:
    """How deep elements are nested, counted without a parser; counting stops above ``stop``."""
    depth = deepest = 0
    if html.count("<") <= stop:
        return 0
    for closing in _TAG.findall(html):
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > deepest:
            deepest = depth
            if deepest > 4 * stop:
                break
    return deepest


def _parsed(html: str) -> lxml.html.HtmlElement | None:
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    try:
        return lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def visible_lines(tree: lxml.html.HtmlElement) -> list[str]:
    """The text a reader sees, a line for each block, table cells set apart by a bar."""
    pieces: list[str] = []
    skip = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SILENT:
                skip += 1
            if not skip:
                pieces += (_CUT if tag in _BLOCK else "", element.text or "")
        else:
            if tag in _SILENT:
                skip -= 1
            if not skip:
                pieces += (_CUT if tag in _BLOCK else " | " if tag in ("td", "th") else "", element.tail or "")
    lines = [" ".join(line.split()).removesuffix("|").rstrip() for line in "".join(pieces).split(_CUT)]
    return [line for line in lines if line]


def _around(lines: list[str]) -> list[str]:
    """The lines that may carry codes and names of the publisher, with their neighbours."""
    wanted = {j for i, line in enumerate(lines) if len(line) < 400 and _CODES.search(line) for j in (i - 1, i, i + 1)}
    return [lines[i] for i in sorted(wanted) if 0 <= i < len(lines)][:60]


def _head(tree: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    found = []
    for meta in tree.iter("meta"):
        name, content = meta.get("name") or meta.get("property"), meta.get("content")
        if name and content and content.strip():
            found.append((name, content.strip()[:500]))
    return found


def _title(tree: lxml.html.HtmlElement, head: dict[str, str]) -> tuple[str | None, str | None]:
    """Title and site: the page's one h1 or the head's title without the name of the site."""
    written = (tree.findtext(".//title") or "").strip()
    stated = head.get("articletitle") or head.get("og:title") or re.sub(r"\s+", " ", written)
    site = head.get("sitename") or head.get("og:site_name")
    suffix = _SITE_SUFFIX.search(stated)
    if suffix and (site is None or suffix[1].strip() == site) and len(stated[: suffix.start()]) >= 4:
        site = site or suffix[1].strip()
        stated = stated[: suffix.start()]
    headings = [re.sub(r"\s+", " ", h.text_content()).strip() for h in tree.iter("h1")]
    headings = [h for h in headings if 4 <= len(h) <= 150]
    if len(headings) == 1 and (not stated or headings[0] in stated or stated in headings[0]):
        stated = headings[0]
    return (stated.strip()[:300] or None, site)


def _name(stated: str | None) -> str | None:
    """An author's name; sites put addresses and accounts there as well."""
    return stated if stated and not re.match(r"https?:|www\.|@|\d+$|admin|root$|user\d*$", stated, re.I) else None


def _date(tree: lxml.html.HtmlElement, head: dict[str, str]) -> str | None:
    """The publication date of the head's own elements, or what htmldate reads from the markup.
    No extensive search: that takes any year of the page for one."""
    for name in ("pubdate", "publishdate", "article:published_time", "date", "dc.date"):
        if match := re.match(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})", head.get(name, "")):
            return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    try:
        return find_date(tree, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
