"""Facts: what an article states, each with its quote.

>>> from duijie.reading import read_bytes
>>> article, = read_bytes("7月3日,湖泊生态学会理事长陈若水会见了来访的客人,双方就湖泊保护交换了意见。".encode())
>>> [(f.type, f.fields["person"], f.fields["role"]) for f in read_facts(article) if f.type == "role"]
[('role', '陈若水', '理事长')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from duijie.reading.facts.types import FIELDS, TYPES, Fact, FactType

if TYPE_CHECKING:
    from duijie.reading.facts.reader import read_facts

__all__ = ["FIELDS", "TYPES", "Fact", "FactType", "read_facts"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: the words and names behind the rules take a while to read.
    if name == "read_facts":
        return import_module("duijie.reading.facts.reader").read_facts
    raise AttributeError(name)
