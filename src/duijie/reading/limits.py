"""What a single input may cost, in one place.

Every limit can be overridden, by a :class:`Limits` handed to the functions of this room or,
for the command line, by an environment variable ``DUIJIE_READ_<NAME>`` (for example
``DUIJIE_READ_PARSE_SECONDS=120``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from duijie.core.errors import InvalidInput, Sentence, gettext_noop

_PREFIX = "DUIJIE_READ_"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one input. Sizes in bytes, times in seconds.

    ``text_bytes`` is for plain text and HTML, ``document_bytes`` for PDF and Word files.
    ``unpacked_bytes`` bounds what a zip container may unfold to, ``text_characters`` the text
    that any format may yield, ``html_depth`` the nesting of elements, ``pdf_pages`` the pages
    read of one PDF. ``parse_seconds`` and ``parse_memory`` (address space) bound the child
    process in which HTML, PDF and Word files are taken apart.
    """

    text_bytes: int = 20_000_000
    document_bytes: int = 100_000_000
    unpacked_bytes: int = 200_000_000
    text_characters: int = 10_000_000
    html_depth: int = 2_000
    pdf_pages: int = 3_000
    parse_seconds: float = 60.0
    parse_memory: int = 2_000_000_000

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """The defaults with what the environment overrides.

        Raises:
            InvalidInput: a variable does not hold a positive number; its name is in the message.
        """
        environment = os.environ if environment is None else environment
        limits = cls()
        for entry in fields(cls):
            name = _PREFIX + entry.name.upper()
            if name not in environment:
                continue
            kind = type(getattr(limits, entry.name))
            try:
                value = kind(environment[name])
            except ValueError:
                value = kind(0)
            if value <= 0:
                raise InvalidInput(
                    Sentence(
                        gettext_noop("{name} must be a positive number; it is “{value}”."),
                        name=name,
                        value=environment[name],
                    )
                )
            limits = replace(limits, **{entry.name: value})
        return limits


DEFAULT = Limits()


def megabytes(size: int) -> str:
    """A size for people: 20000000 → "20 MB"."""
    return f"{size / 1_000_000:,.3g} MB" if size >= 100_000 else f"{size:,} bytes"
