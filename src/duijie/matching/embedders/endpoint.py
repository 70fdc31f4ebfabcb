"""The space ``openai``: any server that speaks the OpenAI embeddings interface.

``POST {base}/embeddings`` with ``{"model", "input": [...]}`` answers
``{"data": [{"index", "embedding": [...]}, ...]}``; vLLM, text-embeddings-inference, llama.cpp,
Ollama and others speak it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.matching.embedders.base import Embedded, embed_separately, unit
from duijie.matching.types import Passage


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where the endpoint is and what its model expects.

    ``url`` is the base, such as ``http://127.0.0.1:8080/v1``; ``dimension`` the length of its
    vectors, checked on every answer because the index can hold only one; ``timeout`` in
    seconds for one request of at most ``batch`` texts. The prefixes are put before the texts
    (instruction-tuned models want them).
    """

    url: str
    model: str
    dimension: int
    key: str = ""
    timeout: float = 30.0
    batch: int = 64
    query_prefix: str = ""
    passage_prefix: str = ""


class Endpoint:
    """An embedder on another machine; every failure is one :class:`Unavailable`."""

    languages = frozenset({"zh", "en"})

    def __init__(self, settings: EndpointSettings, name: str = "openai") -> None:
        self.name = name
        self._settings = settings
        self.edition = settings.model
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        # The address comes from the settings: a proxy of the environment has no say in it.
        self._client = httpx.Client(timeout=settings.timeout, headers=headers, trust_env=False)

    @property
    def dimension(self) -> int:
        return self._settings.dimension

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode([self._settings.passage_prefix + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode([self._settings.query_prefix + text for text in texts])

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        return embed_separately(self, passages)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        step = self._settings.batch
        parts = [self._ask(texts[at : at + step]) for at in range(0, len(texts), step)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)

    def _ask(self, texts: Sequence[str]) -> np.ndarray:
        # An empty input is refused by most servers; a blank stands for it.
        body = {"model": self._settings.model, "input": [text if text.strip() else " " for text in texts]}
        address = self._settings.url.rstrip("/") + "/embeddings"
        try:
            response = self._client.post(address, json=body)
            response.raise_for_status()
            answer = response.json()
        except httpx.TimeoutException as problem:
            template = gettext_noop(
                "The embedding endpoint {address} did not answer within {seconds:g} s: "
                "check that it is up, or raise its timeout."
            )
            raise Unavailable(Sentence(template, address=address, seconds=self._settings.timeout)) from problem
        except httpx.HTTPStatusError as problem:
            template = gettext_noop(
                "The embedding endpoint {address} answered {status}: check the model's name and the key."
            )
            raise Unavailable(Sentence(template, address=address, status=problem.response.status_code)) from problem
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            template = gettext_noop(
                "The embedding endpoint {address} cannot be reached ({why}): check its address and that it is up."
            )
            raise Unavailable(Sentence(template, address=address, why=str(problem))) from problem
        except ValueError as problem:
            template = gettext_noop(
                "The embedding endpoint {address} answered with something that is no JSON: check its address."
            )
            raise Unavailable(Sentence(template, address=address)) from problem
        return unit(self._vectors(answer, len(texts), address), self.name)

    def _vectors(self, answer: Any, expected: int, address: str) -> np.ndarray:
        try:
            rows = sorted(answer["data"], key=lambda row: int(row["index"]))
            lists = [[float("nan") if value is None else float(value) for value in row["embedding"]] for row in rows]
        except (KeyError, TypeError, ValueError) as problem:
            template = gettext_noop(
                "The embedding endpoint {address} answered in a form that is not the OpenAI embeddings interface: "
                "check its address."
            )
            raise Unavailable(Sentence(template, address=address)) from problem
        if len(lists) != expected:
            template = gettext_noop("The embedding endpoint {address} gave {number} vectors for {expected} texts.")
            raise Unavailable(Sentence(template, address=address, number=len(lists), expected=expected))
        sizes = {len(values) for values in lists}
        if sizes - {self.dimension}:
            template = gettext_noop(
                "The embedding endpoint {address} gave vectors of {given} numbers where "
                "the settings say {wanted}: correct the setting and rebuild the index."
            )
            given = min(sizes - {self.dimension})
            raise Unavailable(Sentence(template, address=address, given=given, wanted=self.dimension))
        return np.array(lists, dtype=np.float32)
