"""A deal and a party of it who is signed in: ``python -m tests.config.party`` prints how to go on as JSON."""

from __future__ import annotations

import json
import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    django.setup()

    from django.test import Client

    from tests.docking import conftest
    from tests.factories import world as worlds
    from tests.layers import built

    match = built(conftest.match, world=built(worlds.world))
    deal = match.deal()
    client = Client()
    client.force_login(match.asker)
    print(json.dumps({"session": client.cookies["sessionid"].value, "room": deal.get_absolute_url()}))  # noqa: T201
