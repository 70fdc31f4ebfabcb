"""Who publishes an article: by the codes of its page, its footers, its source, what heads and signs it.

Nothing is guessed: an office without its house stays what it says it is, and a page in a foreign
name has only the publisher that the text itself names.
"""

from __future__ import annotations

import re

from duijie.core.text import to_simplified
from duijie.reading.byline import Byline
from duijie.reading.codes import Known, registry
from duijie.reading.dates import DATE
from duijie.reading.lines import Line, is_date, is_prose
from duijie.reading.names import bare, is_nobody, organisation, publishes
from duijie.reading.page import Reading
from duijie.reading.publisher import owners
from duijie.reading.steps.chrome import is_chrome, is_path, menu_parts
from duijie.reading.steps.foreign import mentions
from duijie.reading.steps.headings import names_organisation
from duijie.reading.title import head_of, site_behind

_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff](?:\s|$))")
PRINTED = re.compile(
    rf"《(?P<paper>[^《》]{{2,16}}(?:报|周刊|杂志))》\s*[(（]?\s*(?P<date>{DATE.pattern})[^。]{{0,16}}$", re.I
)
_WELCOME = re.compile(
    r"欢迎(?:您)?(?:来到|访问|光临|浏览)\s*[“《]?([\u4e00-\u9fff（）()]{4,30}?)[”》]?(?:的)?(?:官方)?(?:网站|官网|门户|主页|网)(?![\u4e00-\u9fff])"
)


def publisher_of(
    reading: Reading, lines: list[Line], source: str | None, told: list[Byline], *, first: bool
) -> str | None:
    """The publisher of an article (Simplified), or None. ``source`` is whom it names as such, ``told`` its
    lines of date and source; ``first`` is false for later articles of a page."""
    owner = reading.facts.get("owner")
    found = owners(to_simplified(f"{reading.facts.get('footer', '')}\n{reading.surroundings}"))
    site = _site_name(reading) if first else None
    if isinstance(owner, Known):
        # A branch's own page says more than the code it shares with the whole.
        own = [h for h in [*found, site] if h and owner.name in h and len(h) > len(owner.name) + 1]
        return own[0] if own else owner.name
    if "hijacked-name" in reading.damage:
        # Whoever copied the text, the paper's own words name the paper.
        return _dateline(lines) or next((m["paper"] for x in lines[-4:] if (m := PRINTED.search(x.plain))), None)
    named = publishes(source) if source else None
    if named and organisation(named) and not _OFFICE.match(named):
        return _full(named)  # the page says from whom it has its text
    if found:
        return _house(_full(found[0]), site)
    for name in (b.publisher for b in told if b.publisher):
        return _full(publishes(name) or name)
    root = reading.facts.get("root")
    if first and isinstance(root, str) and publishes(root):
        return _full(root)
    if signed := _signed(lines[len(head_of(lines)) :]):
        return signed
    named = (_full(named) if named else None) or _dateline(lines) or site or reading.stated.site
    named = named or (_site_of_title(lines) if first else None)
    return _widened(named, reading) if named else None


def _site_of_title(lines: list[Line]) -> str | None:
    """The organisation with which the title of the window ends: 学会成立_要闻_江城日报."""
    behind = next((b for x in lines[:3] if not is_prose(x.plain) and (b := site_behind(x.plain))), None)
    if behind is None or is_nobody(behind[1]) or re.search("官网|官方", behind[1]) or mentions(behind[1], registry()):
        return None
    return organisation(behind[1])


_MEDIUM = r"[\u4e00-\u9fff]{1,10}?(?:日报|晚报|早报|商报|时报|青年报|科学报|报|新闻网|网|通讯社|社|电视台|新闻|在线)"
_DATELINES = re.compile(
    rf"^(?P<who>(?!本[报网刊台站])(?:{_MEDIUM}))(?:客户端|新闻)?(?:[\u4e00-\u9fff]{{2,8}}?)?\s*"
    r"(?:(?:(?:19|20)\d{2}年)?\d{1,2}月\d{1,2}日(?:电|讯|消息)|消息(?=\s*[(（:：])|(?:讯|电)(?=\s*[(（]|\s+|[\u4e00-\u9fff]{0,2}记者))"
)


def _dateline(lines: list[Line]) -> str | None:
    """The paper or agency with which the running text begins: 湖滨日报3月5日讯, 新华社江城3月5日电."""
    first = next((i for i, line in enumerate(lines) if is_prose(line.plain)), 0)
    for line in lines[: first + 2]:
        if match := _DATELINES.match(line.plain.lstrip("[(（【　 ")) or _AGENCY.match(line.plain):
            return match["who"]
    return None


_AGENCY = re.compile(
    r"^[A-Z][A-Za-z .'-]{2,30},(?: [A-Z][a-z]+\.? \d{1,2},?(?: \d{4})?)? "
    r"\((?P<who>[A-Z][\w.&]*(?: [A-Z][\w.&]*){0,4})\)\s*[-–—]"
)
_OFFICE = re.compile(r"^[\u4e00-\u9fff]{2,6}(?:局|处|部|司|厅|室|办|秘书处|委员会)$")


def _widened(name: str, reading: Reading) -> str:
    """An office with whose it is, where the page's head or foot gives it in full on a line of its own:
    合作交流局 → 江城科学院合作交流局."""
    if not _OFFICE.match(name):
        return name
    around = to_simplified(f"{reading.surroundings}\n{reading.facts.get('written', '')}\n{reading.original}")
    full = {line.strip(" \t\u3000·•|") for line in around.split("\n") if line.strip(" \t\u3000·•|").endswith(name)}
    full = {line for line in full if len(name) + 2 <= len(line) <= 30 and organisation(line) == line}
    return full.pop() if len(full) == 1 else name


def _house(owner: str, site: str | None) -> str:
    """The owner of a footer, or the part of it whose page it is by the page's head."""
    return site if site and site.startswith(owner) and len(site) > len(owner) + 1 else owner


def _site_name(reading: Reading) -> str | None:
    """The organisation in whose name a page begins, on a line of its own above the site's menu or path."""
    written = str(reading.facts.get("head", "")).split("\n")
    for line in written:
        if (greeted := _WELCOME.search(to_simplified(line))) and (name := organisation(greeted[1])):
            return name
    for i, line in enumerate(written):
        plain = to_simplified(line).strip(" \t\u3000·•|")
        if is_prose(plain) or len(line) > 200:
            return None
        if (name := organisation(plain)) and name == plain and publishes(name):
            below = [_SPACED.sub("", to_simplified(x)).strip() for x in written[i + 1 : i + 5]]
            furniture = any(is_chrome(x.strip("•·| ")) or menu_parts(x) or is_path(x) for x in below)
            return name if furniture else None
    return None


def _full(name: str) -> str:
    known = registry().named(name)
    return known.name if known else name


def _signed(lines: list[Line]) -> str | None:
    """The organisation that signs at the end: its line above the date, or with it."""
    tail = [line for line in lines[-4:] if len(line.plain) <= 120]
    for i, line in enumerate(tail):
        left = DATE.sub("", line.plain).strip("[]()（）【】 ") if DATE.search(line.plain) else line.plain
        if left == line.plain and not (i + 1 < len(tail) and is_date(tail[i + 1].plain)):
            continue
        name = bare(left)
        if (3 <= len(name) <= 30 and names_organisation(name) and "。" not in name) or organisation(name):
            return publishes(name)
    return None
