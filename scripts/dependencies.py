"""Check the pinned dependencies: each has its hashes, and a licence that an Apache-2.0 project may use.

``python scripts/dependencies.py`` reads requirements/*.txt and what the installed distributions
say of themselves; it needs no network. Exit code 1 names what does not hold.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
INSTALLED = ("run.txt", "dev.txt")
"""The pins that every checkout installs; those of extras are checked for hashes only."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>\S+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "Apache License, Version 2.0", "Apache Software License", "BSD License",
        "BSD-2-Clause", "BSD-3-Clause", "3-Clause BSD License", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT License",
        "MIT-0", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "OFL-1.1", "SIL Open Font License 1.1 (OFL-1.1)",
        "PSF-2.0", "Python Software Foundation License", "PostgreSQL", "Unlicense", "Zlib",
        "LGPL-3.0-only", "LGPL-2.1-or-later",  # used as they are, through their interface
    }
)  # fmt: skip
BY_HAND = {
    "axe-playwright-python": "MIT",  # its metadata names none; its LICENSE file does
    "qrcode": "BSD License",  # and the licence of the library it was ported from, MIT
}
"""Licences read in the distribution where its metadata does not say them."""


def pins(text: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each pinned distribution."""
    found: dict[str, tuple[str, int]] = {}
    for block in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
        pin = _PIN.match(block)
        if pin:
            found[pin["name"].lower()] = (pin["version"], len(_HASH.findall(block)))
        elif block.strip() and not block.lstrip().startswith("#"):
            found[block.split()[0]] = ("", 0)  # not pinned at all
    return found


def licences(name: str) -> list[list[str]]:
    """What a distribution says of its licence: every one of the lists must have one that is allowed.

    >>> _expression("MPL-1.1 OR GPL-2.0-only OR MIT")
    [['MPL-1.1', 'GPL-2.0-only', 'MIT']]
    """
    if name in BY_HAND:
        return [[BY_HAND[name]]]
    told = metadata(name)
    if told.get("License-Expression"):
        return _expression(told["License-Expression"])
    classifiers = [value.split(" :: ")[-1] for value in told.get_all("Classifier") or [] if "License ::" in value]
    classifiers = [value for value in classifiers if value != "OSI Approved"]
    if classifiers:
        return [classifiers]
    said = (told.get("License") or "").strip().splitlines()
    return _expression(said[0]) if said else [[""]]


def _expression(text: str) -> list[list[str]]:
    return [[one.strip(" ()") for one in part.split(" OR ")] for part in re.split(r"\bAND\b", text)]


def troubles(folder: Path = REQUIREMENTS) -> list[str]:
    """A sentence for each pin that does not hold."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for name, (version, hashes) in pins(path.read_text(encoding="utf-8")).items():
            if not version:
                found.append(f"{path.name}: {name} is not pinned.")
            elif not hashes:
                found.append(f"{path.name}: {name} has no hash.")
            elif path.name in INSTALLED:
                found += _licence_troubles(path.name, name)
    return list(dict.fromkeys(found))


def _licence_troubles(file: str, name: str) -> list[str]:
    try:
        said = licences(name)
    except PackageNotFoundError:
        return [f"{file}: {name} is not installed, so that its licence cannot be read; run `make setup`."]
    bad = [" or ".join(choice) for choice in said if not set(choice) & ALLOWED]
    return [f"{file}: {name} is under {licence or 'no licence that it states'}." for licence in bad]


def main() -> int:
    """Print what does not hold.

    Returns:
        The exit code.
    """
    found = troubles()
    for line in found:
        print(line, file=sys.stderr)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
