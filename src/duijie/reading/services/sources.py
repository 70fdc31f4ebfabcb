"""Keeping the sources of pages, and running them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.config.env import env
from duijie.core import audit
from duijie.core.errors import InvalidInput
from duijie.core.locks import alone
from duijie.core.models import User
from duijie.reading.limits import Limits
from duijie.reading.manners import manners_of
from duijie.reading.models import PageSource
from duijie.reading.page_sources.journal import DatabaseJournal
from duijie.reading.rules import manage_source
from duijie.reading.sources.fetching import Client, Clock, Manners, parse_address
from duijie.reading.sources.found import Found, Kind, Trouble
from duijie.reading.sources.journal import Counts, Stored
from duijie.reading.sources.listing import entries as listed
from duijie.reading.sources.running import run as run_over
from duijie.registry.models import Community
from duijie.registry.standing import standing

_PAUSES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_MOST_NOTICES = 5


def add_source(*, actor: User | None, community: Community, **values: Any) -> PageSource:
    """Add a source; its first run is due at once, unless it runs only when told to.

    Args:
        values: name, kind, address or addresses, every.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
        InvalidInput: an address is missing or is none; ``details["fields"]`` says which.
    """
    source = PageSource(community=community, added_by=actor, **values)
    _check_actor(actor, source)
    _clean(source)
    source.next_run_at = timezone.now() if source.every != PageSource.Every.NEVER else None
    with transaction.atomic():
        source.save()
        audit.record(actor=actor, action="add", target=source, after=_told(source))
    return source


def change_source(*, actor: User | None, source: PageSource, **values: Any) -> PageSource:
    """Change name, kind, addresses or how often it is looked at.

    Raises:
        NotAllowed, InvalidInput: as :func:`add_source`.
    """
    _check_actor(actor, source)
    before = _told(source)
    for name, value in values.items():
        setattr(source, name, value)
    _clean(source)
    if source.every == PageSource.Every.NEVER:
        source.next_run_at = None
    elif before["every"] != source.every or source.next_run_at is None:
        source.next_run_at = _next(source)
    source.version += 1
    with transaction.atomic():
        source.save()
        audit.record(actor=actor, action="edit", target=source, before=before, after=_told(source))
    return source


def pause_source(*, actor: User | None, source: PageSource, paused: bool) -> PageSource:
    """Let a source rest, or take it up again. A run that is going on stops after the page it is at.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
    """
    _check_actor(actor, source)
    if source.paused != paused:
        source.paused = paused
        with transaction.atomic():
            source.save(update_fields=["paused", "updated_at"])
            audit.record(actor=actor, action="pause" if paused else "resume", target=source)
    return source


def run_now(*, actor: User | None, source: PageSource) -> PageSource:
    """Make a source due at once; a paused one is taken up again.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
    """
    _check_actor(actor, source)
    source.next_run_at, source.paused = timezone.now(), False
    with transaction.atomic():
        source.save(update_fields=["next_run_at", "paused", "updated_at"])
        audit.record(actor=actor, action="run", target=source)
    return source


def remove_source(*, actor: User | None, source: PageSource) -> None:
    """Forget a source. The pages that came from it stay.

    Raises:
        NotAllowed: the actor is not of the community's secretariat.
    """
    _check_actor(actor, source)
    with transaction.atomic():
        audit.record(actor=actor, action="remove", target=source, before=_told(source))
        source.delete()


def run_source(
    source: PageSource,
    *,
    stop: Callable[[], bool] | None = None,
    manners: Manners | None = None,
    clock: Clock | None = None,
) -> Counts | None:
    """Run a source until its end, or until told to stop; a run that was cut short goes on.

    Returns:
        How far it came; None when another process is at it.
    """
    settings = env()
    with alone(source.pk.int) as held:
        if not held:
            return None
        source.refresh_from_db()
        journal = DatabaseJournal(source)
        sink = _sink(source, journal, Limits.from_environment())
        notices: list[str] = []

        def report(where: str, sentence: Any) -> None:
            if len(notices) < _MOST_NOTICES:
                notices.append(f"{where}: {sentence}" if where and where not in str(sentence) else str(sentence))

        def halt() -> bool:
            return bool(stop and stop()) or PageSource.objects.filter(pk=source.pk, paused=True).exists()

        with Client(manners or manners_of(settings), journal, clock=clock) as client:
            counts = run_over(
                journal, client, _seeds(source), sink, report=report, most=settings.fetch_pages, stop=halt
            )
        if notices:
            kept = dict.fromkeys([*source.notice.splitlines(), *notices])
            source.notice = "\n".join(list(kept)[:_MOST_NOTICES])
        if not source.going:
            source.next_run_at = _next(source)
        source.save(update_fields=["notice", "next_run_at"])
        return counts


def due_sources() -> list[PageSource]:
    """Those whose time has come, and those whose run was cut short."""
    rows = PageSource.objects.filter(paused=False)
    return list((rows.filter(going=True) | rows.filter(next_run_at__lte=timezone.now())).order_by("next_run_at"))


def _sink(source: PageSource, journal: DatabaseJournal, limits: Limits) -> Callable[[Stored], None]:
    from duijie.reading.articles import read_bytes
    from duijie.reading.services.keeping import save_articles

    def sink(stored: Stored) -> None:
        articles = read_bytes(stored.body, stored.final, limits=limits)
        saved = save_articles(
            articles=articles,
            community=source.community,
            address=storable_address(stored.final),
            fetched_at=stored.fetched_at,
        )
        journal.kept_as(stored.task, saved.page.pk)

    return sink


def storable_address(address: str) -> str:
    """An address as a page keeps it; empty for one that its field does not take (a host without a dot)."""
    from duijie.reading.models import Page

    field: Any = Page._meta.get_field("address")
    try:
        field.run_validators(address)
    except ValidationError:
        return ""
    return address


def _seeds(source: PageSource) -> Iterable[Found | Trouble]:
    if source.address:
        yield Found(source.address, Kind(source.kind))
    yield from listed(source.addresses.splitlines(), source.name)


def _next(source: PageSource) -> Any:
    pause = _PAUSES.get(source.every)
    return timezone.now() + pause if pause else None


def _check_actor(actor: User | None, source: PageSource) -> None:
    if actor is not None:
        message = _("Only the secretariat of its community keeps a source of pages.")
        manage_source.check(standing(actor), source, message)


def _clean(source: PageSource) -> None:
    wrong: dict[str, list[Any]] = {}
    if source.address:
        try:
            source.address = parse_address(source.address)
        except InvalidInput as error:
            wrong["address"] = [error.message]
    found = list(listed(source.addresses.splitlines(), str(_("the list"))))
    troubles = [one for one in found if isinstance(one, Trouble)]
    if troubles:
        wrong["addresses"] = [one.message for one in troubles[:3]]
    if not source.address and not found and not wrong:
        wrong["address"] = [_("Give an address, or write a list of addresses below.")]
    try:
        source.full_clean(exclude=["community", "added_by"])
    except ValidationError as error:
        wrong |= {name: list(messages) for name, messages in error.message_dict.items() if name not in wrong}
    if wrong:
        raise InvalidInput(_("This source cannot be kept; some fields need another look."), fields=wrong)


def _told(source: PageSource) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ("name", "kind", "address", "addresses", "every")}
