"""The pages of the libraries."""

from duijie.library.views.browse import download, history, item, items
from duijie.library.views.edit import edit, new
from duijie.library.views.files import file, remove_file, upload
from duijie.library.views.lifecycle import moderation, take_action

__all__ = [
    "download",
    "edit",
    "file",
    "history",
    "item",
    "items",
    "moderation",
    "new",
    "remove_file",
    "take_action",
    "upload",
]
