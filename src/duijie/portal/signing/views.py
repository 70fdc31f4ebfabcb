"""Taking a connected account away; connecting one is the provider's own way with ``process=connect``."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duijie.core.asking import SignedInRequest
from duijie.core.errors import Conflict, NotFound
from duijie.portal.signing import services


@login_required
@require_POST
@reauthentication_required
def disconnect(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one of one's own connected accounts away; somebody else's is as if it were not there."""
    account = SocialAccount.objects.filter(user=request.user, pk=pk).first()
    if account is None:
        raise NotFound(_("This account is not connected any more."))
    try:
        services.disconnect(user=request.user, account=account)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The account is no longer connected."))
    return redirect(reverse("portal:account") + "#connected")
