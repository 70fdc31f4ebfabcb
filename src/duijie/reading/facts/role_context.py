"""What the text before a post says of whose it is: 所长 alone is of the institute named last."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from duijie.reading.facts.frame import Frame
from duijie.reading.facts.organisations import is_anchored, is_generic, is_organisation, name_before
from duijie.reading.facts.spans import starting

# Posts that tell what kind of organisation they are of.
_OF_POST = {
    "所长": "所",
    "校长": "(?:大学|(?<!科)学院|学校|中学|小学|科大)",
    "院长": "院",
    "局长": "局",
    "厅长": "厅",
    "部长": "部",
    "司长": "司",
    "处长": "处",
    "市长": "(?:市|市人民政府|市政府)",
    "省长": "(?:省|省人民政府|省政府)",
    "馆长": "馆",
    "区长": "(?:区|区人民政府|区政府)",
    "县长": "(?:县|县人民政府|县政府)",
    "州长": "(?:州|州人民政府|州政府)",
    "台长": "台",
    "社长": "社",
    "会长": "(?<!委员)(?<!人大)会",
    "理事长": "(?:会|联盟|联合体|组织|公司)",
    "理事": "(?:(?<!委员)会|联盟|联合体|共同体|组织|网|平台)",
    "董事长": "(?:公司|集团)",
    "总经理": "(?:公司|集团)",
}
OF_KIND = re.compile("(?:" + "|".join(post for post in _OF_POST if post != "理事") + ")$")

_UNIVERSITY = re.compile(r"[\u4e00-\u9fff]{1,3}大(?<!人大)")
# A term of a body that stays: 湖泊学会|第五届理事会.
_TERM = re.compile(
    r"(?<=[\u4e00-\u9fff”]{3})第[\d一二三四五六七八九十百]+届(?:全国|常务|大会)?(?:理事会|委员会|监事会|常务理事会|主席团|书记处)$"
)


def without_term(name: str) -> str:
    """The body without the term that a committee of it is of.

    >>> without_term("江城湖泊学会第五届理事会")
    '江城湖泊学会'
    """
    return _TERM.sub("", name)


def is_short_of(short: str, name: str) -> bool:
    """Whether the characters of a short name stand in a name, in order.

    >>> is_short_of("化物所", "中国科学院江城化学物理研究所")
    True
    """
    rest = iter(name)
    return len(short) < len(name) and all(char in rest for char in short)


# The ends of names, in order, and the names.
_Ends = tuple[list[int], list[str]]


@dataclass
class Context:
    """The organisations of an article, by what is asked of them: each question walks through
    them once, however many posts ask it."""

    frame: Frame
    _answers: dict[str, _Ends] = field(default_factory=dict)
    _firsts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def fitting(self, post: str, end: int) -> str | None:
        """The last organisation named before that has such a post."""

        def having(name: str) -> str | None:
            body = without_term(name)
            return body if self.has_post(body, post) and not is_generic(body) else None

        return self._last(f"post {post}", having, end)

    def has_post(self, name: str, post: str) -> bool:
        """Whether an organisation is of a kind that has such a post."""
        return re.search(f"{_OF_POST[post]}$", name) is not None

    def subject(self, start: int, end: int) -> str | None:
        """The organisation that the paragraph up to a post is about: the first it names, if it is
        the only one."""
        names = list(dict.fromkeys(m.name for m in starting(self.frame.organisations, start, end)))
        keys = {self.frame.short_names.key(n) for n in names}
        return names[0] if len(keys) == 1 else None

    def resolve(self, name: str, offset: int) -> str | None:
        """The organisation a name stands for: a short name of the article written out, and of a
        kind alone (领导小组) the last one of that kind named before; None when there is none."""
        full = self.frame.organisation(name)
        if _UNIVERSITY.fullmatch(full):
            return self._university(full) or full
        if full != name or not is_generic(name):
            return full

        def longer(other: str) -> str | None:
            whole = other.strip("“”")
            return whole if whole.endswith(name) and len(whole) > len(name) else None

        if found := self._last(f"name {name}", longer, offset):
            return found
        # The name may have gone on where it stood in full: …研究中心第一届理事会.
        first = next(iter(self._in_full(name)), None)
        if first and first[0] <= offset:
            return first[1]
        return name if len(name) > 2 or name.endswith("委") else None

    def _university(self, short: str) -> str | None:
        """The one university of the article that two or three characters stand for: 都大."""
        named = {m.name for m in self.frame.organisations if m.name.endswith("大学")}
        fits = {name for name in named if is_short_of(short[:-1], name)}
        return fits.pop() if len(fits) == 1 else None

    def _last(self, question: str, fits: Callable[[str], str | None], end: int) -> str | None:
        if question not in self._answers:
            self._answers[question] = _ends((m.end, fits(m.name)) for m in self.frame.organisations)
        ends, names = self._answers[question]
        at = bisect_right(ends, end) - 1
        return names[at] if at >= 0 else None

    def _in_full(self, name: str) -> list[tuple[int, str]]:
        """The first place at which a name goes on to the left, as its end and the longer name."""
        if name not in self._firsts:
            text = self.frame.text
            self._firsts[name] = []
            for match in re.finditer(re.escape(name), text):
                longer = text[name_before(text, self.frame.words, match.end()) : match.end()]
                if len(longer) > len(name) + 2 and is_organisation(longer) and is_anchored(longer):
                    self._firsts[name].append((match.end(), longer))
                    break
        return self._firsts[name]


def _ends(found: Iterable[tuple[int, str | None]]) -> _Ends:
    kept = [(end, name) for end, name in found if name is not None]
    return [end for end, _ in kept], [name for _, name in kept]
