"""The search index: passages by words and by meaning, in LanceDB, free of Django."""

from duijie.matching.store.passages import PassageStore
from duijie.matching.store.reading import Hit, Stats, StoredPassage
from duijie.matching.store.schema import fingerprint, segment
from duijie.matching.store.versions import Versions

__all__ = ["Hit", "PassageStore", "Stats", "StoredPassage", "Versions", "fingerprint", "segment"]
