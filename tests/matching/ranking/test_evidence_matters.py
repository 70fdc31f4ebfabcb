"""The sentence that is shown as proof is one that the ranking leans on: without it, the item
falls. Asked of a third of the sample's
problems, with the models that ship."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from duijie.library import sample
from duijie.matching.embedders import DEFAULTS, configured
from duijie.matching.ranking.engine import Engine, put_vectors, put_words
from duijie.matching.store import PassageStore
from duijie.matching.types import Audience, Document, Evidence, Filter, Query
from duijie.matching.understanding.requirements import split

EVERYTHING = Filter(audience=Audience(everything=True))


def documents() -> Iterator[Document]:
    for line in (Path(sample.FOLDER) / "projects.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Document(row["external_id"], "project", row["title"], row["summary"])


@dataclass(frozen=True)
class Proof:
    """An item that stands first for a problem, and the proof it shows."""

    query: Query
    document: Document
    evidence: Evidence


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, PassageStore, list[Proof]]:
    embedders = configured(DEFAULTS)
    everything = {document.id: document for document in documents()}
    store = PassageStore.create(
        tmp_path_factory.mktemp("index") / "index", {embedder.name: embedder.dimension for embedder in embedders}
    )
    put_vectors(store, embedders, put_words(store, everything.values()))
    engine = Engine(store, embedders)
    found = []
    for line in (Path(sample.FOLDER) / "problems.jsonl").read_text("utf-8").splitlines()[::3]:
        text = json.loads(line)["statement"]
        query = Query(text, split(text))
        for match in engine.match(query, where=EVERYTHING, limit=1).matches:
            proof = max(match.evidence, key=lambda one: one.confidence, default=None)
            document = everything[match.document]
            if proof and proof.verdict == "covered" and proof.sentence != document.text:
                assert document.text.count(proof.sentence) == 1, "the proof is the item's own sentence"
                found.append(Proof(query, document, proof))
    return engine, store, found


def test_an_item_falls_without_the_sentence_that_proves_it(
    proofs: tuple[Engine, PassageStore, list[Proof]],
) -> None:
    engine, store, found = proofs
    assert len(found) >= 8
    less = [
        Document(
            f"less-{number}",
            "project",
            proof.document.title,
            proof.document.text.replace(proof.evidence.sentence, "").strip(),
        )
        for number, proof in enumerate(found)
    ]
    put_vectors(store, configured(DEFAULTS), put_words(store, less))
    falls = []
    for proof, cut in zip(found, less, strict=True):
        measured = engine.measure(proof.query, [proof.document.id, cut.id], where=EVERYTHING)
        fused = {item.document: item.fused for item in measured.ranked()}
        falls.append(fused[proof.document.id] - fused[cut.id])
    # Now and then a text without its proof is nearer to the need as a whole.
    assert sum(fall > 0 for fall in falls) >= 0.8 * len(falls)
    assert sum(falls) / len(falls) > 0.2
