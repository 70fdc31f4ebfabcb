"""Home, one's own things and account, notices, and what machines ask."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.site_people import EVERYBODY, OWNER, SECRETARIATS, SIGNED_IN

DOORS = (
    Door("portal:home", get=EVERYBODY),
    Door("portal:home", get=EVERYBODY, community="east"),
    Door("portal:mine", get=SIGNED_IN),
    Door("portal:preferences", post=EVERYBODY, data={"theme": "dark"}),
    Door("portal:theme", get=EVERYBODY),
    Door("portal:emblem"),
    Door("portal:notices", get=SIGNED_IN),
    Door("portal:notices-read", post=SIGNED_IN),
    Door("portal:notice", "pk=notice", post=SIGNED_IN, change=OWNER),
    Door("portal:notices-stop", "token=stop_link", get=EVERYBODY, post=EVERYBODY, change=EVERYBODY),
    Door("portal:account", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN, data={"name": "新名", "language": "en"}),
    Door("portal:notice-settings", get=SIGNED_IN, post=SIGNED_IN),
    Door("portal:account-export", post=SIGNED_IN),
    Door("portal:account-delete", get=SIGNED_IN, post=SIGNED_IN, change=frozenset(),
         data={"proof": "no", "sure": "on"}),
    Door("portal:session-end", "pk=session", post=OWNER, change=OWNER),
    Door("portal:disconnect", "pk=connected", post=SIGNED_IN, change=frozenset()),
    Door("portal:status", get=SECRETARIATS),
)  # fmt: skip
"""The community has no emblem. Who did not sign in a moment ago shows again who they are before a connected
account is taken away, whosever it is; whose it must be is in tests/portal/test_signing.py."""
