"""``duijie manage grant_role``: the first secretariat of an installation, and any other role."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from duijie.core.errors import DuijieError
from duijie.registry import community_queries, queries, services
from duijie.registry.models import Community, Organisation, Role


class Command(BaseCommand):
    """Give a role to an account; giving it twice changes nothing."""

    help = "Give the account with this e-mail address a role in a community."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")
        parser.add_argument("role", help=f"one of {', '.join(Role.Kind.values)}")
        parser.add_argument("--community", metavar="SLUG", help="the word in its address; without it, the first one")
        parser.add_argument(
            "--organisation", metavar="ID", help="for members and organisation admins: its id, name or identifier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            kind = options["role"]
            if kind not in Role.Kind.values:
                raise _wrong(f"There is no role “{kind}”; choose one of {', '.join(Role.Kind.values)}.")
            community, organisation = _community(options["community"]), _organisation(options["organisation"])
            user = community_queries.account(options["email"])
            if user is None:
                raise _wrong(f"There is no account in use with the address {options['email']}; sign up with it first.")
            try:
                role = services.grant_role(
                    actor=None, user=user, community=community, kind=kind, organisation=organisation
                )
            except DuijieError as error:
                raise _wrong(str(error)) from error
            of = f" of {organisation.name}" if organisation else ""
            done = "has the role" if getattr(role, "made", True) else "already had the role"
            self.stdout.write(f"{user.email} {done} {kind}{of} in {community.slug}.")


def _community(slug: str | None) -> Community:
    rows = Community.objects.filter(slug=slug) if slug else Community.objects.filter(parent__isnull=True)
    found = rows.first()
    if found is None and slug:
        known = ", ".join(Community.objects.values_list("slug", flat=True)[:20])
        raise _wrong(f"There is no community “{slug}”; there are: {known or 'none'}.")
    if found is None:
        raise _wrong("There is no community yet; run “duijie up” once to make the first one.")
    return found


def _organisation(text: str | None) -> Organisation | None:
    if not text:
        return None
    try:
        found = list(Organisation.objects.filter(pk=UUID(text), merged_into__isnull=True))
    except ValueError:
        found = queries.organisations_named(text)
    if len(found) > 1:
        raise _wrong(f"Several organisations are called “{text}”; give the id that stands in its address.")
    if not found:
        raise _wrong(f"There is no organisation “{text}”; give its id, its name or an identifier.")
    return found[0]


def _wrong(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=2)
