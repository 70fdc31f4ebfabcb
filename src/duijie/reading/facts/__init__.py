"""Facts: what an article states, each with its quote."""

from duijie.reading.facts.types import FIELDS, TYPES, Fact, FactType

__all__ = ["FIELDS", "TYPES", "Fact", "FactType"]
