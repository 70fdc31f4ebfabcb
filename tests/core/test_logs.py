"""The log tells where something went wrong, and nothing of what people wrote or who they are."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.test import Client

from duijie.core.errors import Unavailable
from duijie.core.logs import JsonFormatter, LineFormatter
from duijie.core.middleware import RequestIdFilter, request_id

_FORMATTERS = [JsonFormatter(), LineFormatter("%(levelname)s %(name)s [%(request_id)s] %(message)s")]
_SECRET = "需要除镍的绝密配方"


def _line(formatter: logging.Formatter, message: str, *values: object, error: BaseException | None = None) -> str:
    told = None
    if error is not None:
        try:
            raise error
        except BaseException:
            told = sys.exc_info()
    record = logging.LogRecord("duijie.docking", logging.ERROR, "x.py", 1, message, values, told)
    RequestIdFilter().filter(record)
    return formatter.format(record)


@pytest.mark.parametrize("formatter", _FORMATTERS)
@pytest.mark.parametrize("kind", [ValueError, KeyError, IntegrityError])
def test_an_error_is_told_by_kind_and_place_and_not_by_what_it_quotes(
    formatter: logging.Formatter, kind: Callable[..., BaseException]
) -> None:
    inner = kind(f"Key (email)=(li.fang@example.org) already exists: {_SECRET}")
    line = _line(formatter, "it went wrong", error=inner)
    assert "it went wrong" in line and getattr(kind, "__name__", "") in line and "test_logs.py" in line
    assert _SECRET not in line and "li.fang" not in line


@pytest.mark.parametrize("formatter", _FORMATTERS)
def test_addresses_queries_and_keys_are_left_out_and_ids_stay(formatter: logging.Formatter) -> None:
    there = "0198c1d2-1111-7222-8333-444455556666"
    line = _line(
        formatter, "Not Found: %s of %s", f"/deals/{there}/invite/abcDEF0123456789xyz/?q={_SECRET}", "li@example.org"
    )
    assert there in line
    assert "abcDEF" not in line and _SECRET not in line and "li@" not in line


def test_what_the_operator_must_know_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert "the folder /index is gone" in _line(JsonFormatter(), "x", error=Unavailable("the folder /index is gone"))


def test_a_json_line_has_the_id_of_its_request() -> None:
    token = request_id.set("request-42")
    try:
        told = json.loads(_line(JsonFormatter(), "说 %s", "好"))
    finally:
        request_id.reset(token)
    assert told["request_id"] == "request-42" and told["message"] == "说 好" and told["level"] == "ERROR"


@pytest.mark.django_db
def test_a_request_that_fails_leaves_none_of_its_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from duijie.core import health

    def fail(*_: object) -> None:
        raise ValueError(_SECRET)

    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonFormatter().format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr(health, "JsonResponse", fail)
    client.raise_request_exception = False
    try:
        assert client.get(f"/healthz?q={_SECRET}").status_code == 500
    finally:
        logging.getLogger().removeHandler(handler)
    assert any("ValueError" in line and "health.py" in line for line in lines)
    assert _SECRET not in "".join(lines) + "".join(capfd.readouterr())


@pytest.mark.django_db
def test_a_job_is_named_by_the_request_that_queues_it_and_in_its_own_lines(caplog: pytest.LogCaptureFixture) -> None:
    from duijie.core.jobs import under_its_name
    from duijie.core.tasks import send_mail

    token = request_id.set("request-43")
    with caplog.at_level(logging.INFO, "procrastinate.jobs"):
        number = send_mail.defer()
    request_id.reset(token)
    (record,) = [one for one in caplog.records if one.name == "procrastinate.jobs"]
    assert record.getMessage() == f"queued core.mail as job-{number}"

    during: list[str] = []

    async def work() -> None:
        during.append(request_id.get())

    context = SimpleNamespace(job=SimpleNamespace(id=number))
    with ThreadPoolExecutor(1) as worker:  # a browser of other tests may have a loop in this thread
        worker.submit(asyncio.run, under_its_name(work, context, None)).result()  # type: ignore[arg-type]  # what it asks for
    assert during == [f"job-{number}"] and request_id.get() == "-"
