"""From agreed terms to the clauses of a contract, Chinese and English side by side. Pure.

The wording is ours and a start: it is marked as a draft that the parties' lawyers should read.
Text that a side wrote is not translated; it stands once, across both columns.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from duijie.core.errors import InvalidInput
from duijie.docking.contracts import wording
from duijie.docking.contracts.amounts import chinese_words, english_words, figures
from duijie.docking.contracts.schedule import Step, flaws

Court = Literal["court", "arbitration"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in Chinese and in English; the same twice: it stands once, across both columns."""

    zh: str
    en: str

    @property
    def shared(self) -> bool:
        return self.zh == self.en


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its heading, its paragraphs, and a table below them (``head`` and ``rows``), if any."""

    heading: Pair
    paragraphs: tuple[Pair, ...]
    head: tuple[Pair, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """A party as the contract names it; what is "" is left to be written by hand."""

    name: str
    number: str = ""
    address: str = ""
    representative: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: everything a contract is drafted from."""

    number: str
    title: str
    kind: str
    client: Party
    provider: Party
    subject: str
    requirements: tuple[str, ...]
    amount: Decimal
    currency: str
    start: date
    end: date
    steps: tuple[Step, ...]
    ownership: str
    secrecy_years: int
    place: str = ""
    other: str = ""
    court: Court = "court"
    court_name: str = ""
    late_permille: Decimal = Decimal("0.5")
    late_cap_percent: int = 20
    copies: int = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A contract as text, in the order in which it is set."""

    number: str
    title: Pair
    kind: Pair
    notice: Pair
    parties: tuple[tuple[Pair, Party], ...]
    clauses: tuple[Clause, ...]
    signatures: tuple[Pair, ...]

    def as_data(self) -> dict[str, Any]:
        """The text as JSON values."""
        return asdict(self)


def draft(agreed: Agreed) -> Draft:
    """The contract's text.

    Raises:
        InvalidInput: the schedule does not hold (see :mod:`.schedule`); the sentence says where.
    """
    wrong = flaws(
        amount=agreed.amount, currency=agreed.currency, start=agreed.start, end=agreed.end, steps=agreed.steps
    )
    if wrong:
        raise InvalidInput(wrong[0], fields={"": list(wrong)})
    names = wording.KINDS[agreed.kind]
    roles = tuple(Pair(*role) for role in wording.ROLES[agreed.kind])
    clauses = [
        Clause(_heading(0), (_say("subject", agreed), _shared(agreed.subject), *_requirements(agreed))),
        Clause(_heading(1), tuple(_say(name, agreed) for name in ("time", "place") if name != "place" or agreed.place)),
        _milestones(agreed),
        Clause(_heading(3), (_say("price", agreed), _say("paying", agreed), _say("tax", agreed))),
        Clause(_heading(4), (_say("acceptance", agreed),)),
        Clause(_heading(5), (_shared(agreed.ownership), *(Pair(*text) for text in wording.BY_KIND[agreed.kind]))),
        Clause(_heading(6), (_say("secrecy", agreed),)),
        Clause(_heading(7), (_say("late", agreed), _say("breach", agreed))),
        Clause(_heading(8), (_say("change", agreed),)),
        Clause(_heading(9), (_say(agreed.court, agreed),)),
    ]
    if agreed.other:
        clauses.append(Clause(Pair("其他约定", "Other terms"), (_shared(agreed.other),)))
    clauses.append(Clause(Pair("文本", "Copies"), (_say("copies", agreed),)))
    return Draft(
        number=agreed.number,
        title=_shared(agreed.title),
        kind=Pair(f"{names[0]}合同", f"{names[1]} contract".capitalize()),
        notice=Pair(*wording.NOTICE),
        parties=((roles[0], agreed.client), (roles[1], agreed.provider)),
        clauses=tuple(clauses),
        signatures=roles,
    )


def _shared(text: str) -> Pair:
    return Pair(text, text)


def _heading(place: int) -> Pair:
    return Pair(*wording.HEADINGS[place])


def _requirements(agreed: Agreed) -> tuple[Pair, ...]:
    if not agreed.requirements:
        return ()
    numbered = (_shared(f"{number}. {text}") for number, text in enumerate(agreed.requirements, 1))
    return (Pair(*wording.TEXTS["requirements"]), *numbered)


def _milestones(agreed: Agreed) -> Clause:
    rows = tuple(
        (str(n), step.title, step.due.isoformat(), step.criteria, figures(step.amount, agreed.currency))
        for n, step in enumerate(agreed.steps, 1)
    )
    return Clause(_heading(2), (_say("milestones", agreed),), tuple(Pair(*head) for head in wording.HEAD), rows)


def _say(name: str, agreed: Agreed) -> Pair:
    """A text of :mod:`.wording` with the values of this contract. Values are put in once and never read as
    templates themselves."""
    first, second = wording.ROLES[agreed.kind]
    common: dict[str, Any] = {
        "start": agreed.start.isoformat(),
        "end": agreed.end.isoformat(),
        "place": agreed.place,
        "figures": figures(agreed.amount, agreed.currency),
        "years": agreed.secrecy_years,
        "permille": f"{agreed.late_permille.normalize():f}",
        "cap": agreed.late_cap_percent,
        "copies": agreed.copies,
        "each": agreed.copies // 2,
        "court": agreed.court_name or "____________",
    }
    zh, en = wording.TEXTS[name]
    words = (chinese_words(agreed.amount, agreed.currency), english_words(agreed.amount, agreed.currency))
    return Pair(
        zh.format(**common, a=first[0], b=second[0], words=words[0]),
        en.format(**common, a=first[1], b=second[1], words=words[1]),
    )
