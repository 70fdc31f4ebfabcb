"""What a fact would have the community hold to be so, and when two facts say the same. Pure.

>>> role = {"person": "张平", "role": "院长", "organisation": "江城科学院"}
>>> [draft.kind for draft in drafts("role", role, lambda kind, name: "n:" + name)]
['organisation', 'person', 'post']
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from duijie.core.text import fold, normalise, to_simplified
from duijie.reading.judging.tenure import bare_title

Token = Callable[[str, str], tuple[str, bool]]
"""(kind of record, name) → the name by which it is known, and whether the registry has it. Names and
not ids: what was rejected stays rejected when the registry comes to know who is meant."""

SAME_WORDS = 0.85
"""From this F1 of character bigrams on, two titles of one kind and anchor say the same."""
IN_OTHER_WORDS = frozenset({"agreement", "event", "programme", "task", "indicator"})
"""The types of which two may say the same in other words."""
REFERENCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "role": (("person", "person"), ("organisation", "organisation")),
    "event": (("organisations", "organisation"), ("people", "person")),
    "agreement": (("parties", "organisation"), ("signatories", "person")),
    "indicator": (("subject", "organisation"),),
    "membership": (("organisation", "organisation"), ("member_of", "organisation")),
    "programme": (("owner", "organisation"),),
    "task": (("issuer", "either"),),
}
"""The fields of each type that name somebody, and what kind of record that is."""
EDITABLE: Mapping[str, tuple[str, ...]] = {
    "organisation": ("name",),
    "person": ("name",),
    "post": ("person", "title", "organisation", "start", "end", "former"),
    "agreement": ("title", "parties", "signatories", "date"),
    "indicator": ("subject", "measure", "value", "unit", "as_of", "modifier"),
    "membership": ("organisation", "member_of", "date"),
    "event": ("name", "date", "place", "organisations", "people"),
    "programme": ("name", "owner", "kind", "description"),
    "task": ("issuer", "text", "area"),
}
"""The values of each kind of proposal, in the order in which a form shows them."""
LISTS = frozenset({"parties", "signatories", "organisations", "people"})
YES_OR_NO = frozenset({"former"})
DATES = frozenset({"date", "as_of", "start", "end"})
TITLES: Mapping[str, str] = {"agreement": "title", "event": "name", "programme": "name", "task": "text"}
_BEHIND = frozenset({"余", "多", "以上", "左右", "上下", "+", "or more"})  # what Chinese says behind the number
# Whoever wrote, filmed or laid out a page holds no post that a community keeps.
_BYLINES = frozenset(
    "记者 编辑 责任编辑 责编 编审 摄影 摄影记者 特约记者 通讯员 作者 撰稿 供稿 校对 审核 主持人 播音 "
    "reporter journalist editor author photographer correspondent writer".split()
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal before it is kept: ``needs`` are the keys of those without which it cannot be."""

    kind: str
    values: Mapping[str, Any]
    key: str
    anchor: str
    gist: str
    needs: tuple[str, ...] = field(default=())


def names_of(value: Any) -> list[str]:
    """The names in a field, which holds one, several, or nothing."""
    found = value if isinstance(value, (list, tuple)) else [value]
    return [name.strip() for name in found if isinstance(name, str) and name.strip()]


def mentions(type_: str, fields: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(role, kind, name) of everybody a fact names. Several owners in one field are several."""
    found = []
    for role, kind in REFERENCES.get(type_, ()):
        for value in names_of(fields.get(role)):
            names = re.split(r"[、;；]", value) if role in {"owner", "issuer"} else [value]
            found += [(role, kind, name.strip()) for name in names if name.strip()]
    return found


def folded(text: object) -> str:
    """A text as compared: Simplified, folded, letters and digits alone."""
    return "".join(filter(str.isalnum, fold(to_simplified(normalise(str(text or ""))))))


def same_words(left: str, right: str) -> float:
    """F1 of the character bigrams of two folded texts, 0 to 1."""
    if left == right:
        return 1.0
    a, b = _bigrams(left), _bigrams(right)
    shared = len(a & b)
    return 2 * shared / (len(a) + len(b)) if shared else 0.0


def _bigrams(text: str) -> set[str]:
    return {x + y for x, y in pairwise(text)} or {text}


def drafts(type_: str, fields: Mapping[str, Any], token: Token) -> list[Draft]:
    """What a fact proposes, what is needed first. Nothing when too little is stated, for the
    authors of the page, and for what describes the document itself.

    A role's ``start``, ``end`` and ``former`` are those of its sentence (see :mod:`.tenure`).
    """
    if type_ == "role":
        return _post(fields, token)
    values = {name: fields.get(name) for name in EDITABLE.get(type_, ())}
    if not values or not any(value not in (None, "", []) for value in values.values()):
        return []
    parts = _parts(type_, values, token)
    if parts is None:
        return []
    anchor, gist = parts
    needs: list[Draft] = []
    if type_ in {"agreement", "membership"}:
        roles = ("parties",) if type_ == "agreement" else ("organisation", "member_of")
        names = dict.fromkeys(name for role in roles for name in names_of(values[role]))
        needs = [_organisation(name, token) for name in names if not token("organisation", name)[1]]
    return [*needs, Draft(type_, values, key(type_, anchor, gist), anchor[:200], gist[:500])]


def _parts(type_: str, values: Mapping[str, Any], token: Token) -> tuple[str, str] | None:
    """Anchor and gist: what must be equal, and what may be said in other words."""

    def one(name: str) -> str:
        found = names_of(values.get(name))
        return token("organisation", found[0])[0] if found else ""

    date = str(values.get("date") or "")
    match type_:
        case "event" if values["name"]:
            return date, folded(values["name"])
        case "agreement" if values["title"] or len(names_of(values["parties"])) > 1:
            parties = "+".join(sorted(token("organisation", name)[0] for name in names_of(values["parties"])))
            return (date[:4], folded(values["title"])) if values["title"] else (f"{date}|{parties}"[:200], parties)
        case "indicator" if isinstance(values["value"], (int, float)) and (values["measure"] or values["subject"]):
            number = f"{values['value']:g}|{folded(values['unit'])}|{values['as_of'] or ''}|{one('subject')}"
            return number, folded(values["measure"])
        case "membership" if values["organisation"] and values["member_of"]:
            return "", f"{one('organisation')}>{one('member_of')}"
        case "programme" if values["name"]:
            return folded(values["kind"]), folded(values["name"])
        case "task" if values["text"]:
            return one("issuer"), folded(values["text"])
    return None


def _post(fields: Mapping[str, Any], token: Token) -> list[Draft]:
    person, role, organisation = (str(fields.get(name) or "").strip() for name in ("person", "role", "organisation"))
    title, former = bare_title(role), bool(fields.get("former"))
    if not (person and title and organisation) or title.lower() in _BYLINES:
        return []
    (at, at_known), (who, who_known) = token("organisation", organisation), token("person", person)
    found = []
    if not at_known:
        found.append(_organisation(organisation, token))
    if not who_known:  # two people of one name at different places are two people
        values: dict[str, Any] = {"name": person, "at": [at]}
        found.append(Draft("person", values, key("person", who, at), who[:200], who))
    values = {
        "person": person, "title": title, "organisation": organisation, "start": fields.get("start"),
        "end": fields.get("end"), "former": former,
    }  # fmt: skip
    gist = f"{who}>{folded(title)}>{at}" + (">former" if former else "")  # that it is over is another statement
    needs = tuple(draft.key for draft in found)
    return [*found, Draft("post", values, key("post", "", gist), "", gist[:500], needs)]


def _organisation(name: str, token: Token) -> Draft:
    known_as = token("organisation", name)[0]
    return Draft("organisation", {"name": name}, key("organisation", "", known_as), "", known_as)


def key(kind: str, anchor: str, gist: str) -> str:
    """The digest by which a statement is known."""
    return hashlib.sha256(f"{kind}\n{anchor}\n{gist}".encode()).hexdigest()


def digest(type_: str, fields: Mapping[str, Any]) -> str:
    """The digest of what a fact states."""
    return hashlib.sha256(f"{type_}\n{_plain(fields)}".encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{name}:{_plain(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_plain, value)) + "]"
    return repr(value)


def title_of(kind: str, values: Mapping[str, Any]) -> str:
    """How a statement is called in a list."""
    stated = str(values.get(TITLES.get(kind, "")) or "").strip()
    if stated:
        return stated[:500]
    if kind == "post":
        return " · ".join(str(values.get(name) or "") for name in ("person", "title", "organisation"))[:500]
    if kind == "agreement":
        return "、".join(names_of(values.get("parties")))[:500]
    if kind == "indicator":
        named = " ".join(str(values[name]) for name in ("subject", "measure") if values.get(name))
        return f"{named}: {shown_number(values)}"[:500]
    if kind == "membership":
        return f"{values.get('organisation')} → {values.get('member_of')}"[:500]
    return str(values.get("name") or "")[:500]


def shown_number(values: Mapping[str, Any]) -> str:
    """An indicator's value with its unit and what qualifies it: 近 4,000 位, 300 余 名."""
    number = values.get("value")
    written = f"{number:,}" if isinstance(number, int) else f"{number:,.15g}" if isinstance(number, float) else ""
    how = str(values.get("modifier") or "")
    parts = (written, how, values.get("unit")) if how in _BEHIND else (how, written, values.get("unit"))
    return " ".join(str(part) for part in parts if part)


def date_of(kind: str, values: Mapping[str, Any]) -> str:
    """The date of a statement, as far as it is known."""
    return str(values.get("as_of" if kind == "indicator" else "date") or "")[:10]


def nearest(gist: str, others: Iterable[tuple[str, str]]) -> str | None:
    """Of (id, gist) the id of the one that says the same in almost the same words; None: nobody.

    Texts of different numbers are different however alike: 第22届, 第23届.
    """
    numbers = re.findall(r"\d+|[一二三四五六七八九十百]+", gist)
    best: tuple[float, str] | None = None
    for id_, other in others:
        if re.findall(r"\d+|[一二三四五六七八九十百]+", other) != numbers:
            continue
        score = same_words(gist, other)
        if score >= SAME_WORDS and (best is None or score > best[0]):
            best = (score, id_)
    return best[1] if best else None
