"""``duijie webhooks``: which of them fail, and a message once more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from duijie.api.webhooks import services
from duijie.api.webhooks.queries import failing
from duijie.core.errors import InvalidInput
from duijie.core.output import out


def run(*, resend: str, as_json: bool) -> None:
    """Print the webhooks that fail; with ``resend`` put a message back into the queue first.

    Raises:
        InvalidInput: ``resend`` is no id of a message.
        NotFound, Conflict: there is no such message, or it cannot be sent.
    """
    again = str(services.resend(actor=None, delivery_id=_id(resend)).message) if resend else ""
    rows = [_row(hook) for hook in failing()]
    out({"put_back": again, "failing": rows}, as_json=as_json, human=lambda: _text(again, rows))


def _id(text: str) -> UUID:
    try:
        return UUID(text.strip().removeprefix("msg_"))
    except ValueError:
        raise InvalidInput(f"“{text[:60]}” is no message; the log of the webhook shows ids like msg_0193….") from None


def _row(hook: Any) -> dict[str, Any]:
    return {
        "id": str(hook.pk),
        "owner": hook.user.email,
        "name": hook.name,
        "failing_since": hook.failing_since.isoformat() if hook.failing_since else None,
        "failures": hook.failures,
        "last": hook.last_status or hook.last_error or "",
        "paused": hook.paused_why,
        "waiting": hook.waits,
    }


def _text(again: str, rows: list[dict[str, Any]]) -> str:
    lines = [f"{again} is put back into the queue."] if again else []
    lines += [
        f"{row['id']}  {row['owner']}  {row['name']}  {row['failures']} failed since {row['failing_since'] or '—'}  "
        f"last: {row['last'] or '—'}  {row['waiting']} wait{'  paused: ' + row['paused'] if row['paused'] else ''}"
        for row in rows
    ]
    return "\n".join(lines or ["No webhook fails."])
