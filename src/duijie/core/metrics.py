"""Figures for Prometheus: requests by room and path template, and what waits.

Counters are kept in files under ``var/metrics`` that all processes share, so that any of them
tells of all. What waits is read from the database when somebody asks.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from duijie.core.models import Mail

_ROOMS = frozenset({"registry", "library", "reading", "matching", "docking", "api", "portal", "core"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# Kept out of the registry that every process has of its own: they are told from the shared files.
_requests = Counter("duijie_requests", "Requests served.", ["room", "path", "method", "status"], registry=None)
_seconds = Histogram("duijie_request_seconds", "Time of a request.", ["room", "path"], buckets=_BUCKETS, registry=None)


class MetricsMiddleware:
    """Counts each request by the room and the path template that served it. No id, no word and no person is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        room, path = _room(request), _template(request)
        method = request.method if request.method in _METHODS else "other"
        _requests.labels(room, path, method, str(response.status_code)).inc()
        _seconds.labels(room, path).observe(time.perf_counter() - began)
        return response


def _template(request: HttpRequest) -> str:
    """Such as ``/deals/<uuid:pk>/``; empty where no address fits, so that strangers cannot make labels."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None else ""


def _room(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "none"
    parts = str(getattr(match.func, "__module__", "")).split(".")
    if parts[0] == "duijie" and len(parts) > 1 and parts[1] in _ROOMS:
        return parts[1]
    return "accounts" if parts[0] == "allauth" else "api" if parts[0] == "ninja" else "other"


_MAILS = "select state, count(*) from core_mail group by 1"


class _Waiting(Collector):
    """What waits in the database."""

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("duijie_jobs", "Background jobs by queue and state.", labels=["queue", "state"])
        lag = GaugeMetricFamily("duijie_outbox_entries", "Changes not followed yet.", labels=["topic"])
        age = GaugeMetricFamily("duijie_outbox_age_seconds", "Age of the oldest of them.", labels=["topic"])
        mails = GaugeMetricFamily("duijie_mails", "Mails by state.", labels=["state"])
        for queue, state, number in _rows(
            "select queue_name, status::text, count(*) from procrastinate_jobs "
            "where status in ('todo', 'doing', 'failed') group by 1, 2"
        ):
            jobs.add_metric([str(queue), str(state)], float(str(number)))
        for topic, number, seconds in _rows(
            "select split_part(topic, ':', 1), count(*), extract(epoch from now() - min(created_at)) "
            "from core_outboxentry group by 1"
        ):
            lag.add_metric([str(topic)], float(str(number)))
            age.add_metric([str(topic)], float(str(seconds)))
        found = {str(state): float(str(number)) for state, number in _rows(_MAILS)}
        for state in Mail.State.values:
            mails.add_metric([state], found.get(state, 0.0))
        yield from (jobs, lag, age, mails)


def _rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures in Prometheus's text form, for whom the settings allow; others find no such page."""
    if not _allowed(request):
        raise Http404
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Waiting())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _allowed(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    # A proxy's own address says nothing of who asks through it.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.METRICS_FROM)
