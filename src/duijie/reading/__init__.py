"""Public pages in, repaired text with its metadata out.

>>> from duijie.reading import read_bytes
>>> article, = read_bytes("參加聯(lián)盟的單位。".encode())
>>> article.text, article.damage
('參加聯盟的單位。', ('pinyin-gloss', 'traditional-converted'))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duijie.reading.articles import Article, ReadFailure, read_bytes, read_path
    from duijie.reading.comparing import Segment, compare
    from duijie.reading.limits import Limits
    from duijie.reading.page import Repair

_WHERE = {
    "Article": "articles",
    "Limits": "limits",
    "ReadFailure": "articles",
    "Repair": "page",
    "Segment": "comparing",
    "compare": "comparing",
    "read_bytes": "articles",
    "read_path": "articles",
}
__all__ = ["Article", "Limits", "ReadFailure", "Repair", "Segment", "compare", "read_bytes", "read_path"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: Django imports this package at start and need not wait for OpenCC.
    if name in _WHERE:
        return getattr(import_module(f"duijie.reading.{_WHERE[name]}"), name)
    raise AttributeError(name)
