"""The space ``openai``: any server that speaks the OpenAI embeddings interface.

``POST {base}/embeddings`` with ``{"model", "input": [...]}`` answers
``{"data": [{"index", "embedding": [...]}, ...]}``; vLLM, text-embeddings-inference, llama.cpp,
Ollama and others speak it too.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.matching.embedders.base import Embedded, embed_separately, unit
from duijie.matching.types import Passage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where the endpoint is and what its model expects.

    ``url`` is the base, such as ``http://127.0.0.1:8080/v1``; ``dimension`` the length of its
    vectors, checked on every answer because the index can hold only one; ``timeout`` in
    seconds for one request of at most ``batch`` texts, its answer read to the end; ``patience``
    the same where somebody waits for a match; ``rest`` the seconds for which needs do without an
    endpoint that has exceeded it. The prefixes are put before the texts (instruction-tuned
    models want them).
    """

    url: str
    model: str
    dimension: int
    key: str = ""
    timeout: float = 30.0
    patience: float = 3.0
    rest: float = 30.0
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
        self._client = httpx.Client(headers=headers, trust_env=False)
        self._lock = threading.Lock()
        self._resting_until = 0.0
        self._failing = False

    @property
    def dimension(self) -> int:
        return self._settings.dimension

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode([self._settings.passage_prefix + text for text in texts], self._settings.timeout)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Texts to find with. Somebody waits for these: an endpoint that did not answer one need in
        time is not asked for the next ones for a while, so that they come at once without it."""
        self._check_rest()
        try:
            found = self._encode([self._settings.query_prefix + text for text in texts], self._settings.patience)
        except Unavailable as problem:
            self._failed(problem)
            raise
        self._answered()
        return found

    def embed(self, passages: Sequence[Passage]) -> Embedded:
        return embed_separately(self, passages)

    # --- an endpoint that does not answer --------------------------------------------------------

    def _check_rest(self) -> None:
        now = time.monotonic()
        with self._lock:
            left = self._resting_until - now
            if left <= 0 and self._failing:
                # One need asks whether the endpoint is back; those beside it do not wait for that.
                self._resting_until = now + self._settings.patience
        if left > 0:
            template = gettext_noop(
                "The embedding endpoint {address} did not answer a moment ago; it is asked again in {seconds:.0f} s."
            )
            raise Unavailable(Sentence(template, address=self._address, seconds=max(left, 1.0)))

    def _failed(self, problem: Unavailable) -> None:
        with self._lock:
            first, self._failing = not self._failing, True
            late = isinstance(problem.__cause__, httpx.TimeoutException)
            self._resting_until = time.monotonic() + self._settings.rest if late else 0.0
        if first:  # the operator reads it once, however many needs do without; the log is in English
            said = problem.message
            why = said.template.format(**said.values) if isinstance(said, Sentence) else str(said)
            log.warning("Needs are matched without the space %s: %s", self.name, why)

    def _answered(self) -> None:
        with self._lock:
            back, self._failing, self._resting_until = self._failing, False, 0.0
        if back:
            log.warning("The space %s answers again.", self.name)

    # --- one request -----------------------------------------------------------------------------

    @property
    def _address(self) -> str:
        return self._settings.url.rstrip("/") + "/embeddings"

    def _encode(self, texts: Sequence[str], seconds: float) -> np.ndarray:
        step = self._settings.batch
        parts = [self._ask(texts[at : at + step], seconds) for at in range(0, len(texts), step)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)

    def _ask(self, texts: Sequence[str], seconds: float) -> np.ndarray:
        # An empty input is refused by most servers; a blank stands for it.
        body = {"model": self._settings.model, "input": [text if text.strip() else " " for text in texts]}
        address = self._address
        try:
            answer = json.loads(self._posted(address, body, seconds))
        except httpx.TimeoutException as problem:
            template = gettext_noop(
                "The embedding endpoint {address} did not answer within {seconds:g} s: "
                "check that it is up, or raise its timeout."
            )
            raise Unavailable(Sentence(template, address=address, seconds=seconds)) from problem
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

    def _posted(self, address: str, body: object, seconds: float) -> bytes:
        """The answer, read to its end within the time: httpx alone limits only each wait, and a
        server that sends a byte a second would be waited for without end."""
        until = time.monotonic() + seconds
        read = bytearray()
        with self._client.stream("POST", address, json=body, timeout=seconds) as response:
            response.raise_for_status()
            for chunk in response.iter_bytes():
                read += chunk
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the answer did not end in time", request=response.request)
        return bytes(read)

    def _vectors(self, answer: Any, expected: int, address: str) -> np.ndarray:
        try:
            rows = sorted(answer["data"], key=lambda row: int(row["index"]))
            places = [int(row["index"]) for row in rows]
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
        if places != list(range(expected)):
            template = gettext_noop(
                "The embedding endpoint {address} did not say which vector is whose: its “index” must count from 0."
            )
            raise Unavailable(Sentence(template, address=address))
        sizes = {len(values) for values in lists}
        if sizes - {self.dimension}:
            template = gettext_noop(
                "The embedding endpoint {address} gave vectors of {given} numbers where "
                "the settings say {wanted}: correct the setting and rebuild the index."
            )
            given = min(sizes - {self.dimension})
            raise Unavailable(Sentence(template, address=address, given=given, wanted=self.dimension))
        return np.array(lists, dtype=np.float32)
