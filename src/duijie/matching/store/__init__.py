"""The search index: passages by words and by meaning, in LanceDB, free of Django."""

import os

# The engine remarks on stderr, as warnings, on what is usual here (an empty partition, a new
# table). It reads this when it is loaded.
os.environ.setdefault("LANCEDB_LOG", "error")
os.environ.setdefault("LANCE_LOG", "error")

from duijie.matching.store.loading import Prepared, Vectors, joined, prepare
from duijie.matching.store.objects import ObjectStore, ObjectVersions
from duijie.matching.store.passages import PassageStore
from duijie.matching.store.reading import Hit, Stats, StoredPassage
from duijie.matching.store.schema import fingerprint, segment
from duijie.matching.store.versions import Versions

__all__ = [
    "Hit",
    "ObjectStore",
    "ObjectVersions",
    "PassageStore",
    "Prepared",
    "Stats",
    "StoredPassage",
    "Vectors",
    "Versions",
    "fingerprint",
    "joined",
    "prepare",
    "segment",
]
