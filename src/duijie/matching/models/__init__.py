"""What the matching room keeps in PostgreSQL."""

from duijie.matching.models.index import Embedding, IndexVersion
from duijie.matching.models.relations import Relation
from duijie.matching.models.sameness import ItemPrint, ItemTwin
from duijie.matching.models.saved import Digest, SavedSearch
from duijie.matching.models.use import Calibration, Exploration, UseEvent

__all__ = [
    "Calibration",
    "Digest",
    "Embedding",
    "Exploration",
    "IndexVersion",
    "ItemPrint",
    "ItemTwin",
    "Relation",
    "SavedSearch",
    "UseEvent",
]
