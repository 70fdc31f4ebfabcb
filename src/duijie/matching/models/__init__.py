"""What the matching room keeps in PostgreSQL."""

from duijie.matching.models.index import Embedding, IndexVersion

__all__ = ["Embedding", "IndexVersion"]
