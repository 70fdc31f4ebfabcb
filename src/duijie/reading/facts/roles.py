"""Who holds which post: all rules for roles, and what they leave to the context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from duijie.reading.facts import role_chinese, role_english, role_lines
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import known_names
from duijie.reading.facts.organisations import is_generic
from duijie.reading.facts.role_context import OF_KIND, Context
from duijie.reading.facts.role_mention import OF_STATE, RoleMention
from duijie.reading.facts.types import Fact

# Posts that say nothing of where when they stand alone.
_NEEDS_NONE = re.compile(
    r"记者|编辑|摄影|作者|校对|审核|教授|研究员|院士|博士|专家|大使|公使|参赞|工程师|科学家|顾问|"
    r"主持人|代表|获得者|得主|获奖者|创始人|发起人|总统|首相|发言人"
)
_HOME = {
    "所长": "所",
    "院长": "院",
    "校长": "校",
    "局长": "局",
    "厅长": "厅",
    "会长": "会",
    "理事长": "会",
    "馆长": "馆",
}
# A name that says only what kind of body it is.
_KIND = re.compile(r"(?:会|组|中心|部|处|委|室)$")
_GAMBLING = re.compile(
    r"赌|博彩|百家乐|老虎机|威尼斯人|葡京|葡萄京|永利|金沙|银河娱乐|真人娱乐|娱乐[城场]|太阳城|[六合时]彩|时时彩|投注|"
    r"电子游艺|捕鱼|(?i:casino|betting|baccarat)"
)
_RESOLVED = 0.9  # at most, where a kind of organisation (领导小组) stands for one named before
_IMPLIED = 0.88  # at most, where only the context names the organisation


def find(frame: Frame) -> Iterator[Fact]:
    """The roles of an article."""
    for mention in _merged(frame, frame.roles):
        yield frame.fact(
            "role",
            mention.start,
            mention.end,
            mention.rule,
            mention.confidence,
            person=mention.person,
            role=mention.role,
            organisation=mention.organisation,
            organisation_implied=mention.implied,
        )
    yield from role_lines.find_removed(frame)


def mentions(frame: Frame) -> tuple[RoleMention, ...]:
    """Every place at which the text says that somebody holds a post, in order."""
    found = [*role_chinese.find(frame), *role_english.find(frame), *role_lines.find(frame)]
    found.sort(key=lambda m: (m.start, m.end))
    return tuple(_alike(_placed(frame, [m for m in found if not _is_hijacked(m)])))


def _is_hijacked(mention: RoleMention) -> bool:
    """Whether the words of a gambling site stand where the organisation's name stood."""
    return _GAMBLING.search(mention.role + (mention.organisation or "") + mention.person) is not None


def _alike(mentions: Iterable[RoleMention]) -> Iterator[RoleMention]:
    """The posts of one row are of one organisation where only the context names it: 党委书记、副所长."""
    rows: dict[tuple[int, str], list[RoleMention]] = {}
    for mention in mentions:
        rows.setdefault((mention.start, mention.person), []).append(mention)
    for row in rows.values():
        telling = next((m for m in row if m.implied and OF_KIND.search(m.role)), None)
        for mention in row:
            stated = mention.organisation is not None and not mention.implied
            yield (
                replace(mention, organisation=telling.organisation, implied=True) if telling and not stated else mention
            )


def _placed(frame: Frame, mentions: Iterable[RoleMention]) -> Iterator[RoleMention]:
    """With short names written out, and the organisation of the one before where a post in the
    same paragraph has none: 江城大学校长陈若水致辞。副校长李望主持。"""
    last: RoleMention | None = None
    context = Context(frame)
    for mention in mentions:
        stated, full = mention.organisation is not None, None
        if mention.organisation is not None:
            name = mention.organisation
            full = context.resolve(name, mention.start)
            if full is None:
                mention = replace(mention, organisation=None, confidence=min(mention.confidence, _IMPLIED))
            else:
                changed = full != name and name not in frame.short_names.names
                ceiling = _RESOLVED if changed else _IMPLIED if _is_kind(full) else 1.0
                mention = replace(
                    mention, organisation=full, implied=changed, confidence=min(mention.confidence, ceiling)
                )
        unknown = full is None if mention.organisation is None and stated else False
        if (
            mention.organisation is None
            and not unknown
            and not OF_STATE.match(mention.role)
            and not _NEEDS_NONE.search(mention.role)
        ):
            paragraph = frame.text.rfind("\n", 0, mention.start)
            implied = None
            if mention.rule == "post-before-name" and (ending := OF_KIND.search(mention.role)):
                home = "我" + _HOME.get(ending.group(), "校")  # 我校: the page's own, which it need not name
                implied = None if home in frame.text else context.fitting(ending.group(), mention.start)
            elif mention.rule == "post-before-name" and last and last.start > paragraph and last.organisation:
                implied = last.organisation
            elif mention.rule == "post-before-name":
                implied = context.subject(paragraph + 1, mention.start)
            if implied:
                mention = replace(
                    mention, organisation=implied, implied=True, confidence=min(mention.confidence, _IMPLIED)
                )
        if mention.organisation and not _NEEDS_NONE.search(mention.role):
            last = mention
        yield mention


def _is_kind(name: str) -> bool:
    return name not in known_names() and _KIND.search(name) is not None and is_generic(name)


def _merged(frame: Frame, mentions: Iterable[RoleMention]) -> list[RoleMention]:
    """Each post of a person once: the one that names the organisation outranks one that does not."""
    best: dict[tuple[str, str, str | None], RoleMention] = {}
    for mention in mentions:
        key = frame.short_names.key(mention.organisation) if mention.organisation else None
        slot = (mention.person, mention.role.casefold(), key)
        rank = (not mention.implied, mention.confidence)
        if slot not in best or rank > (not best[slot].implied, best[slot].confidence):
            best[slot] = mention
    stated = {(p, r) for (p, r, o), m in best.items() if o is not None and not m.implied}
    named = {(p, r) for (p, r, o) in best if o is not None}
    kept = []
    for (person, role, organisation), mention in best.items():
        if (organisation is None and (person, role) in named) or (mention.implied and (person, role) in stated):
            continue
        kept.append(mention)
    return kept
