"""The pages about the API, and everybody's own tokens and webhooks."""

from __future__ import annotations

from tests.endpoints.driving import Door
from tests.endpoints.site_people import EVERYBODY, OWNER, SIGNED_IN

_HOOK = {"name": "ERP", "url": "https://example.com/hook", "groups": "talk"}

DOORS = (
    Door("api:docs", get=EVERYBODY),
    Door("api:problems", get=EVERYBODY),
    Door("api:tokens", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN, data={"name": "x", "scope": "read"}),
    Door("api:revoke-token", "token_id=token", post=OWNER, change=OWNER),
    Door("api:webhooks", get=SIGNED_IN, post=SIGNED_IN, change=SIGNED_IN, data=_HOOK),
    Door("api:webhook", "pk=webhook", get=OWNER, post=OWNER, change=OWNER, data=_HOOK),
    Door("api:webhook-test", "pk=webhook", post=OWNER, change=OWNER),
    Door("api:webhook-pause", "pk=webhook", post=OWNER, change=OWNER, data={"paused": "1"}),
    Door("api:webhook-secret", "pk=webhook", post=OWNER, change=OWNER),
    Door("api:webhook-delete", "pk=webhook", get=OWNER, post=OWNER, change=OWNER),
    Door("api:webhook-resend", "pk=delivery", post=OWNER, change=OWNER),
)
