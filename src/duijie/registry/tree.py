"""The tree of communities as plain data, read once a request. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID


@dataclass(frozen=True)
class Node:
    """A community in the tree: ``path`` is its ancestors' ids and its own, from the root."""

    id: UUID
    path: tuple[UUID, ...]
    shares: bool


@dataclass(frozen=True)
class Tree:
    """All communities of the installation."""

    nodes: Mapping[UUID, Node]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Tree:
        return cls({node.id: node for node in nodes})

    def ancestors(self, community: UUID) -> frozenset[UUID]:
        """Those above it, without itself."""
        return frozenset(self.nodes[community].path[:-1]) if community in self.nodes else frozenset()

    def below(self, community: UUID) -> frozenset[UUID]:
        """It and all those below it."""
        return self._below.get(community, frozenset())

    @cached_property
    def _below(self) -> dict[UUID, frozenset[UUID]]:
        found: dict[UUID, set[UUID]] = {}
        for node in self.nodes.values():
            for above in node.path:
                found.setdefault(above, set()).add(node.id)
        return {key: frozenset(value) for key, value in found.items()}

    def seen_from(self, memberships: Iterable[UUID]) -> frozenset[UUID]:
        """The communities whose community-visible items a member of these may see.

        An item of C is seen by members of C, of C's ancestors, and, when C shares, of the
        communities below C. So a member of M sees M, all below M, and those above M that share.
        """
        seen: set[UUID] = set()
        for member_of in memberships:
            if member_of not in self.nodes:
                continue
            seen |= self.below(member_of)
            seen |= {above for above in self.ancestors(member_of) if self.nodes[above].shares}
        return frozenset(seen)
