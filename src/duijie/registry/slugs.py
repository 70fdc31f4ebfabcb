"""The word by which a community's site is found: ``/c/<slug>/``. Pure."""

from __future__ import annotations

import re
from typing import Final

from duijie.core.errors import InvalidInput, Sentence, gettext_noop

LONGEST: Final = 40
RESERVED: Final = frozenset(
    "accounts admin api articles c communities community duijie edit emblem exchange files healthz help index join "
    "leave login logout match me members mine new null organisations people posts preferences problem problems "
    "project projects readyz review root signup static status talent talents theme undefined www".split()
)
"""Words that mean a page of each site, or would be taken for one."""
_FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def check_slug(slug: str) -> str:
    """The slug, when it will do for a new community below another.

    >>> check_slug("hangzhou-2")
    'hangzhou-2'

    Raises:
        InvalidInput: it has other characters than small letters, digits and single hyphens, is shorter than
            2 or longer than :data:`LONGEST` characters, only digits, or reserved.
    """
    if not 2 <= len(slug) <= LONGEST or not _FORM.fullmatch(slug) or slug.isdigit():
        raise InvalidInput(
            Sentence(
                gettext_noop(
                    "Use 2 to {longest} small letters a to z, digits and single hyphens, with a letter among them."
                ),
                longest=LONGEST,
            )
        )
    if slug in RESERVED:
        raise InvalidInput(
            Sentence(gettext_noop("“{word}” is kept for the site itself; choose another address."), word=slug)
        )
    return slug
