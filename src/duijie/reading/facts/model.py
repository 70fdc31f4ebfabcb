"""Facts read by a language model behind an OpenAI-compatible endpoint.

``POST {base}/chat/completions`` with constrained JSON (``response_format`` ``json_schema``,
strict); a server that does not know it is asked for ``json_object``, then for nothing of the
kind. Only the text of the article is sent, and only where the caller says that it is public
(see :mod:`.together`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from duijie.core.errors import Sentence, Unavailable, gettext_noop
from duijie.reading.articles import Article
from duijie.reading.facts.model_answer import objects
from duijie.reading.facts.model_schema import SCHEMA, believed, messages
from duijie.reading.facts.types import Fact

CONFIDENCE = 0.6  # of a fact that the model alone has found, until it is measured
_LARGEST = 4_000_000  # bytes of one answer
_FORMATS: tuple[dict[str, Any] | None, ...] = (
    {"type": "json_schema", "json_schema": {"name": "facts", "strict": True, "schema": SCHEMA}},
    {"type": "json_object"},
    None,
)
_UNKNOWN_FORMAT = frozenset({400, 404, 415, 422, 501})
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Where the endpoint is and how an article is put before it.

    ``timeout`` in seconds bounds one answer from the request to its last byte. ``piece`` and
    ``overlap`` are characters: a longer article is read in pieces, at most ``pieces`` of them.
    """

    url: str
    model: str
    key: str = ""
    timeout: float = 120.0
    piece: int = 6_000
    overlap: int = 400
    pieces: int = 60
    tries: int = 2
    answer_tokens: int = 8_000


class ModelReader:
    """Reads articles with a language model; every failure is one :class:`Unavailable`."""

    def __init__(self, settings: ReaderSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._sleep = settings, sleep
        self._format = 0
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        # The address comes from the settings: a proxy of the environment has no say in it.
        self._client = httpx.Client(timeout=settings.timeout, headers=headers, trust_env=False)

    def __enter__(self) -> ModelReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    @property
    def rule(self) -> str:
        """What its facts name as their rule."""
        return f"model:{self._settings.model[:60]}"

    def read(self, article: Article) -> tuple[Fact, ...]:
        """The facts that the model found and the text shows, in the order of their quotes, each once.

        A piece that cannot be read is left out as long as another one could.

        Raises:
            Unavailable: the endpoint failed for every piece.
        """
        found: dict[str, Fact] = {}
        problem: Unavailable | None = None
        answered = False
        for start, end in pieces(article.text, self._settings):
            try:
                records = self._ask(article.text[start:end])
            except Unavailable as error:
                problem = problem or error
                if error.details.get("hopeless"):
                    break
                continue
            answered = True
            for record in records:
                fact = believed(record, article, (start, end), self.rule, CONFIDENCE)
                if fact is not None:
                    key = fact.type + json.dumps(dict(fact.fields), ensure_ascii=False, sort_keys=True)
                    found.setdefault(key, fact)
        if problem is not None and not answered:
            raise problem
        return tuple(sorted(found.values(), key=lambda fact: (fact.start, fact.end, fact.type)))

    def _ask(self, text: str) -> list[Any]:
        for number in range(self._settings.tries):
            try:
                return self._answer(text)
            except Unavailable as error:
                if number + 1 == self._settings.tries or not error.details.get("again"):
                    raise
                self._sleep(min(_LONGEST_PAUSE, float(error.details.get("after") or 1.0)))
        raise AssertionError("at least one try is made")

    def _answer(self, text: str) -> list[Any]:
        for form in range(self._format, len(_FORMATS)):
            status, headers, body = self._post(text, _FORMATS[form])
            if status in _UNKNOWN_FORMAT and form + 1 < len(_FORMATS):
                continue
            if status != 200:
                template = gettext_noop(
                    "The reading endpoint {address} answered {status}: check the model's name and the key."
                )
                after = headers.get("retry-after", "")
                raise self._failed(
                    template,
                    status=status,
                    again=status in _AGAIN,
                    hopeless=status in (401, 403, 404),
                    after=float(after) if after.isascii() and after.isdigit() else None,
                )
            self._format = form  # what this server knows is asked for from now on
            return self._facts(body)
        raise AssertionError("the last form is always answered")

    def _facts(self, body: bytes) -> list[Any]:
        try:
            content = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as problem:
            template = gettext_noop(
                "The reading endpoint {address} answered in a form that is not the OpenAI chat interface: "
                "check its address."
            )
            raise self._failed(template, again=True) from problem
        try:
            return objects(content if isinstance(content, str) else "")
        except ValueError as problem:
            template = gettext_noop("The model behind {address} answered without a list of facts.")
            raise self._failed(template, again=True) from problem

    def _post(self, text: str, form: dict[str, Any] | None) -> tuple[int, httpx.Headers, bytes]:
        settings = self._settings
        asked: dict[str, Any] = {
            "model": settings.model,
            "messages": messages(text),
            "temperature": 0,
            "max_tokens": settings.answer_tokens,
        }
        if form is not None:
            asked["response_format"] = form
        until = time.monotonic() + settings.timeout
        try:
            with self._client.stream("POST", self._address, json=asked) as response:
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _LARGEST:
                        raise self._failed(gettext_noop("The reading endpoint {address} answered without end."))
                    if time.monotonic() > until:
                        raise httpx.ReadTimeout("the time for this answer is over")
                return response.status_code, response.headers, bytes(body)
        except httpx.TimeoutException as problem:
            template = gettext_noop(
                "The reading endpoint {address} did not answer within {seconds:g} s: check that it is up, "
                "or raise DUIJIE_READER_SECONDS."
            )
            raise self._failed(template, seconds=settings.timeout) from problem
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            template = gettext_noop(
                "The reading endpoint {address} cannot be reached ({why}): check its address and that it is up."
            )
            raise self._failed(template, why=str(problem), hopeless=True) from problem

    @property
    def _address(self) -> str:
        return self._settings.url.rstrip("/") + "/chat/completions"

    def _failed(self, template: str, **values: Any) -> Unavailable:
        details = {name: values.pop(name) for name in ("again", "hopeless", "after") if name in values}
        return Unavailable(Sentence(template, address=self._address, **values), **details)


def pieces(text: str, settings: ReaderSettings) -> Iterator[tuple[int, int]]:
    """Where the pieces of a text begin and end: cut at ends of sentences, each overlapping the one before."""
    start = 0
    for _ in range(settings.pieces):
        end = min(len(text), start + settings.piece)
        if end < len(text):
            half = start + settings.piece // 2
            cut = max(text.rfind(mark, half, end) for mark in "\n。！？.!?")
            end = cut + 1 if cut > 0 else end
        if text[start:end].strip():
            yield start, end
        if end >= len(text):
            return
        start = max(start + 1, end - settings.overlap)
