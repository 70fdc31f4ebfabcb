"""What the pages have in common that do something in the room of a deal, and say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duijie.core.errors import Conflict, DuijieError, InvalidInput, NotAllowed, TooLarge
from duijie.core.forms import MarkedForm
from duijie.docking.models import Deal
from duijie.docking.queries import deals as queries

Refusals = tuple[type[DuijieError], ...]
_REFUSALS: Refusals = (InvalidInput, TooLarge, Conflict, NotAllowed)


def leads(request: HttpRequest, deal: Deal) -> bool:
    """Whether the reader leads a party of the deal."""
    return any(row.user_id == request.user.pk and row.lead and row.side != "broker" for row in queries.present(deal))


def attempt(
    request: HttpRequest,
    do: Callable[[], object],
    to: str,
    done: str = "",
    *,
    refused: str = "",
    refusals: Refusals = _REFUSALS,
) -> HttpResponse:
    """Do it, say how it went, and go on to ``to``, or to ``refused`` where it was refused; what is none of
    ``refusals`` is answered with a page of its own."""
    try:
        do()
    except refusals as error:
        messages.error(request, str(error))
        return redirect(refused or to)
    messages.success(request, done or _("Done."))
    return redirect(to)


def submitted(form: MarkedForm, do: Callable[[], object], *, refusals: Refusals = _REFUSALS) -> bool:
    """Whether a posted form made sense and was done; else the form says what is wrong."""
    if not form.is_valid():
        return False
    try:
        do()
    except refusals as error:
        form.refuse(error)
        return False
    return True


def with_reason(
    request: HttpRequest,
    deal: Deal,
    kind: type[MarkedForm],
    do: Callable[..., object],
    back: str,
    heading: str,
    said: str = "",
) -> HttpResponse:
    """A page that asks for a reason, then does it."""
    form = kind(request.POST if request.method == "POST" else None)
    if submitted(form, lambda: do(**form.cleaned_data)):
        messages.success(request, _("Done."))
        return redirect(back)
    context: dict[str, Any] = {"deal": deal, "form": form, "back": back, "heading": heading, "said": said}
    return render(request, "docking/reason.html", context, status=422 if form.errors else 200)
