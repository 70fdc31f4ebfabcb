"""What the rules know of an actor: who they are and which roles they hold where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from duijie.core.models import User
from duijie.registry.models import Community, Role
from duijie.registry.tree import Node, Tree


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor as the rules see one. The anonymous visitor has none of it.

    ``sees`` are the communities whose community-visible items the actor may see,
    ``secretariat`` and ``broker`` those in which the role is held, ``organisations`` those
    the actor belongs to, ``administers`` those the actor is admin of. ``granted`` are records
    that were opened to this actor alone, after a promise of confidentiality; ``stands_in`` those
    in which the actor acts for somebody else for a time.
    """

    user: UUID | None = None
    site_admin: bool = False
    sees: frozenset[UUID] = frozenset()
    secretariat: frozenset[UUID] = frozenset()
    broker: frozenset[UUID] = frozenset()
    member: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    administers: frozenset[UUID] = frozenset()
    granted: frozenset[UUID] = frozenset()
    stands_in: frozenset[UUID] = frozenset()

    @property
    def secretarial(self) -> bool:
        """Whether records of some community are the actor's to keep: the secretariat's and the site admin's."""
        return self.site_admin or bool(self.secretariat)

    @property
    def principals(self) -> tuple[str, ...]:
        """The names under which private items list their readers (see matching.indexing.documents)."""
        if self.user is None:
            return ()
        return (
            f"u:{self.user}",
            *sorted(f"o:{organisation}" for organisation in self.organisations),
            *sorted(f"s:{community}" for community in self.secretariat),
        )


ANONYMOUS = Standing()

_grants: list[Callable[[User], Iterable[UUID]]] = []


def add_grants(provider: Callable[[User], Iterable[UUID]]) -> None:
    """Let a room below say which records were opened to somebody alone (in its ``AppConfig.ready``)."""
    if provider not in _grants:
        _grants.append(provider)


_stand_ins: list[Callable[[Standing], Iterable[UUID]]] = []


def add_stand_ins(provider: Callable[[Standing], Iterable[UUID]]) -> None:
    """Let a room below say in which records somebody acts for somebody else now (in its ``AppConfig.ready``)."""
    if provider not in _stand_ins:
        _stand_ins.append(provider)


def tree() -> Tree:
    """The communities of this installation."""
    rows = Community.objects.values_list("id", "path", "shares")
    return Tree.of(Node(id_, tuple(UUID(part) for part in path.split("/")), shares) for id_, path, shares in rows)


def standing(user: object) -> Standing:
    """The standing of a user; anybody who is not an active user is anonymous.

    It is read once and kept on the user object, which lives for one request. Services that
    change roles call :func:`forget`.
    """
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    kept = getattr(user, "_standing", None)
    if isinstance(kept, Standing):
        return kept
    held: dict[str, set[UUID]] = {kind: set() for kind in Role.Kind.values}
    organisations: set[UUID] = set()
    administers: set[UUID] = set()
    for kind, community, organisation in Role.objects.filter(user=user).values_list(
        "kind", "community_id", "organisation_id"
    ):
        held[kind].add(community)
        if organisation:
            organisations.add(organisation)
            if kind == Role.Kind.ORGANISATION_ADMIN:
                administers.add(organisation)
    anywhere: frozenset[UUID] = frozenset().union(*held.values())
    found = Standing(
        user=user.pk,
        site_admin=user.is_superuser,
        sees=tree().seen_from(anywhere),
        secretariat=frozenset(held[Role.Kind.SECRETARIAT]),
        broker=frozenset(held[Role.Kind.BROKER]),
        member=anywhere,
        organisations=frozenset(organisations),
        administers=frozenset(administers),
        granted=frozenset(record for provider in _grants for record in provider(user)),
    )
    found = replace(found, stands_in=frozenset(record for provider in _stand_ins for record in provider(found)))
    user._standing = found  # type: ignore[attr-defined]
    return found


def forget(user: User) -> None:
    """Read the roles anew at the next question."""
    if hasattr(user, "_standing"):
        del user._standing
