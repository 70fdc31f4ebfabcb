"""The contract of a deal: reading, drafting, signing, amending, ending, registration; the list of contracts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.asking import SignedInRequest
from duijie.core.downloads import kept_apart
from duijie.core.errors import Conflict, InvalidInput, NotAllowed
from duijie.core.paging import page_of
from duijie.docking.contracts import registration
from duijie.docking.forms.contracts import AmendForm, DraftForm, ReasonForm, RegistrationForm, SignForm, draft_start
from duijie.docking.models import Contract, Deal, Milestone
from duijie.docking.queries import contracts as read
from duijie.docking.queries import deals as queries
from duijie.docking.rules import deal_side, party_of_contract
from duijie.docking.services import amendments, contracts, signing
from duijie.docking.views.acting import attempt, leads, submitted, with_reason
from duijie.docking.views.bounded import refused_upload, takes_files
from duijie.library.rules import may_read_body
from duijie.registry.standing import standing


def _deal(request: HttpRequest, pk: UUID) -> Deal:
    return queries.access_deal(standing(request.user), pk)


def _contract(request: HttpRequest, pk: UUID) -> Contract:
    return read.access_contract(standing(request.user), _deal(request, pk))


def _as_party(request: HttpRequest, pk: UUID) -> Contract:
    contract = _contract(request, pk)
    party_of_contract.check(standing(request.user), contract, _("Only the two parties may do this."))
    return contract


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The contracts that the reader may know of: kind and state; more is read in the room."""
    actor = standing(request.user)
    page = page_of(request, read.known(actor))
    rows = [(row, deal_side(actor, row.deal) is not None) for row in page.object_list]
    return render(request, "docking/contracts.html", {"page": page, "rows": rows})


@login_required
@require_safe
def contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The contract as it stands, its versions and signatures."""
    actor = standing(request.user)
    found = _contract(request, pk)
    page = page_of(request, read.versions(found), 10)
    newest = page.object_list[0] if page.number == 1 and page.object_list else found.versions.first()
    signatures = {row.side: row for row in newest.signatures.all()} if newest else {}
    side = deal_side(actor, found.deal)
    own = signatures.get(side or "")
    context = {
        "deal": found.deal,
        "contract": found,
        "page": page,
        "newest": newest,
        "signatures": [(name, found.parties[name]["name"], signatures.get(name)) for name in ("demand", "supply")],
        "own": own,
        "side": side,
        "party": side in ("demand", "supply"),
        "leads": leads(request, found.deal),
        "broker": any(row.side == "broker" for row in queries.present(found.deal)),
        "drafting": found.state == Contract.State.DRAFT and found.terms.agreed,
        "may_draft": read.may_draft(actor, found.deal, found),
        "waits": found.amendments.filter(state="open").first(),
        "amendments": found.amendments.count(),
        "esign": bool(settings.ENV.sign_provider),
    }
    return render(request, "docking/contract.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Draft the contract, or change the draft."""
    actor = standing(request.user)
    deal = _deal(request, pk)
    found = read.contract_of(actor, deal)
    if deal_side(actor, deal) not in ("demand", "supply"):
        raise NotAllowed(_("Only the two parties may do this."))
    current = found if found is not None and found.state == Contract.State.DRAFT and found.terms.agreed else None
    form = DraftForm(request.POST if request.method == "POST" else None, initial=_start(request, deal, current))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            number = form.cleaned_data["form"]
            if current is not None and version:
                contracts.redraft(
                    actor=request.user, contract=current, values=form.values(), version=version, form=number
                )
            else:
                contracts.draft(actor=request.user, deal=deal, values=form.values(), form=number)
        except (InvalidInput, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, _("The draft is made; both sides can read it."))
            return redirect("docking:contract", pk)
    context = {"deal": deal, "contract": current, "form": form, "terms": deal.terms.first()}
    return render(request, "docking/contract_draft.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest, deal: Deal, current: Contract | None) -> dict[str, Any]:
    if current is not None:
        kept = {name: getattr(current, name) for name in contracts.FIELDS}
        return {**draft_start({**kept, "parties": current.parties}), "version": current.version}
    readable = may_read_body(standing(request.user), deal.introduction.problem)
    return draft_start(contracts.suggested(deal, requirements=readable))


@takes_files()
def sign(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """Upload the scan of the signed copy."""
    found = _as_party(request, pk)
    version = read.access_version(found, number)
    form = SignForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    do = partial(signing.sign, actor=request.user, version=version)
    if not refused_upload(request, form) and submitted(form, lambda: do(upload=form.cleaned_data["file"])):
        messages.success(request, _("Your side has signed."))
        return redirect("docking:contract", pk)
    context = {"deal": found.deal, "contract": found, "version": version, "form": form}
    return render(request, "docking/contract_sign.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def esign(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """Begin to sign through the provider, or look how the signature that was begun stands."""
    found = _as_party(request, pk)
    version = read.access_version(found, number)
    back = reverse("docking:contract", args=[pk])
    try:
        side = deal_side(standing(request.user), found.deal)
        own = next((row for row in version.signatures.all() if row.side == side), None)
        if own is not None and own.reference and own.done_at is None:
            own.version = version
            signature, address = signing.look(actor=request.user, signature=own), ""
        else:
            signature, address = signing.begin(actor=request.user, version=version, back=f"{settings.SITE_URL}{back}")
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
        return redirect(back)
    if address:
        return redirect(address)
    if signature.done_at:
        messages.success(request, _("Your side has signed."))
    else:
        messages.info(request, _("The provider still waits for the signature; look again later."))
    return redirect(back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: UUID, action: str) -> HttpResponse:
    """Withdraw a draft, or end a signed contract: each with a reason."""
    found = _as_party(request, pk)
    back = reverse("docking:contract", args=[pk])
    if action == "withdraw":
        do: Callable[..., object] = partial(contracts.withdraw, actor=request.user, contract=found)
        said = _("The draft is kept for reading; another one can be drafted.")
        return with_reason(request, found.deal, ReasonForm, do, back, _("Withdraw the draft"), said)
    do = partial(amendments.terminate, actor=request.user, contract=found)
    said = _("The deal ends with it. Milestones already accepted and payments already made remain.")
    return with_reason(request, found.deal, ReasonForm, do, back, _("End the contract"), said)


@login_required
@require_POST
def broker(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the broker read the contract, or no longer."""
    found = _as_party(request, pk)
    allowed = request.POST.get("allowed") == "1"
    do = partial(contracts.let_broker_read, actor=request.user, contract=found, allowed=allowed)
    return attempt(request, do, reverse("docking:contract", args=[pk]))


@login_required
@require_safe
def file(request: HttpRequest, pk: UUID, file: UUID) -> FileResponse:
    """A document, a signed scan or a piece of evidence, as a download."""
    found = read.access_file(standing(request.user), _contract(request, pk), file)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    return kept_apart(response)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the registration asks for."""
    found = _as_party(request, pk)
    table = contracts.code_table()
    posted = request.POST if request.method == "POST" else None
    form = RegistrationForm(posted, table=table, kind=found.kind, initial=found.registration)
    do = partial(contracts.register, actor=request.user, contract=found)
    if submitted(form, lambda: do(answers=form.answers())):
        messages.success(request, _("Kept. Fetch the sheet below."))
        return redirect("docking:contract-registration", pk)
    context = {"deal": found.deal, "contract": found, "form": form, "table": table, "lines": contracts.sheet(found)}
    return render(request, "docking/contract_registration.html", context, status=422 if form.errors else 200)


_SHEETS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (registration.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (registration.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@login_required
@require_safe
def sheet(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The registration sheet as CSV or XLSX."""
    found = _as_party(request, pk)
    made, media_type = _SHEETS[form]
    response = HttpResponse(made(contracts.code_table(), contracts.sheet(found)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.number}.{form}"'
    return kept_apart(response)


@login_required
@require_safe
def amended(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The amendments, the last first."""
    found = _contract(request, pk)
    side = deal_side(standing(request.user), found.deal)
    page = page_of(request, found.amendments.select_related("made_by", "answered_by"), 10)
    titles = {str(row.pk): row.title for row in found.milestones.all()}
    rows = [(row, [(titles.get(key, "—"), change) for key, change in row.changes.items()]) for row in page.object_list]
    context = {"deal": found.deal, "contract": found, "page": page, "rows": rows, "side": side}
    return render(request, "docking/amendments.html", {**context, "leads": leads(request, found.deal)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Propose an amendment."""
    actor = request.user
    found = _as_party(request, pk)
    steps = found.milestones.filter(state=Milestone.State.OPEN)
    form = AmendForm(request.POST if request.method == "POST" else None, steps=steps)

    def propose() -> None:
        given = {name: form.cleaned_data[name] for name in ("text", "end", "form")}
        amendments.propose(actor=actor, contract=found, changes=form.changes(), **given)

    if submitted(form, propose):
        messages.success(request, _("The other side can answer now."))
        return redirect("docking:amendments", pk)
    context = {"deal": found.deal, "contract": found, "form": form}
    return render(request, "docking/amend.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: SignedInRequest, pk: UUID, amendment: UUID, action: str) -> HttpResponse:
    """Agree to an amendment, take it back, or decline it with a reason."""
    found = _as_party(request, pk)
    row = read.access_amendment(found, amendment)
    back = reverse("docking:amendments", args=[pk])
    if action == "decline":
        do = partial(amendments.decline, actor=request.user, amendment=row)
        return with_reason(request, found.deal, ReasonForm, do, back, _("Decline the amendment"))
    if request.method != "POST":
        return redirect(back)
    one = amendments.agree if action == "agree" else amendments.take_back
    return attempt(request, partial(one, actor=request.user, amendment=row), back)
