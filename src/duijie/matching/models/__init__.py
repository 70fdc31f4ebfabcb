"""What the matching room keeps in PostgreSQL."""

from duijie.matching.models.index import Embedding, IndexVersion
from duijie.matching.models.relations import Relation

__all__ = ["Embedding", "IndexVersion", "Relation"]
