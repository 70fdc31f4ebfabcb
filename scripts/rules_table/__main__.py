"""Print the tables, or write them into the document."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """``--write`` writes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    import django

    django.setup()
    from scripts.rules_table import DOCUMENT, tables, with_tables

    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print("\n\n".join(map(str, tables())))  # noqa: T201 - that is what it is for
    return 0


if __name__ == "__main__":
    sys.exit(main())
