"""Every write of the docking room, a module a use case."""
