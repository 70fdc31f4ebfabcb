"""The one place from which pages are asked for."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import httpcore
import httpx

from duijie.core.errors import DuijieError, InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.core.net.connecting import Deadline, GuardedBackend, Resolve, resolve
from duijie.core.net.failures import FetchFailed, FetchRefused
from duijie.reading.limits import megabytes
from duijie.reading.sources.fetching import robots as robots_txt
from duijie.reading.sources.fetching.addresses import origin_of, parse_address
from duijie.reading.sources.fetching.limits import LONGEST_DELAY, LONGEST_WAIT, Manners, retry_after
from duijie.reading.sources.fetching.robots import Robots, Rules
from duijie.reading.sources.fetching.unpacking import gunzip

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNREAD = ("image/", "audio/", "video/", "font/")
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_RULES = 256  # hosts whose parsed robots.txt is held in memory


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day in seconds since 1970, and how to let it pass."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Hosts(Protocol):
    """What is remembered of hosts from one request to the next, and from one run to the next."""

    def robots(self, origin: str) -> tuple[Robots, float] | None:
        """The rules known of a host, and when they were read."""

    def keep_robots(self, origin: str, robots: Robots, at: float) -> None:
        """Remember them."""

    def due(self, origin: str) -> float:
        """When the host may be asked next."""

    def reserve(self, origin: str, now: float, delay: float) -> float:
        """Take the next turn at a host: when it is; the one after it is ``delay`` seconds later."""

    def hold(self, origin: str, until: float) -> None:
        """Leave the host alone until then."""


class HostMemory:
    """Hosts remembered for as long as the process lives."""

    def __init__(self) -> None:
        self._robots: dict[str, tuple[Robots, float]] = {}
        self._due: dict[str, float] = {}

    def robots(self, origin: str) -> tuple[Robots, float] | None:
        return self._robots.get(origin)

    def keep_robots(self, origin: str, robots: Robots, at: float) -> None:
        self._robots[origin] = robots, at

    def due(self, origin: str) -> float:
        return self._due.get(origin, 0.0)

    def reserve(self, origin: str, now: float, delay: float) -> float:
        turn = max(now, self.due(origin))
        self._due[origin] = turn + delay
        return turn

    def hold(self, origin: str, until: float) -> None:
        self._due[origin] = max(self.due(origin), until)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a page's bytes, or that it is unchanged.

    ``address`` is where it was found in the end. ``cut`` is a sentence when the answer was
    longer than the limit and only its beginning is here.
    """

    address: str
    unchanged: bool = False
    body: bytes = b""
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    cut: Any = None


class Client:
    """Asks for pages, one at a time, with manners.

    >>> with Client(Manners(contact="mailto:library@example.org"), HostMemory()) as client:
    ...     answer = client.fetch("https://example.org/news")  # doctest: +SKIP
    """

    def __init__(
        self, manners: Manners, hosts: Hosts, *, clock: Clock | None = None, resolver: Resolve = resolve
    ) -> None:
        self.manners, self.hosts, self.clock = manners, hosts, clock or Clock()
        self._deadline = Deadline()
        self._rules: dict[str, tuple[Rules, float]] = {}
        backend = GuardedBackend(manners.guard, self._deadline, resolver)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), max_connections=8, keepalive_expiry=10.0, network_backend=backend
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "", keep_cut: bool = False) -> Answer:
        """One page. Waits for the host's turn; follows redirects to public addresses.

        Args:
            etag: with ``last_modified``, what the page said of itself last time; when it is
                still the same the answer is ``unchanged``.
            keep_cut: give the beginning of an answer that is too long or never ends, instead
                of failing.

        Raises:
            FetchRefused: robots.txt or the guard forbids it.
            FetchFailed: it is not there, or its server fails; says whether to try again.
            TooLarge: it is longer than the limit.
            InvalidInput: it is no web address.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}
        current = parse_address(address)
        for _ in range(self.manners.redirects + 1):
            self._turn(current)
            answer = self._get(current, headers, self.manners.size, keep_cut)
            if isinstance(answer, Answer):
                return answer
            current = answer
        template = gettext_noop("{address} redirects more than {number} times.")
        raise FetchFailed(Sentence(template, address=address, number=self.manners.redirects), again=False)

    def _turn(self, address: str) -> None:
        """Wait until the host may be asked for this address.

        Raises:
            FetchRefused: its robots.txt forbids it, or wants more time between requests than is waited.
        """
        origin = origin_of(address)
        rules = self._rules_of(origin)
        if not rules.allow(address):
            raise FetchRefused(Sentence(gettext_noop("The robots.txt of {host} forbids this page."), host=origin))
        delay = max(self.manners.delay, rules.delay())
        if delay > LONGEST_DELAY:
            template = gettext_noop(
                "The robots.txt of {host} asks for {asked:,.0f} s between requests; at most {limit:,.0f} s are waited."
            )
            raise FetchRefused(Sentence(template, host=origin, asked=delay, limit=LONGEST_DELAY))
        self._wait(origin, delay)

    def _wait(self, origin: str, delay: float) -> None:
        now = self.clock.now()
        left = self.hosts.due(origin) - now
        if left > LONGEST_WAIT:
            template = gettext_noop("{host} asked to be left alone for {seconds:,.0f} s more; try again later.")
            raise FetchFailed(Sentence(template, host=origin, seconds=left), again=True, after=left)
        turn = self.hosts.reserve(origin, now, delay)
        if turn > now:
            self.clock.sleep(turn - now)

    def _rules_of(self, origin: str) -> Rules:
        """The rules of a host, from memory or asked for.

        Raises:
            FetchFailed: its server does not say. It is asked again a few times, with pauses for
                all pages of the host; when it still fails they are given up together.
        """
        now = self.clock.now()
        held = self._rules.get(origin)
        if held is not None and now < held[1]:
            return held[0]
        known = self.hosts.robots(origin)
        if known is None or known[0].unreachable or now >= known[1] + robots_txt.KEPT:
            since = known[1] if known and known[0].unreachable else now
            since = since if now < since + robots_txt.KEPT_UNREACHABLE else now
            if now >= since + robots_txt.PATIENCE:
                raise self._unreadable(origin, again=False)
            known = self._asked(origin, since), now
            self.hosts.keep_robots(origin, *known)
        rules = known[0].rules()
        if len(self._rules) >= _MOST_RULES:
            self._rules.clear()
        self._rules[origin] = rules, known[1] + robots_txt.KEPT
        return rules

    def _asked(self, origin: str, since: float) -> Robots:
        try:
            robots = self._robots(origin)
            if robots.unreachable:
                raise self._unreadable(origin, again=True)
        except FetchFailed as error:
            if error.again:
                self.hosts.keep_robots(origin, Robots(unreachable=True), since)
                self.hosts.hold(origin, self.clock.now() + robots_txt.PAUSE)
                error.after = max(error.after or 0.0, robots_txt.PAUSE)
            raise
        return robots

    def _unreadable(self, origin: str, again: bool) -> FetchFailed:
        template = gettext_noop(
            "The robots.txt of {host} could not be read, so nothing is fetched from there for now; try again later."
        )
        return FetchFailed(Sentence(template, host=origin), again=again)

    def _robots(self, origin: str) -> Robots:
        current = origin + "/robots.txt"
        for _ in range(self.manners.redirects + 1):
            self._wait(origin_of(current), self.manners.delay)
            try:
                answer = self._get(current, {}, robots_txt.LARGEST, keep_cut=True, statuses=True)
            except _Status as status:
                return Robots.of_answer(status.status, b"")
            if isinstance(answer, Answer):
                return Robots.of_answer(200, answer.body)
            current = answer
        return Robots()

    def _get(
        self, address: str, headers: dict[str, str], size: int, keep_cut: bool, statuses: bool = False
    ) -> Answer | str:
        """One request: the answer, or where a redirect leads."""
        self._deadline.start(self.manners.seconds)
        host = httpx.URL(address).netloc.decode("ascii")
        fixed = {"Host": host, "User-Agent": self.manners.agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        ask: list[tuple[bytes | str, bytes | str]] = [*fixed.items(), *headers.items()]
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.manners.silence)
        try:
            with self._pool.stream("GET", address, headers=ask, extensions={"timeout": timeout}) as response:
                said = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers[::-1]}
                if response.status in _REDIRECTS and "location" in said:
                    return parse_address(said["location"], address)
                if response.status == 304:
                    return Answer(address, unchanged=True, fetched_at=self._time())
                if response.status != 200:
                    if statuses:
                        raise _Status(response.status)
                    raise self._failed(address, response.status, said)
                return self._read(address, said, response.iter_stream(), size, keep_cut)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise self._broken(address, error) from error

    def _read(self, address: str, said: dict[str, str], chunks: Iterable[bytes], size: int, keep_cut: bool) -> Answer:
        media_type = said.get("content-type", "").partition(";")[0].strip().lower()
        if media_type.startswith(_UNREAD):
            template = gettext_noop("{address} is of the kind {kind}; text, HTML, PDF and Word (.docx) files are read.")
            raise FetchFailed(Sentence(template, address=address, kind=media_type), again=False)
        length = said.get("content-length", "")
        if not keep_cut and length.isdigit() and int(length[:20]) > size:
            raise self._too_large(address, size)
        body, cut = self._body(address, _unpacked(address, said.get("content-encoding", ""), chunks), size, keep_cut)
        return Answer(
            address=address,
            body=body,
            media_type=media_type,
            etag=said.get("etag", "")[:200],
            last_modified=said.get("last-modified", "")[:100],
            fetched_at=self._time(),
            cut=cut,
        )

    def _body(self, address: str, pieces: Iterable[bytes], size: int, keep_cut: bool) -> tuple[bytes, Any]:
        body = bytearray()
        try:
            for piece in pieces:
                body += piece
                if len(body) > size:
                    if not keep_cut:
                        raise self._too_large(address, size)
                    template = gettext_noop("{address} goes on after {limit}; only that much of it is read.")
                    return bytes(body[:size]), Sentence(template, address=address, limit=megabytes(size))
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
            if not keep_cut or not body:
                raise
            template = gettext_noop("{address} did not come to an end in time; what came until then is read.")
            return bytes(body), Sentence(template, address=address)
        return bytes(body), None

    def _failed(self, address: str, status: int, said: dict[str, str]) -> FetchFailed:
        after = retry_after(said.get("retry-after", ""), self.clock.now())
        if status in (429, 503) and after:
            self.hosts.hold(origin_of(address), self.clock.now() + after)
        template = {
            404: gettext_noop("{address} is not there (404)."),
            410: gettext_noop("{address} is there no more (410)."),
            401: gettext_noop("{address} asks for a sign-in (401); only public pages are fetched."),
            403: gettext_noop("{address} may not be read from here (403)."),
            429: gettext_noop("{address} asks for fewer requests (429)."),
        }.get(status, gettext_noop("{address} answered with status {status}."))
        return FetchFailed(Sentence(template, address=address, status=status), again=status in _TRANSIENT, after=after)

    def _broken(self, address: str, error: Exception) -> DuijieError:
        if isinstance(error, httpcore.TimeoutException):
            seconds = self.manners.silence if self._deadline.left else self.manners.seconds
            template = gettext_noop("{address} did not answer within {seconds:g} s.")
            return FetchFailed(Sentence(template, address=address, seconds=seconds), again=True)
        template = gettext_noop("{address} cannot be reached ({why}).")
        why = str(error) or type(error).__name__
        return FetchFailed(Sentence(template, address=address, why=why), again="CERTIFICATE" not in why)

    def _too_large(self, address: str, size: int) -> TooLarge:
        template = gettext_noop("{address} is larger than {limit}; raise DUIJIE_FETCH_SIZE_MB to read it.")
        return TooLarge(Sentence(template, address=address, limit=megabytes(size)), limit=size)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)


class _Status(Exception):
    """The status of an answer that holds nothing, for those who judge it themselves."""

    def __init__(self, status: int) -> None:
        self.status = status


def _unpacked(address: str, encoding: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        template = gettext_noop("{address} is packed as “{encoding}”, which was not asked for.")
        raise InvalidInput(Sentence(template, address=address, encoding=encoding[:30]))
    try:
        yield from gunzip(chunks)
    except (zlib.error, EOFError) as error:
        template = gettext_noop("{address} is packed with gzip and damaged.")
        raise FetchFailed(Sentence(template, address=address), again=True) from error
