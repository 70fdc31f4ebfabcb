"""One body, two wings: who sees what in a tree of communities."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from duijie.registry.tree import Node, Tree


def grow(parents: list[int | None], shares: list[bool]) -> tuple[Tree, list[UUID]]:
    ids = [uuid4() for _ in parents]
    paths: list[tuple[UUID, ...]] = []
    for index, parent in enumerate(parents):
        paths.append((*(paths[parent] if parent is not None else ()), ids[index]))
    return Tree.of(Node(i, p, s) for i, p, s in zip(ids, paths, shares, strict=True)), ids


def test_a_branch_sees_its_parent_only_when_the_parent_shares() -> None:
    tree, (root, branch) = grow([None, 0], [True, True])
    assert tree.seen_from([branch]) == {root, branch}
    tree, (root, branch) = grow([None, 0], [False, True])
    assert tree.seen_from([branch]) == {branch}


def test_the_parent_sees_its_branches_and_branches_do_not_see_each_other() -> None:
    tree, (root, left, right) = grow([None, 0, 0], [True, True, True])
    assert tree.seen_from([root]) == {root, left, right}
    assert right not in tree.seen_from([left])


def test_somebody_without_a_role_sees_nothing() -> None:
    tree, _ids = grow([None, 0], [True, True])
    assert tree.seen_from([]) == frozenset()
    assert tree.seen_from([uuid4()]) == frozenset()


@given(st.data())
def test_seeing_follows_its_definition(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 8))
    parents: list[int | None] = [None] + [data.draw(st.integers(0, i - 1)) for i in range(1, size)]
    shares = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    tree, ids = grow(parents, shares)
    member = data.draw(st.integers(0, size - 1))

    def above(index: int) -> set[int]:
        parent = parents[index]
        return set() if parent is None else {parent} | above(parent)

    expected = {
        ids[home]
        for home in range(size)
        if home == member or member in above(home) or (shares[home] and home in above(member))
    }
    assert tree.seen_from([ids[member]]) == expected
