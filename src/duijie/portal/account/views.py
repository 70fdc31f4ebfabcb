"""My account: who I am here, how I sign in, what is kept about me, and the way out."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, NotFound
from duijie.portal.account.erasure import delete_account, outlook
from duijie.portal.account.export import export_of
from duijie.portal.account.forms import AboutMeForm, DeletionForm
from duijie.portal.account.services import change_me, end_session
from duijie.portal.signing.services import connected, signed_in_lately, to_connect
from duijie.registry.claims.queries import own_claims, person_of
from duijie.registry.membership.queries import own_requests
from duijie.registry.models import Role

_YEAR = 365 * 24 * 3600


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about one's account in one place; a POST changes name and language."""
    user = request.user
    form = AboutMeForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        change_me(user=user, name=form.cleaned_data["name"], language=language)
        with override(language):
            messages.success(request, _("Your name and language are saved."))
        response = redirect("portal:account")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=_YEAR, samesite="Lax")
        return response
    factors = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "form": form,
        "address": EmailAddress.objects.filter(user=user, email__iexact=user.email).first(),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "totp": Authenticator.Type.TOTP in factors,
        "keys": factors.count(Authenticator.Type.WEBAUTHN),
        "connected": connected(user),
        "to_connect": to_connect(user),
        "roles": Role.objects.filter(user=user).select_related("community", "organisation").order_by("since", "pk"),
        "person": person_of(user),
        "claims": own_claims(user),
        "requests": own_requests(user),
    }
    return render(request, "portal/account.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign out one of one's own sessions; somebody else's is as if it were not there."""
    user = request.user
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        raise NotFound(_("This session has ended already."))
    here = session.is_current()
    end_session(user=user, session=session)
    if here:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("The session is signed out."))
    return redirect("usersessions_list")


@login_required
@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """What is kept about the reader, as a ZIP, at once."""
    response = HttpResponse(export_of(request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="duijie-account-{timezone.localdate()}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _deletes_without_password(request: SignedInRequest) -> bool:
    return request.method == "POST" and not request.user.has_usable_password()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(enabled=_deletes_without_password)
def delete(request: SignedInRequest) -> HttpResponse:
    """Say what a deletion does; a POST with the password does it.

    Who has none shows again who they are: with their second factor, or by having signed in a moment ago.
    """
    user = request.user
    if request.method == "POST" and (limited := ratelimit.consume_or_429(request, action="reauthenticate", user=user)):
        return limited
    form = DeletionForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            if not user.has_usable_password() and not signed_in_lately(request, user):
                raise Conflict(
                    _("Without a password: sign out, sign in again, and delete the account within %(most)s minutes.")
                    % {"most": app_settings.REAUTHENTICATION_TIMEOUT // 60}
                )
            delete_account(user=user)
        except Conflict as error:
            form.refuse(error)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("portal:home")
    context = {"form": form, "outlook": outlook(user)}
    return render(request, "portal/account_delete.html", context, status=422 if form.errors else 200)
