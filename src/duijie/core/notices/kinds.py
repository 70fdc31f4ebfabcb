"""The kinds of notices: their sentences, the groups that people choose by, the rules they are seen by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Sentence
from duijie.core.models import Notice, User
from duijie.core.notices.rhythm import RHYTHMS, Rhythm

ACCOUNT: Final = "account"
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that are switched together. ``usual`` is what holds for who chose nothing; a ``fixed``
    group is always mailed at once; ``offered`` are the rhythms to choose from. A group
    ``apart`` has no notices: its room writes mails of its own, and asks what was chosen."""

    name: str
    title: Any
    help: Any = ""
    kinds: tuple[str, ...] = ()
    usual: Rhythm = "now"
    fixed: bool = False
    order: int = 50
    offered: tuple[Rhythm, ...] = RHYTHMS
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentences of a kind of notice, as templates of the catalogue: ``{name}`` is filled from its params."""

    title: str
    text: str
    group: str


Seen = Callable[[User, Sequence[str]], Iterable[Any]]
Told = Callable[[Sequence[Notice]], None]

_kinds: dict[str, Kind] = {}
_groups: dict[str, Group] = {
    group.name: group
    for group in (
        Group(
            ACCOUNT,
            _("Safety of your account"),
            _("What somebody could misuse if you did not know of it."),
            fixed=True,
            order=0,
        ),
        Group(OTHER, _("Everything else"), order=90),
    )
}
_headings: dict[str, str] = {}
_seen: dict[str, Seen] = {}
_told: list[Told] = []


def add_group(group: Group) -> None:
    """Let people choose how often they are mailed of a group. Call it in ``AppConfig.ready``."""
    _groups[group.name] = group


def groups() -> list[Group]:
    """The groups that hold something, in the order in which they are shown."""
    held = {group_of(kind) for kind in _kinds}
    shown = [group for group in _groups.values() if group.apart or group.name in held]
    return sorted(shown, key=lambda group: (group.order, group.name))


def group_named(name: str) -> Group | None:
    """A group, or None."""
    return _groups.get(name)


def register(kind: str, *, title: str, text: str, group: str = "") -> None:
    """Give a kind its sentences. Call it in ``AppConfig.ready``.

    Args:
        group: its group, where that does not name the kind itself.
    """
    _kinds[kind] = Kind(title, text, group)


def kind_named(name: str) -> Kind | None:
    """A kind, or None."""
    return _kinds.get(name)


def group_of(kind: str) -> str:
    """The name of the group of a kind."""
    stated = _kinds[kind].group if kind in _kinds else ""
    return stated or next((group.name for group in _groups.values() if kind in group.kinds), OTHER)


def kinds_of(group: str) -> list[str]:
    """The names of the kinds of a group, in order."""
    return sorted(name for name in _kinds if group_of(name) == group)


def guard(name: str, seen: Seen, *, heading: str = "") -> None:
    """Say which records somebody may see: ``seen(user, ids)`` gives the ids of those, by their rule.

    A notice of the key ``name:id:what`` is asked for by it whenever something is sent. Nothing is told
    of records without a guard.

    Args:
        heading: stands above the notices of one record in a gathered mail, filled from their params.
    """
    _seen[name] = seen
    _headings[name] = heading


def on_told(told: Told) -> None:
    """Have ``told(notices)`` called inside the transaction in which people are told something."""
    if told not in _told:
        _told.append(told)


def spread(notices: Sequence[Notice]) -> None:
    """Call everybody who registered with :func:`on_told`."""
    for told in _told if notices else ():
        told(notices)


def guarded(record: str) -> bool:
    """Whether there is a rule for a record, named as ``deal:id``."""
    return record.partition(":")[0] in _seen


def matter_of(notice: Notice) -> str:
    """What a notice belongs to: the first two parts of its key."""
    return ":".join(notice.key.split(":")[:2])


def visible(user: User, notices: Sequence[Notice]) -> list[Notice]:
    """Those of a person's notices whose records the person may see now, in the same order."""
    if not user.is_active:
        return []
    named = [(notice, notice.about or matter_of(notice)) for notice in notices]
    wanted: dict[str, set[str]] = {}
    for _notice, record in named:
        name, _colon, key = record.partition(":")
        wanted.setdefault(name, set()).add(key)
    seen = {
        f"{name}:{key}"
        for name, keys in wanted.items()
        if name in _seen
        for key in map(str, _seen[name](user, sorted(keys)))
    }
    return [notice for notice, record in named if record in seen]


def title_of(notice: Notice) -> str:
    """The notice in one line, in the language that is active."""
    kind = _kinds.get(notice.kind)
    return str(Sentence(kind.title, **notice.params)) if kind else notice.kind


def text_of(notice: Notice) -> str:
    """The notice in a sentence or two, in the language that is active."""
    kind = _kinds.get(notice.kind)
    return str(Sentence(kind.text, **notice.params)) if kind else ""


def heading_of(notice: Notice) -> str:
    """What stands above the notices of one matter, in the language that is active; "" for nothing."""
    heading = _headings.get(notice.key.partition(":")[0], "")
    return str(Sentence(heading, **notice.params)) if heading else ""


guard(ACCOUNT, lambda user, _ids: _ids)
