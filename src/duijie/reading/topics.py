"""What this room's outbox is about."""

FACTS = "facts"
"""Articles whose facts are to be read; the key is the article's id."""

NAMES = "names"
"""Articles whose names mean somebody else than when they were read, perhaps: the registry came to
know new ones, or two records became one. The key is the article's id."""
