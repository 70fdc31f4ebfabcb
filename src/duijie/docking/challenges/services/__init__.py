"""Every write of challenges, a module a use case."""
