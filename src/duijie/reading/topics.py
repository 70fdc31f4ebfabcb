"""What this room's outbox is about."""

FACTS = "facts"
"""Articles whose facts are to be read; the key is the article's id."""
