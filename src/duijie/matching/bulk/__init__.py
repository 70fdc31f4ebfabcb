"""Embedding and making rows in bulk: in one process, or on a Ray cluster, with the same result."""

from duijie.matching.bulk.working import Batch, Done, Spaces, work, worked

__all__ = ["Batch", "Done", "Spaces", "work", "worked"]
