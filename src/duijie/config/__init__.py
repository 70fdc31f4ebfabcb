"""Settings, addresses and the embedded PostgreSQL."""
