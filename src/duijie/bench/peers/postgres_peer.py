"""PostgreSQL's full text as its manual sets it up: a generated tsvector column, a GIN index,
``@@`` and ``ts_rank``.

Its parser knows no Chinese: with the configuration ``simple`` as it is, a run of Chinese
characters is one word. The second set-up stores the words cut beforehand. A need is far longer
than a query of the manual's examples, of which all words must occur; here any word may match
(``|``), which finds more.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import psycopg

from duijie.bench.peers.base import Ask, Row, Task
from duijie.bench.peers.memory import family_mb
from duijie.config.postgres import EmbeddedPostgres

_SHOWN = """
SELECT id FROM passage, (SELECT replace(plainto_tsquery('simple', %s)::text, '&', '|')::tsquery AS asked) AS query
WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC, id LIMIT %s
"""


class PostgresAsIs:
    """``to_tsvector('simple', …)`` over the text as it stands, by the embedded server."""

    cut: ClassVar[bool] = False

    def __init__(self, folder: Path, task: Task) -> None:
        self._task = task
        self._server = EmbeddedPostgres(folder, durable=False)
        self._connection = psycopg.connect(self._server.acquire(), autocommit=True)

    def build(self) -> None:
        run = self._connection.execute
        run(
            "CREATE TABLE passage (id text PRIMARY KEY, body text NOT NULL, "
            "words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED)"
        )
        for rows in self._task.rows():
            self._copy(rows)
        run("CREATE INDEX ON passage USING gin (words)")
        run("ANALYZE passage")

    def search(self, ask: Ask, k: int) -> list[str]:
        return [row[0] for row in self._connection.execute(_SHOWN, [self._body(ask.text), k]).fetchall()]

    def elsewhere_mb(self) -> float:
        pid = int((self._server.data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
        return family_mb(pid)

    def close(self) -> None:
        self._connection.close()
        self._server.release()

    def _copy(self, rows: Iterable[Row]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY passage (id, body) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row((row.id, self._body(f"{row.title}\n{row.text}")))

    def _body(self, text: str) -> str:
        return " ".join(self._task.words(text)) if self.cut else text


class PostgresWords(PostgresAsIs):
    """The same over words cut beforehand, the same terms as the other engines get."""

    cut = True
