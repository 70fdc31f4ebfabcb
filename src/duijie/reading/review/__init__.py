"""The review of what was read: its page, what it asks of the database, how a proposal is shown."""
