"""A journey told in several sentences made one: who went to a country and what was seen there."""

from __future__ import annotations

import re
from dataclasses import replace

from duijie.reading.facts.event_mention import EventMention, similarity
from duijie.reading.facts.gazetteer import places

_ON_THE_WAY = re.compile(r"参观|实地考察|走访")
_LED = re.compile(r"率(?:团|队|代表团)")
_POINTS_BACK = re.compile(r"上述|以上")
COUNTRIES = re.compile(r"^(?:上述|以上)?[两三四五六]国$")


def once(found: list[EventMention]) -> list[EventMention]:
    """The same visit told in the headline and in the text once; what somebody sees on a journey
    to a country belongs to the journey."""
    kept: list[EventMention] = []
    for mention in found:
        same = next((i for i, other in enumerate(kept) if _same_journey(other, mention)), None)
        if same is None:
            kept.append(mention)
            continue
        first = kept[same]
        fuller = len(mention.people) > len(first.people) or bool(mention.date and not first.date)
        better = mention if fuller or mention.confidence > first.confidence else first
        if first.rule == "visit" and mention.place is None and first.place:
            better = first
        if _POINTS_BACK.search(better.name):
            better = replace(better, name=first.name if better is mention else mention.name)
        kept[same] = replace(
            better,
            date=first.date or mention.date,
            place=first.place or mention.place,
            organisations=tuple(dict.fromkeys([*first.organisations, *mention.organisations])),
            people=tuple(dict.fromkeys([*first.people, *mention.people])),
        )
    return kept


def _same_journey(one: EventMention, other: EventMention) -> bool:
    if one.rule != other.rule and "visit" not in (one.rule, other.rule):
        return set(one.people) == set(other.people) and len(one.people) > 1
    if one.start < other.end and other.start < one.end and one.rule == other.rule:
        return True
    if one.rule != other.rule:
        return False
    if one.rule == "visit" and one.people[:1] == other.people[:1] and _POINTS_BACK.search(one.name + other.name):
        return True
    if one.rule == "visit" and one.people and set(one.people[:1]) == set(other.people[:1]):
        if _LED.search(one.name) and _LED.search(other.name) and not (one.date and other.date):
            return True
        return (
            one.place in places()
            or COUNTRIES.match(one.place or "") is not None
            or _ON_THE_WAY.search(other.name) is not None
            or similarity(one.name, other.name) >= 0.5
        )
    if one.rule == "met" and one.people[:1] == other.people[:1] and min(len(one.people), len(other.people)) < 2:
        return bool(set(one.organisations) & set(other.organisations))
    return similarity(one.name, other.name) >= 0.6 or (len(one.people) > 1 and set(one.people) == set(other.people))
