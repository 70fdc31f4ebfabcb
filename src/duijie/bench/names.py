"""``duijie bench names``: how well records of one name are put together by person.

The people are generated, so the truth is known: surnames and given names as uneven as real ones,
organisations in trees, careers with moves, works with others of the same laboratory. Each person
leaves one to four records, each of which knows a part of them. Records of one name are judged and
grouped by the shipped code, with all kinds of evidence, without each, and with each alone.

Pairs: precision and recall over pairs of records of one name. B-cubed (Bagga and Baldwin 1998,
"Algorithms for scoring coreference chains"): the mean over records.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from duijie.registry.names import name_key
from duijie.registry.sameness.commonness import Commonness
from duijie.registry.sameness.grouping import group
from duijie.registry.sameness.judging import KINDS, At, Judge, Judgement, Profile, same_name

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华文建国志红玉兰春梅海燕晓东雪峰波宁鹏宇欣怡子涵浩然"
_FIELDS = tuple(f"{major}.{minor}" for major in range(1, 7) for minor in range(1, 8))


@dataclass(frozen=True, slots=True)
class Row:
    """One way of judging: what was used, and how well it did, each from 0 to 1. ``asked`` is the share
    of compared pairs that are left to a person, ``sure_right`` the share of right ones among the others."""

    evidence: str
    precision: float
    recall: float
    f1: float
    b_cubed: float
    asked: float
    sure_right: float


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    name: str
    home: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    works: tuple[str, ...]
    mates: tuple[str, ...]
    orcid: str


@dataclass(frozen=True, slots=True)
class _Record:
    person: int
    profile: Profile


def run_names(people: int, seed: int) -> list[Row]:
    """Generate, judge and score.

    Args:
        people: how many to generate; about twice as many records come of them.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    records = _records(_population(people, rng), rng)
    blocks = _blocks(records)
    commonness = Commonness.counted(name_key(record.profile.names[0]) for record in records)
    rows = [_all_of_a_name(blocks)]
    rows.append(_scored("the name alone, by how common it is", blocks, Judge(commonness, frozenset())))
    for kind in KINDS[:-1]:
        rows.append(_scored(f"name and {kind}", blocks, Judge(commonness, frozenset({kind}))))
    for kind in KINDS[:-1]:
        rows.append(_scored(f"all but {kind}", blocks, Judge(commonness, frozenset(KINDS) - {kind})))
    rows.append(_scored("all", blocks, Judge(commonness)))
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows for people."""
    head = f"{'evidence':38} {'prec.':>6} {'recall':>6} {'F1':>6} {'B³ F1':>6} {'asked':>6} {'sure right':>10}"
    lines = [
        f"{row.evidence:38} {row.precision:6.3f} {row.recall:6.3f} {row.f1:6.3f} {row.b_cubed:6.3f} "
        f"{row.asked:6.3f} {row.sure_right:10.3f}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows for programs."""
    return [asdict(row) for row in rows]


# -- the people -----------------------------------------------------------------------------------------


def _uneven(rng: random.Random, pool: Sequence[str], power: float) -> str:
    """One of the pool; the first ones far oftener (Zipf)."""
    weights = [1 / (rank + 1) ** power for rank in range(len(pool))]
    return rng.choices(pool, weights)[0]


def _population(count: int, rng: random.Random) -> list[_Person]:
    universities = [f"u{number}" for number in range(max(4, count // 60))]
    laboratories = [(f"{u}.s{s}.l{n}", f"{u}.s{s}", u) for u in universities for s in range(5) for n in range(2)]
    field_of = {line[1]: rng.choice(_FIELDS) for line in laboratories}
    staff: dict[tuple[str, ...], list[int]] = defaultdict(list)
    drafts = []
    for number in range(count):
        length = 2 if rng.random() < 0.75 else 1
        given = "".join(_uneven(rng, _GIVEN, 1.0) for _ in range(length))
        home = rng.choice(laboratories)
        moves = [rng.choice(laboratories) for _ in range(rng.choice([0, 0, 1, 2]))]
        staff[home].append(number)
        main = field_of[home[1]]
        fields = (main, rng.choice(_FIELDS)) if rng.random() < 0.2 else (main,)
        drafts.append((number, _uneven(rng, _SURNAMES, 1.0) + given, home, (home, *moves), fields))
    works: dict[int, list[str]] = defaultdict(list)
    mates: dict[int, set[str]] = defaultdict(set)
    for number, _name, home, _places, _fields in drafts:
        near = [one for one in staff[home] if one != number]
        for work in range(rng.randrange(1, 6)):
            authors = [number, *rng.sample(near, min(len(near), rng.randrange(0, 4)))]
            for author in authors:
                works[author].append(f"w{number}.{work}")
                mates[author] |= {f"p{other}" for other in authors if other != author}
    return [
        _Person(number, name, home, places, fields, tuple(works[number]), tuple(sorted(mates[number])), f"o{number}")
        for number, name, home, places, fields in drafts
    ]


def _records(people: Sequence[_Person], rng: random.Random) -> list[_Record]:
    posts: Counter[str] = Counter(step for person in people for line in person.places for step in line)
    total = sum(len(person.places) for person in people)
    found = []
    for person in people:
        for copy in range(rng.choice([1, 1, 2, 2, 3, 4])):
            found.append(_Record(person.number, _seen(person, copy, posts, total, rng)))
    return found


def _seen(person: _Person, copy: int, posts: Mapping[str, int], total: int, rng: random.Random) -> Profile:
    """A record that knows a part of somebody, and now and then something wrong."""
    place = rng.choice(person.places) if rng.random() < 0.4 else person.home
    line = place[rng.choice([0, 0, 1, 2]) :]  # some records know the university only
    works = [work for work in person.works if rng.random() < 0.5] if rng.random() < 0.6 else []
    mates = [mate for mate in person.mates if rng.random() < 0.4] if works else []
    fields = person.fields if rng.random() < 0.7 else ()
    if fields and rng.random() < 0.05:
        fields = (rng.choice(_FIELDS),)
    return Profile(
        id=f"{person.number}.{copy}",
        names=(person.name,),
        orcids=frozenset({person.orcid}) if rng.random() < 0.25 else frozenset(),
        places=(At(line, posts[line[0]] / total),) if rng.random() < 0.8 else (),
        works=frozenset(works),
        mates=frozenset(mates),
        fields=frozenset(fields),
    )


# -- scoring --------------------------------------------------------------------------------------------


def _blocks(records: Sequence[_Record]) -> list[list[_Record]]:
    """Records of one name, which are all that is ever compared."""
    found: dict[str, list[_Record]] = defaultdict(list)
    for record in records:
        found[name_key(record.profile.names[0])].append(record)
    return [block for block in found.values() if len(block) > 1]


def _scored(evidence: str, blocks: Sequence[Sequence[_Record]], judge: Judge) -> Row:
    pairs = asked = right = 0
    groups: list[tuple[Sequence[_Record], list[list[Profile]]]] = []
    for block in blocks:
        known: dict[frozenset[str], Judgement] = {}
        for one, other in combinations(block, 2):
            found = judge(one.profile, other.profile)
            known[frozenset((one.profile.id, other.profile.id))] = found
            pairs += 1
            if found.verdict == "doubt":
                asked += 1
            else:
                right += (found.verdict == "same") == (one.person == other.person)

        def looked_up(one: Profile, other: Profile, known: Mapping[frozenset[str], Judgement] = known) -> Judgement:
            return known[frozenset((one.id, other.id))]

        groups.append((block, group([record.profile for record in block], looked_up, level=0.5)))
    return _row(evidence, groups, asked / max(1, pairs), right / max(1, pairs - asked))


def _all_of_a_name(blocks: Sequence[Sequence[_Record]]) -> Row:
    groups = [(block, [[record.profile for record in block]]) for block in blocks]
    pairs = [one.person == other.person for block in blocks for one, other in combinations(block, 2)]
    assert all(same_name(block[0].profile, block[1].profile) for block in blocks)  # noqa: S101 - how they were made
    return _row("all of one name are one", groups, 0.0, sum(pairs) / max(1, len(pairs)))


def _row(
    evidence: str, groups: Sequence[tuple[Sequence[_Record], list[list[Profile]]]], asked: float, sure: float
) -> Row:
    both = said = true = 0
    precision = recall = records = 0.0
    for block, found in groups:
        truth = {record.profile.id: record.person for record in block}
        sizes = Counter(truth.values())
        true += sum(size * (size - 1) // 2 for size in sizes.values())
        for members in found:
            inside = Counter(truth[profile.id] for profile in members)
            said += len(members) * (len(members) - 1) // 2
            both += sum(size * (size - 1) // 2 for size in inside.values())
            for person, size in inside.items():
                precision += size * size / len(members)
                recall += size * size / sizes[person]
        records += len(block)
    p, r = both / max(1, said) if said else 1.0, both / max(1, true)
    bp, br = precision / max(1.0, records), recall / max(1.0, records)
    return Row(evidence, p, r, _f1(p, r), _f1(bp, br), asked, sure)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
