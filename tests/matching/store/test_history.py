"""Whatever is done to the index, and in whatever order, it answers like a plain list would."""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from duijie.matching.store import PassageStore, addresses
from duijie.matching.types import Audience, Facets, Filter, Passage

EVERYTHING = Filter(audience=Audience(everything=True))
WORDS = ["alpha", "beta", "gamma", "delta"]
DOCUMENTS = st.sampled_from(["p1", "p2", "t'3"])
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3)
FACETS = st.sampled_from(
    [Facets(), Facets(visibility="private", readers=("u1",)), Facets(visibility="community", communities=("c1",))]
)
AUDIENCES = (Audience(), Audience(user="u1"), Audience(communities=("c1",)), Audience(everything=True))


def words(passage: Passage) -> list[str]:
    return passage.text.split()


@dataclass
class Known:
    """One document as a plain list knows it."""

    texts: list[str]
    facets: Facets
    embedded: set[int] = field(default_factory=set)

    def seen_by(self, audience: Audience) -> bool:
        return (
            audience.everything
            or self.facets.visibility == "public"
            or (
                self.facets.visibility == "community" and bool(set(self.facets.communities) & set(audience.communities))
            )
            or audience.user in self.facets.readers
        )


class History(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.from_ = addresses.FROM
        addresses.FROM = 1  # as if every table were large
        self.folder = tempfile.mkdtemp()
        self.store = PassageStore.create(Path(self.folder) / "index", {"v": 4})
        self.reader = PassageStore.open(Path(self.folder) / "index", freshness=timedelta(0))
        self.known: dict[str, Known] = {}

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)
            addresses.FROM = self.from_

    @rule(document=DOCUMENTS, texts=TEXTS, facets=FACETS)
    def put(self, document: str, texts: list[str], facets: Facets) -> None:
        rows = [
            (Passage(f"{document}#{n}", document, "project", "", n, "", text, ()), facets)
            for n, text in enumerate(texts)
        ]
        self.store.put_words(rows, segment=words)
        before = self.known.get(document)
        kept = {n for n in before.embedded if n < len(texts) and before.texts[n] == texts[n]} if before else set()
        self.known[document] = Known(texts, facets, kept)

    @rule(document=DOCUMENTS, number=st.integers(0, 2))
    def embed(self, document: str, number: int) -> None:
        stored = self.store.put_vectors("v", [f"{document}#{number}"], [[1.0, number, 0, 0]])
        known = self.known.get(document)
        if known and number < len(known.texts):
            assert stored == 1
            known.embedded.add(number)
        else:
            assert stored == 0

    @rule(document=DOCUMENTS, facets=FACETS)
    def change_facets(self, document: str, facets: Facets) -> None:
        if document in self.known:
            self.put(document, self.known[document].texts, facets)

    @rule(document=DOCUMENTS)
    def remove(self, document: str) -> None:
        self.store.remove_documents([document])
        self.known.pop(document, None)

    @rule()
    def fold(self) -> None:
        self.store.optimize(force=True)

    @rule()
    def remember_addresses(self) -> None:
        self.reader.remember_addresses()

    @invariant()
    def answers_are_those_of_a_plain_list(self) -> None:
        if not hasattr(self, "known"):
            return
        for audience in AUDIENCES:
            where = Filter(audience=audience)
            seen = {name: known for name, known in self.known.items() if known.seen_by(audience)}
            for word in WORDS[:2]:
                found = {hit.passage for hit in self.reader.lexical([word], where=where, k=50)}
                assert found == {
                    f"{name}#{n}"
                    for name, known in seen.items()
                    for n, t in enumerate(known.texts)
                    if word in t.split()
                }
            near = {hit.passage for hit in self.reader.nearest("v", [1, 0, 0, 0], where=where, k=50)}
            assert near == {f"{name}#{n}" for name, known in seen.items() for n in known.embedded}
        everything = {f"{name}#{n}" for name, known in self.known.items() for n in range(len(known.texts))}
        missing = everything - {f"{name}#{n}" for name, known in self.known.items() for n in known.embedded}
        assert set(self.reader.missing_vectors("v")) == missing
        rows = self.reader.rows(everything)
        assert {identity: row.facets for identity, row in rows.items()} == {
            f"{name}#{n}": known.facets for name, known in self.known.items() for n in range(len(known.texts))
        }
        assert {identity for identity, row in rows.items() if row.vectors["v"] is None} == missing


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)


def rows_of(document: str, mark: str, count: int = 3) -> list[tuple[Passage, Facets]]:
    return [
        (Passage(f"{document}#{n}", document, "project", "", n, "", f"common {mark}", ()), Facets())
        for n in range(count)
    ]


def test_folding_goes_on_beside_writes_and_loses_none(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {"v": 4})
    rng = np.random.default_rng(0)
    store.put_words((row for n in range(300) for row in rows_of(f"old{n}", f"mark{n}")), segment=words)
    done = threading.Event()
    problems: list[Exception] = []

    def fold() -> None:
        folding = PassageStore.open(tmp_path / "index")
        while not done.is_set():
            try:
                folding.optimize(force=True)
            except Exception as problem:
                problems.append(problem)

    worker = threading.Thread(target=fold)
    worker.start()
    try:
        for n in range(30):
            store.put_words(rows_of(f"old{n}", f"again{n}", 2), segment=words)
            store.put_vectors("v", [f"old{n}#0", f"old{n}#1"], rng.standard_normal((2, 4)))
            store.remove_documents([f"old{200 + n}"])
            assert {hit.document for hit in store.lexical([f"again{n}"], where=EVERYTHING, k=9)} == {f"old{n}"}
    finally:
        done.set()
        worker.join()
    assert problems == []
    assert store.counts() == {"words": 3 * 270 - 30, "v": 60}
    for n in range(30):
        assert store.lexical([f"mark{n}"], where=EVERYTHING, k=9) == []
        assert store.lexical([f"mark{200 + n}"], where=EVERYTHING, k=9) == []
        assert len(store.lexical([f"again{n}"], where=EVERYTHING, k=9)) == 2


def test_the_disk_does_not_fill_with_what_is_outdated(tmp_path: Path) -> None:
    store = PassageStore.create(tmp_path / "index", {"v": 4})
    sizes = []
    for turn in range(6):
        store.put_words((row for n in range(200) for row in rows_of(f"d{n}", f"turn{turn}")), segment=words)
        store.put_vectors("v", [f"d{n}#0" for n in range(200)], np.ones((200, 4)))
        store.optimize(force=True, keep=timedelta(0))
        sizes.append(store.stats().disk_bytes)
    assert sizes[-1] < 1.5 * sizes[1]
