"""My saved searches: save, open, rename, pause, delete; and stopping the mails by their link."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.errors import InvalidInput, NotFound, TooLarge
from duijie.core.models import User
from duijie.core.paging import page_of
from duijie.library.facets import search_of
from duijie.library.models import ITEM_MODELS
from duijie.matching.filters import chosen_of
from duijie.matching.models import SavedSearch
from duijie.matching.needs import Need, keep, kept, requirements
from duijie.matching.queries.saved import access_search, my_searches
from duijie.matching.services import saved as services
from duijie.registry.standing import standing

_NEED = ("kind", "fields", "places", "cooperation", "trl")
_LIST = ("fields", "places", "cooperation", "problem_kind", "stage", "availability", "trl")


class NameForm(forms.Form):
    """What a search is called."""

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the search a name.")},
    )


@login_required
@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """The searches that the reader keeps."""
    page = page_of(request, my_searches(standing(request.user)))
    user = cast(User, request.user)
    proved = not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).exists()
    return render(request, "matching/saved.html", {"page": page, "proved": proved})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Keep the need, the list or the profile that the address names."""
    asked = _asked(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": asked["name"]})
    status = 200
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in asked.items() if key not in ("name", "back")}
        try:
            services.save_search(actor=cast(User, request.user), name=form.cleaned_data["name"], **values)
        except (InvalidInput, TooLarge) as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved. Once a week a mail tells you what is new in it."))
            return redirect("matching:saved-list")
    if form.is_bound and form.errors:
        status = 422
    return render(request, "matching/saved_new.html", {"form": form, "asked": asked}, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    query = request.GET
    if "need" in query:
        need = kept(request, query["need"])
        picked = chosen_of(query)
        where = {name: getattr(picked, name) for name in _NEED if getattr(picked, name)}
        return {
            "kind": SavedSearch.Kind.NEED,
            "name": _short(need.text),
            "text": need.text,
            "requirements": need.requirements,
            "where": where,
            "back": reverse("matching:matches", args=[query["need"]]),
        }
    if query.get("list") in ITEM_MODELS:
        library = query["list"]
        search = search_of(query)
        words = search.text or str(ITEM_MODELS[library]._meta.verbose_name_plural)
        return {
            "kind": SavedSearch.Kind.LIST,
            "name": _short(words),
            "library": library,
            "text": search.text,
            "where": {name: getattr(search, name) for name in _LIST if getattr(search, name)},
            "community": getattr(request, "community", None),
            "back": reverse("library:list", args=[library]),
        }
    if "profile" in query:
        return {
            "kind": SavedSearch.Kind.PROFILE,
            "name": _("Problems for me"),
            "back": reverse("matching:my-problems"),
        }
    raise NotFound(_("There is nothing to save; press the button beside a search."))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


@login_required
@require_safe
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask a saved search again."""
    search = access_search(standing(request.user), pk)
    if search.kind == SavedSearch.Kind.PROFILE:
        return redirect("matching:my-problems")
    query = urlencode(_parameters(search), doseq=True)
    if search.kind == SavedSearch.Kind.NEED:
        # One key for each search: opening it again does not push other needs out of the session.
        key = keep(request, Need(search.text, requirements(search.requirements)), f"saved-{search.pk.hex[-12:]}")
        address = reverse("matching:matches", args=[key])
    else:
        address = reverse("library:list", args=[search.library])
        if search.community is not None:
            address = search.community.home.rstrip("/") + "/" + address.rstrip("/").rpartition("/")[2] + "/"
    return redirect(f"{address}?{query}" if query else address)


def _parameters(search: SavedSearch) -> dict[str, Any]:
    query = QueryDict(mutable=True)
    for name, value in search.where.items():
        query.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    if search.kind == SavedSearch.Kind.LIST and search.text:
        query["q"] = search.text
    return dict(query.lists())


@login_required
@require_POST
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rename, pause or resume a search."""
    search = access_search(standing(request.user), pk)
    actor = cast(User, request.user)
    if "paused" in request.POST:
        services.pause_search(actor=actor, search=search, paused=request.POST["paused"] == "1")
    else:
        try:
            services.rename_search(actor=actor, search=search, name=request.POST.get("name", ""))
        except InvalidInput as error:
            messages.error(request, str(error))
    return redirect("matching:saved-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget a search, after asking."""
    search = access_search(standing(request.user), pk)
    if request.method != "POST":
        return render(request, "matching/saved_delete.html", {"search": search})
    services.delete_search(actor=cast(User, request.user), search=search)
    messages.success(request, _("The search is deleted."))
    return redirect("matching:saved-list")


@csrf_exempt  # a mail program posts without a cookie (RFC 8058); the signed address is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of a search, or all: no sign-in. Opening the address only asks, for programs
    open the addresses of mails too."""
    done = request.method == "POST"
    user, search = services.unsubscribe(token) if done else services.unsubscribing(token)
    response = render(
        request,
        "matching/unsubscribe.html",
        {"search": search, "done": done, "own": request.user.is_authenticated and request.user.pk == user.pk},
    )
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
