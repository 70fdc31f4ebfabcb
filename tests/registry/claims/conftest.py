from tests.factories.world import world

__all__ = ["world"]
