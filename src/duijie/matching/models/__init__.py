"""What the matching room keeps in PostgreSQL."""

from duijie.matching.models.index import Embedding, IndexVersion
from duijie.matching.models.relations import Relation
from duijie.matching.models.use import Calibration, Exploration, UseEvent

__all__ = ["Calibration", "Embedding", "Exploration", "IndexVersion", "Relation", "UseEvent"]
