"""What the answers to requests of both kinds have in common: one button confirms, the other declines with a reason."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from duijie.core.errors import DuijieError, NotAllowed


def answer(
    request: HttpRequest,
    *,
    confirm: Callable[[], object],
    decline: Callable[..., object],
    confirmed: str,
    declined: str,
) -> None:
    """Do what was pressed, and say that it is done, or why it cannot be.

    Args:
        decline: takes the ``reason``.
        confirmed, declined: what is said afterwards.

    Raises:
        NotAllowed: the actor does not answer this.
    """
    yes = request.POST.get("act") == "confirm"
    try:
        if yes:
            confirm()
        else:
            decline(reason=request.POST.get("reason", ""))
    except NotAllowed:
        raise
    except DuijieError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, confirmed if yes else declined)
