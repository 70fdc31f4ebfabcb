"""Handing in a sealed proposal, its receipt, taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.downloads import kept_apart
from duijie.core.errors import Conflict, InvalidInput, NotAllowed, TooLarge
from duijie.docking.challenges import present, queries
from duijie.docking.challenges.forms import ProposeForm
from duijie.docking.challenges.services import handing_in
from duijie.docking.challenges.services.common import moment
from duijie.docking.challenges.uploads import refused, takes_sealed_files
from duijie.docking.challenges.views.running import attempt
from duijie.registry.standing import standing


@takes_sealed_files
def propose(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a proposal; it is sealed when it is sent, and not even its writer reads it again before the opening."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    own = queries.own_sealed(actor, challenge)
    offers = queries.offers(actor)
    posted = request.method == "POST"
    form = ProposeForm(request.POST if posted else None, request.FILES if posted else None, offers=offers)
    stopped = refused(request, form)
    status = 422 if posted else 200
    if posted and not stopped and form.is_valid():
        given = form.cleaned_data
        try:
            row = handing_in.hand_in(
                actor=request.user,
                challenge=challenge,
                item=form.offered,
                values={name: given[name] for name in ("approach", "amount", "currency", "weeks")},
                uploads=given["enclosed"],
                form=given["form"],
            )
        except (InvalidInput, TooLarge, Conflict, NotAllowed) as error:
            form.refuse(error)
            status = error.status
        else:
            if own is not None and own.pk == row.pk:  # "back" in the browser, and sent once more
                told = _(
                    "This form was handed in at %(at)s already; what was sent now was not read. "
                    "To replace the proposal, open the page anew."
                )
                messages.warning(request, told % {"at": moment(row.handed_in_at)})
            else:
                messages.success(request, _("Your proposal is sealed. This is its receipt."))
            return redirect("docking:challenge-receipt", pk, row.pk)
    context = {
        "challenge": challenge,
        "form": form,
        "own": own,
        "offers": offers,
        "possible": "hand-in" in present.actions(actor, challenge),
        "zone": present.zone(),
    }
    return render(request, "docking/challenges/propose.html", context, status=status)


@login_required
@require_safe
def receipt(request: HttpRequest, pk: UUID, sealed: UUID) -> HttpResponse:
    """What proves that a proposal was handed in, when, and which bytes; as a text file with ``?format=txt``."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    row = queries.access_sealed(actor, challenge, sealed)
    if request.GET.get("format") == "txt":
        response = render(
            request, "docking/challenges/receipt.txt", {"challenge": challenge, "row": row, "zone": present.zone()},
            content_type="text/plain; charset=utf-8",
        )  # fmt: skip
        response["Content-Disposition"] = f'attachment; filename="receipt-{row.receipt[:12]}.txt"'
        return response
    context = {
        "challenge": challenge,
        "row": row,
        "line": getattr(row, "opened", None) if challenge.opened_at else None,
        "standing": row.state == row.State.STANDING,
        "actions": present.actions(actor, challenge),
        "zone": present.zone(),
    }
    return render(request, "docking/challenges/receipt.html", context)


@login_required
@require_safe
def sealed_bytes(request: HttpRequest, pk: UUID, sealed: UUID) -> HttpResponse | FileResponse:
    """The sealed bytes themselves, for whoever handed them in: their SHA-256 is the receipt."""
    actor = standing(request.user)
    challenge = queries.access_challenge(actor, pk)
    row = queries.access_sealed(actor, challenge, sealed)
    try:
        stream = row.file.open("rb")
    except (FileNotFoundError, ValueError):  # nothing is there, or nothing is named any more
        messages.error(request, _("These bytes were deleted when the proposal was replaced or taken back."))
        return redirect("docking:challenge-receipt", pk, sealed)
    return kept_apart(FileResponse(stream, as_attachment=True, filename=f"{row.receipt[:12]}.sealed"))


@login_required
@require_POST
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's proposal back."""
    challenge = queries.access_challenge(standing(request.user), pk)
    done = _("Your proposal is taken back and its bytes are deleted.")
    return attempt(request, challenge, lambda user: handing_in.take_back(actor=user, challenge=challenge), done)
