"""tantivy: Lucene's kind of index, in a folder, as its manual shows.

Its Chinese support is a tokenizer of one's own; through Python that means to cut the words
beforehand and to register the whitespace tokenizer. Any term may match (BM25).
"""

from __future__ import annotations

from pathlib import Path

import tantivy

from duijie.bench.peers.base import Ask, Task


class Tantivy:
    """An index on disk, read through the page cache."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._task = task
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", stored=False, tokenizer_name="words", index_option="freq")
        self._schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("words", analyzer)

    def build(self) -> None:
        writer = self._index.writer()
        for rows in self._task.rows():
            for row in rows:
                body = " ".join(self._task.words(f"{row.title}\n{row.text}"))
                writer.add_document(tantivy.Document(id=[row.id], body=[body]))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, ask: Ask, k: int) -> list[str]:
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", word, "freq"))
            for word in self._task.words(ask.text)
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), k).hits
        return [str(self._searcher.doc(address)["id"][0]) for _, address in hits]

    def elsewhere_mb(self) -> float:
        return 0.0

    def close(self) -> None:
        """Nothing runs."""
