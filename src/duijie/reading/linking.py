"""Which organisation of the registry published an article: by its codes, else by its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.db.models import Q

from duijie.core.errors import InvalidInput
from duijie.reading.codes import Identifier as Code
from duijie.reading.codes import registry as known_codes
from duijie.registry.identifiers import normalise_identifier
from duijie.registry.models import Identifier, Organisation, OrganisationName
from duijie.registry.names import name_key

_SCHEMES = {"icp": "icp", "site": "site_code"}


def publisher_of(name: str | None, codes: Iterable[Code]) -> Organisation | None:
    """The organisation, or None when nobody or more than one fits.

    A code of its own decides; a name (of the registry of codes first, which knows several for
    one organisation) does when exactly one organisation goes by it. When a branch states its
    own name beside the code of the whole, the branch is meant.
    """
    codes = list(codes)
    named = _by_names([name] if name else [])
    coded = _by_codes(codes)
    if named is not None and (coded is None or named.parent_id == coded.pk):
        return named
    if coded is not None:
        return coded
    owner = known_codes().owner(codes)
    if owner is None and name:
        owner = known_codes().named(name)
    if owner is not None and (name is None or name in owner.all_names):
        return _by_names(owner.all_names)
    return None


def _by_codes(codes: Iterable[Code]) -> Organisation | None:
    condition = Q(pk__in=[])
    for code in codes:
        scheme = _SCHEMES.get(code.kind)
        if scheme is None:
            continue
        # A record covers all sites of its holder: the one without the site's number counts too.
        for value in {code.value, code.value.partition("号")[0] + "号" if code.kind == "icp" else code.value}:
            try:
                condition |= Q(scheme=scheme, value=normalise_identifier(scheme, value))
            except InvalidInput:
                continue
    found = Identifier.objects.filter(condition, organisation__isnull=False).select_related("organisation")
    return _only({row.organisation for row in found if row.organisation is not None})


def _by_names(names: Iterable[str]) -> Organisation | None:
    keys = [name_key(name) for name in names]
    if not keys:
        return None
    rows = OrganisationName.objects.filter(key__in=keys).select_related("organisation")
    return _only({row.organisation for row in rows})


def _only(found: set[Organisation]) -> Organisation | None:
    present = {_kept(organisation) for organisation in found}
    return present.pop() if len(present) == 1 else None


def _kept(organisation: Organisation) -> Organisation:
    """The organisation that one was merged into, if it was."""
    seen = set()
    while organisation.merged_into is not None and organisation.pk not in seen:
        seen.add(organisation.pk)
        organisation = cast(Organisation, organisation.merged_into)
    return organisation
