"""The three libraries' records."""

from duijie.library.models.attachment import Attachment
from duijie.library.models.grant import Grant
from duijie.library.models.item import ITEM_MODELS, Item, Kind, State, Visibility
from duijie.library.models.problem import Problem, Requirement
from duijie.library.models.project import Project
from duijie.library.models.talent import Talent, Work

ITEM_MODELS.update({"problem": Problem, "project": Project, "talent": Talent})

__all__ = [
    "ITEM_MODELS",
    "Attachment",
    "Grant",
    "Item",
    "Kind",
    "Problem",
    "Project",
    "Requirement",
    "State",
    "Talent",
    "Visibility",
    "Work",
]
