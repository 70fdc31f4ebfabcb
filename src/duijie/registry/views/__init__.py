"""The pages of organisations and people."""

from duijie.registry.views.browse import organisation, organisations, people, person
from duijie.registry.views.edit import edit, new
from duijie.registry.views.merge import merge
from duijie.registry.views.posts import add_post, end_post

__all__ = ["add_post", "edit", "end_post", "merge", "new", "organisation", "organisations", "people", "person"]
