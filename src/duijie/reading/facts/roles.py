"""Who holds which post: all rules for roles, and what they leave to the context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from duijie.reading.facts import role_chinese, role_english, role_lines
from duijie.reading.facts.frame import Frame
from duijie.reading.facts.gazetteer import known_names
from duijie.reading.facts.organisations import is_generic
from duijie.reading.facts.publishers import we_are
from duijie.reading.facts.role_context import OF_KIND, Context, without_term
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
# 该校, 我校 before a post.
_POINTED = re.compile(r"(?P<which>[该我本])(?P<kind>[校院所会])$")
_POST_OF = {"校": "校长", "院": "院长", "所": "所长", "会": "会长"}
# Posts that bodies with members elect.
_OF_BODY = re.compile(r"(?:理事长|会长|秘书长|监事长?|理事|主任委员|干事长)$")
_ROW = re.compile(r"(?:教授|院士|研究员|博士|先生|女士|同志)?[、,和与及以 ]{1,3}")
# Parts of an organisation, whose people are followed by those of the whole.
_PART = re.compile(r"(?:[处科室办]|办公室|[^学]部)$")
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
    for mention in _without_repeats(_merged(frame, frame.roles)):
        mention = _ours(frame, mention)
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
    # What comes behind somebody of a hijacked name is of that name too, and so of nobody.
    placed = [m for m in _alike(_placed(frame, found)) if m.implied or not _is_hijacked(m)]
    return tuple(replace(m, organisation=None, implied=False) if _is_hijacked(m) else m for m in placed)


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
            full = context.resolve(without_term(name), mention.start)
            if full is None:
                mention = replace(mention, organisation=None, confidence=min(mention.confidence, _IMPLIED))
            else:
                changed = full != without_term(name) and name not in frame.short_names.names
                ceiling = _RESOLVED if changed else _IMPLIED if _is_kind(full) else 1.0
                mention = replace(
                    mention, organisation=full, implied=changed, confidence=min(mention.confidence, ceiling)
                )
        needs = not stated and not OF_STATE.match(mention.role) and not _NEEDS_NONE.search(mention.role)
        if needs and (implied := _implied(frame, context, last, mention)):
            mention = replace(mention, organisation=implied, implied=True, confidence=min(mention.confidence, _IMPLIED))
        if mention.organisation and not _NEEDS_NONE.search(mention.role):
            last = mention
        yield mention


def _implied(frame: Frame, context: Context, last: RoleMention | None, mention: RoleMention) -> str | None:
    """The organisation that only the context gives a post: of 该校 the university named last, in a
    row that of the post before, else the last one that has such a post."""
    text = frame.text
    if own := _POINTED.search(text, max(0, mention.start - 2), mention.start):
        return None if own["which"] in "我本" else context.fitting(_POST_OF[own["kind"]], mention.start)
    ending = OF_KIND.search(mention.role)
    if mention.rule in ("appointed", "elected", "held-by", "post-as-label"):
        if _OF_BODY.search(mention.role):
            return context.fitting("理事", mention.start)
        sentence = frame.sentence(mention.start)
        home = last.organisation if last and last.start >= sentence.start else None
        return home if home and (ending is None or context.has_post(home, ending.group())) else None
    if mention.rule != "post-before-name":
        return None
    beside = last is not None and _ROW.fullmatch(text, last.end, mention.start) is not None
    if ending:
        kin = OF_KIND.search(last.role) if last else None
        if last and last.organisation and beside:
            alike = kin is not None and kin.group() == ending.group()
            if alike or context.has_post(last.organisation, ending.group()):
                return last.organisation
        ours = _HOME.get(ending.group())  # 我校: the page's own, which it need not name
        return None if ours and "我" + ours in text else context.fitting(ending.group(), mention.start)
    paragraph = text.rfind("\n", 0, mention.start)
    if last and last.organisation and last.start > paragraph:
        near = beside or last.start >= frame.sentence(mention.start).start
        part = _PART.search(last.organisation) and mention.role.startswith(("党委", "党组", "校", "院"))
        return last.organisation if (near and not part) or not _PART.search(last.organisation) else None
    return context.subject(paragraph + 1, mention.start)


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


def _ours(frame: Frame, mention: RoleMention) -> RoleMention:
    """A post of 我校 with what that is in this article."""
    own = _POINTED.search(frame.text, max(0, mention.start - 2), mention.start)
    if mention.organisation or own is None or own["which"] != "我":
        return mention
    home = we_are(frame, own.group())
    if home is None:
        return mention
    return replace(mention, organisation=home, implied=True, confidence=min(mention.confidence, _IMPLIED))


def _without_repeats(mentions: list[RoleMention]) -> list[RoleMention]:
    """Without what says a post again in fewer words: 陈书记 of the 党委书记, 市委 of 江城市委, a short
    form of a name with dots."""
    by_person: dict[str, list[RoleMention]] = {}
    for mention in mentions:
        by_person.setdefault(mention.person, []).append(mention)
    cut = {name[1:]: name for name in by_person if len(name) == 3}
    whole = cut | {
        part: name for name in by_person if "·" in name for part in (name.split("·")[0], name.split("·")[-1])
    }
    kept = []
    for mention in mentions:
        others = by_person[mention.person] + by_person.get(whole.get(mention.person, ""), [])
        if any(_says_less(mention, other) for other in others):
            continue
        kept.append(mention)
    return kept


def _says_less(mention: RoleMention, other: RoleMention) -> bool:
    if mention is other:
        return False
    bare = mention.organisation is None or mention.implied
    if mention.rule == "name-before-post" and bare and other.rule != "name-before-post":
        return other.role.endswith(mention.role)
    if mention.role != other.role or not mention.organisation or not other.organisation:
        return False
    return other.organisation != mention.organisation and other.organisation.endswith(mention.organisation)
