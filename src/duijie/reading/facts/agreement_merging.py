"""One agreement told several times made one: in the headline, of its parties, of those who signed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from duijie.reading.facts.agreement_parties import akin
from duijie.reading.facts.event_mention import similarity
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import known_names, places
from duijie.reading.facts.organisations import is_generic, is_organisation
from duijie.reading.facts.role_context import is_short_of

# What agreements of all kinds are called.
GENERAL = re.compile(
    r"(?:院省|省院|院地|校地|全面|战略|科技|科学|新一轮|双边|友好)*(?:合作|谅解)?(?:框架)?(?:协议书|协议|备忘录|意向书|议定书|协定)"
)
_COUNT = re.compile(r"[\d二三四五六七八九十两]+余?多?[所家个]")


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as found: what it is called (None: only its kind is said) and who made it."""

    title: str | None
    parties: tuple[str, ...]
    signatories: tuple[str, ...]
    date: str | None
    start: int
    end: int
    rule: str
    confidence: float
    by_people: bool = False  # the parties are only those whose people signed


def with_signatories(agreements: list[Agreement], said: list[Agreement]) -> list[Agreement]:
    """Who signed, where a sentence of its own tells it behind the agreement: 陈若水、周洪代表双方签约."""
    kept = list(agreements)
    for signing in said:
        before = [i for i, a in enumerate(kept) if a.start < signing.start and signing.start - a.end < 200]
        if before and not kept[before[-1]].signatories and not signing.parties:
            kept[before[-1]] = replace(kept[before[-1]], signatories=signing.signatories)
    return kept


def merged(frame: Frame, found: list[Agreement]) -> list[Agreement]:
    """One agreement said twice (in the headline and in the text, or of its parties and of those
    who signed) once, with all that is known."""
    kept: list[Agreement] = []
    for agreement in sorted(found, key=lambda a: (a.by_people, -len(a.parties), -a.confidence, a.start)):
        place = _signed_by(frame, agreement, kept) if agreement.by_people else None
        if place is None:
            place = next((i for i, other in enumerate(kept) if _same(frame, agreement, other)), None)
        if place is None and (agreement.title or len(agreement.parties) > 1):
            kept.append(agreement)
        elif place is not None:
            kept[place] = _joined(kept[place], agreement)
    return sorted(kept, key=lambda a: a.start)


def _joined(kept: Agreement, other: Agreement) -> Agreement:
    general = kept.title is None or GENERAL.fullmatch(kept.title) is not None
    titles = (kept.title,) if other.by_people and not general else (kept.title, other.title)
    fuller = other.parties if other.by_people and _in_full(kept.parties, other.parties) else ()
    return replace(
        kept,
        title=max((t for t in titles if t), key=len, default=None),
        parties=fuller or kept.parties or other.parties,
        signatories=kept.signatories or other.signatories,
        date=kept.date or other.date,
        confidence=max(kept.confidence, other.confidence),
    )


def _in_full(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether each party of one row is a short form of the one at its place in the other: 合肥市 of
    安徽省合肥市人民政府, but not a university of its department."""
    return len(short) == len(full) and all(
        a == b or (is_short_of(a, b) and len(b) > len(a) + 1 and not b.startswith(a))
        for a, b in zip(short, full, strict=True)
    )


def _signed_by(frame: Frame, signing: Agreement, kept: list[Agreement]) -> int | None:
    """Which of the agreements it is whose signing by people is told: one of theirs without
    signatories yet, by its title where there are several."""
    best: tuple[float, bool, int, int] | None = None
    for i, other in enumerate(kept):
        if other.by_people or (other.signatories and set(other.signatories) != set(signing.signatories)):
            continue
        general = not (signing.title and other.title) or GENERAL.fullmatch(signing.title) is not None
        general = general or (signing.title or "").isascii()
        general = general or (other.title is not None and GENERAL.fullmatch(other.title) is not None)
        alike = similarity(signing.title or "", other.title or "")
        kin = sum(any(akin(frame, a, b) for b in other.parties) for a in signing.parties)
        if not (kin or not signing.parties) or not (general or alike >= 0.5):
            continue
        found = (round(kin + alike, 2), other.start <= signing.start, -abs(signing.start - other.start), i)
        best = found if best is None else max(best, found)
    return best[-1] if best else None


def _party(frame: Frame, name: str) -> str:
    """A party as compared: 四川省委 and 四川省人民政府 both sign for 四川省."""
    key = frame.short_names.key(name)
    for short, full in known_names().items():
        if key.startswith(short) and len(key) > len(short) + 1 and not key.startswith(full):
            key = full + key[len(short) :]
            break
    key = re.sub(r"(?<=[省市县区州])(?:委|政府|人民政府)$", "", key)
    country = next((key[:n] for n in range(6, 1, -1) if key[:n] in places()), "")
    abroad = country not in ("", "中国") and len(key) - len(country) > 3 and is_organisation(key[len(country) :])
    return key[len(country) :] if abroad and not is_generic(key[len(country) :]) else key


def _kin(frame: Frame, one: set[str], other: set[str], *, headline: bool) -> int:
    """How many parties two agreements share, 0 unless each of one is kin to one of the other; a
    headline may leave parties out."""
    few, many = sorted((one, other), key=len)
    if headline:
        few = {name for name in few if not _COUNT.match(name)}  # 江城与5所高校签约
    if len(few) != len(many) and not headline:
        return 0
    return len(few) if all(any(akin(frame, a, b) for b in many) for a in few) else 0


def _same(frame: Frame, one: Agreement, other: Agreement) -> bool:
    if one.date and other.date and one.date != other.date:
        return False
    if (one.start, one.end) == (other.start, other.end) and one.title != other.title:
        return False  # two papers of one sentence
    first, second = ({_party(frame, p) for p in a.parties} for a in (one, other))
    shared = len(first & second)
    headline = frame.title is not None and min(one.start, other.start) < frame.title.end
    if min(len(first), len(second)) > 1 and shared < max(len(first), len(second)):
        shared = _kin(frame, first, second, headline=headline)
    alike = (
        one.parties == other.parties
        or (shared >= 2)
        or (shared and not (len(one.parties) > 1 and len(other.parties) > 1))
    )
    if not (one.parties and other.parties) and one.title and other.title:
        # The meeting's one agreement, told of again without its parties.
        return similarity(one.title, other.title) >= 0.6
    if one.title and other.title and not (GENERAL.fullmatch(one.title) or GENERAL.fullmatch(other.title)):
        least = 0.5 if headline and shared > 1 else 0.75
        return similarity(one.title, other.title) >= least and (bool(alike) or not one.parties or not other.parties)
    return bool(alike) and shared >= 1
