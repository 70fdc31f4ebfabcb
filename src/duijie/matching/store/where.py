"""What may be returned, as a condition that the index applies before it takes the top k.

Every value that came from outside ends up inside a quoted string: quotes are doubled,
control characters refused. There is no other way into a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from duijie.core.errors import InvalidInput
from duijie.matching.places import canonical_place, place_ancestors
from duijie.matching.types import Audience, Facets, Filter, Kind

EVERYONE = "*"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_VALUE = 400


def quoted(value: str) -> str:
    """A value as an SQL string literal.

    Raises:
        InvalidInput: it is empty, too long, or holds control characters.
    """
    if not isinstance(value, str) or not value or len(value) > _MAX_VALUE or _CONTROL.search(value):
        raise InvalidInput(
            f"“{str(value)[:40]!r}” cannot be an identifier: use 1 to {_MAX_VALUE} printable characters."
        )
    return "'" + value.replace("'", "''") + "'"


def one_of(column: str, values: Iterable[str]) -> str:
    """``column IN (...)``; false when there are no values."""
    listed = ", ".join(quoted(value) for value in dict.fromkeys(values))
    return f"{column} IN ({listed})" if listed else "false"


def any_of(column: str, values: Iterable[str]) -> str:
    """The list in ``column`` shares a value with ``values``; false when there are no values."""
    listed = ", ".join(quoted(value) for value in dict.fromkeys(values))
    return f"array_has_any({column}, [{listed}])" if listed else "false"


def audience_tokens(facets: Facets) -> list[str]:
    """Who may see a row: everyone, communities (``c:``) and single users (``u:``).

    Anything but "public" and "community" is seen by its readers alone: an unknown
    visibility shows too little, never too much.
    """
    tokens = [f"u:{user}" for user in facets.readers if user]
    if facets.visibility == "public":
        tokens.append(EVERYONE)
    elif facets.visibility == "community":
        tokens.extend(f"c:{community}" for community in facets.communities if community)
    return tokens


def audience_condition(audience: Audience) -> str | None:
    """The rows that ``audience`` may see; None when that is all of them."""
    return None if audience.everything else any_of("audience", _admitting(audience))


def _admitting(audience: Audience) -> list[str]:
    """The tokens one of which a row must have for ``audience`` to see it."""
    tokens = [EVERYONE, *(f"c:{community}" for community in audience.communities if community)]
    if audience.user:
        tokens.append(f"u:{audience.user}")
    tokens.extend(f"u:{principal}" for principal in audience.principals if principal)
    return tokens


def condition(where: Filter) -> str | None:
    """The SQL condition for a filter; None when everything may be returned.

    Raises:
        InvalidInput: a value cannot be an identifier.
    """
    parts: list[str] = []
    audience = audience_condition(where.audience)
    if audience is not None:
        parts.append(audience)
    if where.kinds:
        parts.append(one_of("kind", where.kinds))
    if where.fields:
        parts.append(any_of("fields", where.fields))
    if where.places:
        parts.append(any_of("places", [canonical_place(place) for place in where.places]))
    if where.cooperation:
        parts.append(any_of("cooperation", where.cooperation))
    if where.trl_min is not None:
        parts.append(f"trl >= {int(where.trl_min)}")
    if where.trl_max is not None:
        parts.append(f"trl <= {int(where.trl_max)}")
    if where.exclude:
        parts.append(f"NOT ({one_of('document', where.exclude)})")
    return " AND ".join(parts) or None


def admits(where: Filter, document: str, kind: Kind, facets: Facets) -> bool:
    """What :func:`condition` says of a row, for a row that is at hand."""

    def shares(column: Iterable[str], wanted: Sequence[str]) -> bool:
        return not wanted or not set(column).isdisjoint(wanted)

    trl = facets.trl
    return (
        (where.audience.everything or shares(audience_tokens(facets), _admitting(where.audience)))
        and (not where.kinds or kind in where.kinds)
        and shares(facets.fields, where.fields)
        and (
            not where.places
            or shares(place_ancestors(facets.places), [canonical_place(place) for place in where.places])
        )
        and shares(facets.cooperation, where.cooperation)
        and (where.trl_min is None or (trl is not None and trl >= where.trl_min))
        and (where.trl_max is None or (trl is not None and trl <= where.trl_max))
        and document not in where.exclude
    )
