"""The translations: collect the texts of the interface, compile what translators wrote.

    python scripts/messages.py extract    # needs GNU gettext (xgettext, msgmerge); texts into the .po files
    python scripts/messages.py compile    # plain Python; .po into .mo
    python scripts/messages.py check      # plain Python; exit code 1 when something is missing

The .mo files are kept in the repository, so that a fresh clone speaks every language.
"""

from __future__ import annotations

import ast
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "duijie"
LOCALES = PACKAGE / "locale"
LANGUAGES = ("zh_Hans",)


@dataclass
class Entry:
    """One text of the interface and its translations (one a plural form)."""

    id: str = ""
    plural: str = ""
    context: str | None = None
    texts: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False
    obsolete: bool = False

    @property
    def missing(self) -> bool:
        """Whether a reader would see the English text."""
        return bool(self.id) and (not self.texts or not all(self.texts.values()))

    @property
    def key(self) -> str:
        """The id as .mo files hold it."""
        found = f"{self.id}\0{self.plural}" if self.plural else self.id
        return found if self.context is None else f"{self.context}\x04{found}"


def entries(path: Path) -> Iterator[Entry]:
    """The entries of a .po file, the header (with an empty id) first.

    Raises:
        ValueError: a line that is no part of a .po file.
    """
    entry, slot, started = Entry(), "", False
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        text = line.strip()
        if not text:
            if started:
                yield entry
            entry, slot, started = Entry(), "", False
            continue
        if text.startswith("#~"):
            entry.obsolete = True
            continue
        if text.startswith("#"):
            entry.fuzzy |= text.startswith("#,") and "fuzzy" in text
            continue
        if text.startswith('"'):
            _append(entry, slot, ast.literal_eval(text))
            continue
        slot, _blank, value = text.partition(" ")
        if slot not in ("msgid", "msgid_plural", "msgctxt", "msgstr") and not slot.startswith("msgstr["):
            raise ValueError(f"{path}, line {number}: this is no part of a .po file")
        started = True
        _append(entry, slot, ast.literal_eval(value))


def _append(entry: Entry, slot: str, text: str) -> None:
    if slot == "msgid":
        entry.id += text
    elif slot == "msgid_plural":
        entry.plural += text
    elif slot == "msgctxt":
        entry.context = (entry.context or "") + text
    else:
        index = int(slot[7:-1]) if slot.startswith("msgstr[") else 0
        entry.texts[index] = entry.texts.get(index, "") + text


def compiled(path: Path) -> bytes:
    """A .po file as the .mo file that gettext reads (GNU gettext manual, "The Format of GNU MO Files")."""
    rows = sorted(
        (entry.key.encode(), "\0".join(text for _i, text in sorted(entry.texts.items())).encode())
        for entry in entries(path)
        if not entry.obsolete and (not entry.id or not (entry.missing or entry.fuzzy))
    )
    number, start = len(rows), 7 * 4
    at = start + number * 16
    ids, texts, blob = b"", b"", b""
    for key, _text in rows:
        ids += struct.pack("<II", len(key), at + len(blob))
        blob += key + b"\0"
    for _key, text in rows:
        texts += struct.pack("<II", len(text), at + len(blob))
        blob += text + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, number, start, start + number * 8, 0, at)
    return header + ids + texts + blob


def catalogues() -> list[Path]:
    return [LOCALES / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


def check() -> list[str]:
    """What is wrong, a sentence each; empty when all is well."""
    found = []
    for path in catalogues():
        where = path.relative_to(PACKAGE.parent)
        for entry in entries(path):
            if entry.obsolete or not entry.id:
                continue
            if entry.fuzzy:
                found.append(f"{where}: “{entry.id}” is only a guess (fuzzy); look at it.")
            elif entry.missing:
                found.append(f"{where}: “{entry.id}” is not translated.")
        made = path.with_suffix(".mo")
        if not made.exists() or made.read_bytes() != compiled(path):
            found.append(f"{where}: the .mo file is not up to date; run scripts/messages.py compile.")
    return found


def extract() -> None:
    """Collect the texts with Django's makemessages."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "duijie.config.settings", "PYTHONPATH": str(PACKAGE.parent)}
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        *languages,
        "--no-wrap",
        "--no-location",
        "--no-obsolete",
    ]
    subprocess.run(command, cwd=PACKAGE, env=environment, check=True)  # noqa: S603 - our own interpreter


def main(arguments: list[str]) -> int:
    """The command; the exit code."""
    what = arguments[0] if arguments else ""
    if what == "extract":
        extract()
    elif what == "compile":
        for path in catalogues():
            path.with_suffix(".mo").write_bytes(compiled(path))
    elif what == "check":
        wrong = check()
        print("\n".join(wrong) or "Every text is translated.")  # noqa: T201 - this is a command
        return 1 if wrong else 0
    else:
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
