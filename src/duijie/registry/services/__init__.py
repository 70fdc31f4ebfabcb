"""Every write of the registry."""

from duijie.registry.services.communities import create_community, grant_role, join_community, update_community

__all__ = ["create_community", "grant_role", "join_community", "update_community"]
