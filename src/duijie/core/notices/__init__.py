"""What people are told: in the site, by mail at once or gathered, and to programs of theirs.

A room registers the sentences of each kind once, says which group of preferences it belongs to
and by which rule its records are seen, and calls :func:`tell` inside the transaction of what
happened. A notice names titles only; whatever is confidential is read behind its link.
"""

from duijie.core.notices.kinds import Group, add_group, guard, on_told, register, text_of, title_of, visible
from duijie.core.notices.telling import mark_read, tell, unread

__all__ = [
    "Group", "add_group", "guard", "mark_read", "on_told", "register", "tell", "text_of", "title_of", "unread",
    "visible",
]  # fmt: skip
