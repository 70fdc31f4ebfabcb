"""Two who do something at the same moment: nobody gets what only one may have, and nobody an error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction

from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.registry.models import MailDomain, Organisation, Person, Role
from duijie.registry.services import claim_person, confirm_claim, create_person, state_domain
from duijie.registry.services.claiming import claim_by_orcid
from tests.factories.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db(transaction=True)
ID = "0000-0002-1825-0097"


@contextmanager
def _meanwhile(act: Callable[[], object]) -> Iterator[Event]:
    """Somebody else who has acted, and ends the transaction only when we wait for it or are done."""
    acted, done = Event(), Event()

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                acted.set()
                until = time.monotonic() + 30
                while not done.is_set() and not _somebody_waits() and time.monotonic() < until:
                    time.sleep(0.02)
        finally:
            acted.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other: Future[None] = pool.submit(run)
        acted.wait()
        try:
            yield done
        finally:
            done.set()
            other.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return bool(cursor.fetchone()[0])


def test_a_claim_is_confirmed_while_the_claimant_gets_another_page_by_orcid(world: World) -> None:
    asked = create_person(actor=None, community=world.east, name="林澜")
    owned = create_person(actor=None, community=world.east, name="林澜", identifiers=[("orcid", ID)])
    claim = claim_person(user=world.outsider, person=asked)
    SocialAccount.objects.create(user=world.outsider, provider="orcid", uid=ID)
    with _meanwhile(lambda: claim_by_orcid(user=world.outsider)), pytest.raises(Conflict, match=r"has the page|已有"):
        confirm_claim(actor=world.secretariat, claim=claim)
    assert Person.objects.get(user=world.outsider) == owned


def test_of_two_neighbouring_domains_stated_at_once_one_waits_for_the_secretariat(world: World) -> None:
    other = Organisation.objects.create(name="西湖电镀", community=world.east)
    admin = User.objects.create_user("west@example.org", name="west")
    Role.objects.create(user=admin, community=world.east, kind="organisation-admin", organisation=other)
    EmailAddress.objects.create(user=admin, email="me@lab.donghu.example", verified=True)
    EmailAddress.objects.create(user=world.organisation_admin, email="boss@donghu.example", verified=True)

    def first() -> None:
        state_domain(actor=world.organisation_admin, organisation=world.firm, text="donghu.example")

    with _meanwhile(first):
        state_domain(actor=admin, organisation=other, text="lab.donghu.example")
    confirmed = MailDomain.objects.filter(confirmed_at__isnull=False)
    assert list(confirmed.values_list("domain", flat=True)) == ["donghu.example"]
