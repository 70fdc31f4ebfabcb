"""An embedding server of somebody else's."""

from __future__ import annotations

import json
from typing import Any

from tests.json_server import JsonServer


class Server(JsonServer):
    """Gives each text a vector of its length, until told otherwise."""

    def __init__(self) -> None:
        super().__init__("/v1/embeddings", lambda body: vectors([[len(text), 1.0, 0.0] for text in body["input"]]))


def vectors(rows: list[list[Any]]) -> tuple[int, bytes]:
    # Backwards, because the interface promises the index and not the order.
    data = [{"index": index, "embedding": row} for index, row in enumerate(rows)][::-1]
    return 200, json.dumps({"data": data}).encode()
