"""What people do on a site, one thing after the other, with time to read between."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx

from duijie.bench.load.figures import Seen
from duijie.bench.load.site import Guest, Site

THINK_SECONDS = 1.0
"""How long somebody looks at a page, on average."""
_PATIENCE = 30.0
_CSRF = "0" * 32
_NEEDS = (
    "需要低成本去除电镀废水中的镍，出水低于 0.1 mg/L",
    "a catalyst that stays active below 200 °C for at least 1,000 hours",
    "高纯氮化硅粉体的批量制备，氧含量低于 1%",
    "用视觉检测铝箔表面划痕，每分钟 200 米",
    "recycling of carbon fibre from wind turbine blades",
    "冷链运输中果蔬保鲜，损耗降到 5% 以下",
)
_THREAD = re.compile(r'action="([^"]*/post/\d+/)"')
_STATUS: dict[str, tuple[int, ...]] = {"post": (302,), "talk": (302,), "match": (200, 302)}


class Visitor:
    """One of the people: a browser of their own that keeps its connection, and what they saw."""

    def __init__(self, site: Site, guest: Guest, seed: int) -> None:
        self.site, self.guest = site, guest
        self.seen: list[Seen] = []
        self._chance = random.Random(seed)  # noqa: S311 - a mix of pages, not a secret
        self._thread = ""
        # Of a hundred pages; many look, some search and match, few write.
        self._ways: tuple[tuple[int, str, Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]], ...] = (
            (30, "read", self._read),
            (20, "list", self._list),
            (15, "search", self._search),
            (10, "match", self._match),
            (15, "room", self._room),
            (6, "talk", self._talk),
            (4, "post", self._post),
        )

    async def stay(self, until: float) -> None:
        """Look around until the clock of :func:`time.perf_counter` says ``until``."""
        async with self._browser() as client:
            await asyncio.sleep(self._chance.random() * THINK_SECONDS)
            while time.perf_counter() < until:
                (_share, kind, way), *_ = self._chance.choices(self._ways, [share for share, _kind, _way in self._ways])
                await self._look(client, kind, way)
                await asyncio.sleep(min(self._chance.expovariate(1 / THINK_SECONDS), 5 * THINK_SECONDS))

    async def look_at_all(self) -> None:
        """Each kind of page once."""
        async with self._browser() as client:
            for _share, kind, way in self._ways:
                await self._look(client, kind, way)

    def _browser(self) -> httpx.AsyncClient:
        cookies = {"sessionid": self.guest.session, "csrftoken": _CSRF}
        headers = {"X-CSRFToken": _CSRF, "Accept-Language": self._chance.choice(["zh-CN", "en"])}
        return httpx.AsyncClient(
            base_url=self.site.address, cookies=cookies, headers=headers, timeout=_PATIENCE, trust_env=False
        )

    async def _look(
        self, client: httpx.AsyncClient, kind: str, way: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
    ) -> None:
        began = time.perf_counter()
        try:
            answer = await way(client)
        except httpx.HTTPError as error:
            self.seen.append(Seen(kind, 0.0, type(error).__name__))
            return
        took = 1000 * (time.perf_counter() - began)
        wanted = _STATUS.get(kind, (200,))
        self.seen.append(Seen(kind, took, "" if answer.status_code in wanted else f"status {answer.status_code}"))

    async def _read(self, client: httpx.AsyncClient) -> httpx.Response:
        return await client.get(self._chance.choice(self.site.items))

    async def _list(self, client: httpx.AsyncClient) -> httpx.Response:
        return await client.get(self._chance.choice(["/", "/problems/", "/projects/", "/talents/"]))

    async def _search(self, client: httpx.AsyncClient) -> httpx.Response:
        words = self._chance.choice(self.site.words)[:12]
        return await client.get(self._chance.choice(["/problems/", "/projects/", "/talents/"]), params={"q": words})

    async def _match(self, client: httpx.AsyncClient) -> httpx.Response:
        need = f"{self._chance.choice(_NEEDS)} {self._chance.randrange(10_000)}"  # nobody asks the same twice
        answer = await client.post("/match/", data={"text": need})
        return await client.get(answer.headers["location"]) if answer.status_code == 302 else answer

    async def _room(self, client: httpx.AsyncClient) -> httpx.Response:
        answer = await client.get(self.guest.room)
        if found := _THREAD.search(answer.text):
            self._thread = found[1]
        return answer

    async def _talk(self, client: httpx.AsyncClient) -> httpx.Response:
        if not self._thread:
            return await self._room_first(client)
        return await client.post(self._thread, data={"text": "请看新的数据。", "form": str(uuid4())})

    async def _room_first(self, client: httpx.AsyncClient) -> httpx.Response:
        await self._room(client)
        return await client.post(self._thread or "/", data={"text": "请看新的数据。", "form": str(uuid4())})

    async def _post(self, client: httpx.AsyncClient) -> httpx.Response:
        values = {
            "title": f"Load {uuid4()}",
            "statement": "需要降低能耗百分之二十。",
            "problem_kind": "need",
            "confidentiality": "open",
            "currency": "CNY",
            "visibility": "public",
            "requirements-TOTAL_FORMS": "0",
            "requirements-INITIAL_FORMS": "0",
        }
        return await client.post("/problems/new/", data=values)
