"""How proposals, facts and what was accepted are shown: rows of names and values, quotes in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from duijie.reading.judging import saying
from duijie.reading.known.queries import Where, shown_state, sources_of
from duijie.reading.models import Fact, Kind, Proposal, Statement
from duijie.reading.review.queries import current_of
from duijie.registry.models import Organisation, Person, Post

FIELDS: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "person": gettext_lazy("Person"),
    "role": gettext_lazy("Post"),
    "title": gettext_lazy("Title"),
    "organisation": gettext_lazy("Organisation"),
    "start": pgettext_lazy("post", "From"),
    "end": pgettext_lazy("post", "Until"),
    "former": gettext_lazy("No longer held"),
    "parties": gettext_lazy("Parties"),
    "signatories": gettext_lazy("Signed by"),
    "date": gettext_lazy("Date"),
    "subject": gettext_lazy("Of whom or what"),
    "measure": gettext_lazy("What is counted"),
    "value": gettext_lazy("Value"),
    "unit": gettext_lazy("Unit"),
    "as_of": gettext_lazy("As of"),
    "modifier": gettext_lazy("Qualified by"),
    "member_of": gettext_lazy("Member of"),
    "place": gettext_lazy("Place"),
    "organisations": gettext_lazy("Organisations"),
    "people": gettext_lazy("People"),
    "owner": gettext_lazy("Whose"),
    "kind": gettext_lazy("Kind"),
    "description": gettext_lazy("Description"),
    "issuer": gettext_lazy("Set by"),
    "text": gettext_lazy("Task"),
    "area": gettext_lazy("Area"),
    "publisher": gettext_lazy("Publisher"),
    "site_codes": gettext_lazy("Codes on the page"),
    "language_variant": gettext_lazy("Language"),
    "damage": gettext_lazy("Damage"),
}
NEW: Mapping[str, Any] = {
    "organisation": gettext_lazy("New organisation"),
    "person": gettext_lazy("New person"),
    "post": gettext_lazy("New post"),
    "agreement": gettext_lazy("New agreement"),
    "indicator": gettext_lazy("New indicator value"),
    "membership": gettext_lazy("New membership"),
    "event": gettext_lazy("New event"),
    "programme": gettext_lazy("New programme"),
    "task": gettext_lazy("New task"),
}
WHY: Mapping[str, Any] = {
    "same name": gettext_lazy("same name"),
    "alias": gettext_lazy("also known as"),
    "short form": gettext_lazy("short form"),
    "picked letters": gettext_lazy("short form"),
    "similar name": gettext_lazy("similar name"),
    "same reading": gettext_lazy("same reading"),
    "identifier": gettext_lazy("identifier"),
}
_LONG = frozenset({"text", "description"})
_HIDDEN = frozenset({"organisation_implied", "article", "at"})
_AROUND = 160  # characters of the article on each side of a quote


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a proposal, as shown and as a form asks for it."""

    name: str
    label: Any
    shown: str
    typed: str
    lines: int = 0  # of a text box; 0 for a single line
    ticked: bool | None = None  # of a box to tick; None for all others
    errors: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote in the text around it."""

    where: Where
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Current:
    """What is recorded now: a line, where it leads, and the id that a proposal's name may mean."""

    title: str
    note: str = ""
    address: str = ""
    same: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal, ready to be decided."""

    proposal: Proposal
    heading: Any
    title: str
    fields: tuple[Field, ...]
    current: tuple[Current, ...]
    quotes: tuple[Quote, ...]
    voices: int
    also: tuple[str, ...] = field(default=())
    hijacked: bool = False
    error: str = ""


def card(proposal: Proposal, typed: Mapping[str, Any] | None = None, errors: Mapping[str, Any] | None = None) -> Card:
    """The card of a proposal that was dressed (see :func:`~.review_queries.dressed`).

    Args:
        typed: what was typed into the form that did not fit, with ``errors`` by field.
    """
    where = sources_of(proposal.facts.all())
    return Card(
        proposal=proposal,
        heading=_("Former post") if proposal.values.get("former") else NEW[proposal.kind],
        title=saying.title_of(proposal.kind, proposal.values),
        fields=tuple(_field(name, proposal.values.get(name), typed, errors) for name in saying.EDITABLE[proposal.kind]),
        current=tuple(_current(record, proposal) for record in current_of(proposal)),
        quotes=tuple(_quote(one) for one in where[:6]),
        voices=len({one.group for one in where}),
        also=tuple(
            f"{need.get_kind_display()} {need.values.get('name', '')}" for need in proposal.needs.all() if need.waits
        ),
        hijacked=any(one.article.hijacked for one in where),
        error=" ".join(str(message) for messages in (errors or {}).values() for message in messages),
    )


def _field(name: str, value: Any, typed: Mapping[str, Any] | None, errors: Mapping[str, Any] | None) -> Field:
    listed = name in saying.LISTS
    given = typed.get(name, "") if typed is not None else "\n".join(saying.names_of(value)) if listed else value
    return Field(
        name=name,
        label=FIELDS[name],
        shown=shown(value) if name not in saying.YES_OR_NO or value else "",
        ticked=bool(typed.get(name) if typed is not None else value) if name in saying.YES_OR_NO else None,
        typed="" if given is None else str(given),
        lines=3 if listed else 2 if name in _LONG else 0,
        errors=tuple((errors or {}).get(name, ())),
    )


def shown(value: Any) -> str:
    """A value of a fact as a line."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, (list, tuple)):
        return _(", ").join(str(one) for one in value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _quote(where: Where) -> Quote:
    fact, text = where.fact, where.article.text
    if text[fact.start : fact.end] != fact.quote:  # a line that is no part of the repaired text
        return Quote(where, "", fact.quote, "")
    before, after = text[max(0, fact.start - _AROUND) : fact.start], text[fact.end : fact.end + _AROUND]
    return Quote(
        where,
        ("…" if fact.start > _AROUND else "") + before,
        fact.quote,
        after + ("…" if fact.end + _AROUND < len(text) else ""),
    )


def _current(record: Any, proposal: Proposal) -> Current:
    if isinstance(record, Post):
        term = " – ".join(str(day) if day else "…" for day in (record.start, record.end)) if record.start else ""
        term = " · ".join(part for part in (term, str(_("former")) if record.former else "") if part)
        return Current(
            f"{record.person} · {record.title} · {record.organisation}", term, record.person.get_absolute_url()
        )
    if isinstance(record, Statement):
        number = saying.shown_number(record.fields) if record.kind == Kind.INDICATOR else ""
        return Current(record.title, " ".join(part for part in (number, record.date) if part))
    why = ""
    for fact in proposal.facts.all():
        for mention in fact.mentions.all():
            why = why or next(
                (WHY.get(one["why"], "") for one in mention.candidates if one["id"] == str(record.pk)), ""
            )
    return Current(str(record), str(why), record.get_absolute_url(), str(record.pk))


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact in the margin of its article."""

    fact: Fact
    title: str
    rows: tuple[tuple[Any, str], ...]
    state: str
    people: tuple[tuple[str, Organisation | Person | None, tuple[Mapping[str, Any], ...]], ...]
    number: int
    in_text: bool = True

    @property
    def former(self) -> bool:
        """Whether it is a post that the text says is over."""
        return any(proposal.values.get("former") for proposal in self.fact.proposals.all())


def noted(facts: Iterable[Fact]) -> list[Noted]:
    """Facts as the margin shows them, numbered in the order of the text; those that only describe
    the document are left to the head of the page."""
    found: list[Noted] = []
    for fact in facts:
        if fact.type == Fact.Type.DOCUMENT:
            continue
        values = {"title" if name == "role" else name: value for name, value in fact.fields.items()}
        kind = "post" if fact.type == Fact.Type.ROLE else fact.type
        rows = tuple(
            (FIELDS.get(name, name), shown(value))
            for name, value in fact.fields.items()
            if name not in _HIDDEN and shown(value)
        )
        people = tuple(
            (mention.text, mention.record, tuple(mention.candidates))
            for mention in fact.mentions.all()
            if mention.record is not None or mention.candidates
        )
        title = saying.title_of(kind, values) or fact.quote[:60]
        found.append(Noted(fact, title, rows, shown_state(fact), people, len(found) + 1, in_text=fact.end > fact.start))
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; ``facts`` are the numbers of the facts whose quotes it belongs to."""

    text: str
    facts: tuple[Noted, ...] = ()
    anchors: tuple[Noted, ...] = ()  # whose quotes begin here


def paragraphs(text: str, facts: Sequence[Noted]) -> list[list[Piece]]:
    """A text as paragraphs of pieces, cut where quotes begin and end; quotes may overlap."""
    inside = [one for one in facts if one.in_text and one.fact.end <= len(text)]
    cuts = sorted({0, len(text), *(one.fact.start for one in inside), *(one.fact.end for one in inside)})
    found: list[list[Piece]] = [[]]
    for start, end in pairwise(cuts):
        held = tuple(one for one in inside if one.fact.start <= start and end <= one.fact.end)
        begun = tuple(one for one in inside if one.fact.start == start)
        for number, line in enumerate(text[start:end].split("\n")):
            if number:
                found.append([])
            if line:
                found[-1].append(Piece(line, held, begun if number == 0 else ()))
    return [pieces for pieces in found if pieces]
