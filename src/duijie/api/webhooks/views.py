"""My webhooks: make, change, test, pause, end them, and the log of what they sent."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from duijie.api.webhooks import queries, services
from duijie.api.webhooks.forms import WebhookForm
from duijie.api.webhooks.models import Delivery, Webhook
from duijie.core import notices
from duijie.core.errors import Conflict, DuijieError
from duijie.core.models import User
from duijie.core.notices import kinds
from duijie.core.paging import page_of
from duijie.registry.standing import standing


@login_required
@never_cache
@sensitive_variables("secret", "context")
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """One's webhooks, and the form for a new one. Its secret is shown in the answer and never again."""
    form = WebhookForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            hook, secret = services.create_webhook(actor=_user(request), **form.cleaned_data)
        except DuijieError as error:
            form.refuse(error)
            status = error.status
        else:
            context |= {"made": hook, "secret": secret, "form": WebhookForm()}
    elif request.method == "POST":
        status = 422
    context["hooks"] = queries.my_webhooks(standing(request.user))
    return render(request, "api/webhooks.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One webhook with its log; a POST changes it."""
    hook = queries.access_webhook(standing(request.user), pk)
    initial = {"name": hook.name, "url": hook.url, "groups": hook.groups}
    form = WebhookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_webhook(actor=_user(request), webhook=hook, **form.cleaned_data)
        except DuijieError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The webhook is saved."))
            return redirect("api:webhook", pk=pk)
    return _shown(request, hook, form, status=422 if form.errors else 200)


@login_required
@require_POST
def test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a test message."""
    hook = queries.access_webhook(standing(request.user), pk)
    try:
        services.ping(actor=_user(request), webhook=hook)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The test message is on its way; load this page again to see how it was answered."))
    return redirect("api:webhook", pk=pk)


@login_required
@require_POST
def pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pause it, or go on."""
    hook = queries.access_webhook(standing(request.user), pk)
    paused = request.POST.get("paused") == "1"
    services.pause_webhook(actor=_user(request), webhook=hook, paused=paused)
    messages.success(request, _("The webhook is paused.") if paused else _("The webhook sends again."))
    return redirect("api:webhook", pk=pk)


@login_required
@never_cache
@sensitive_variables("secret")
@require_POST
def rotate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a new secret, shown in the answer and never again."""
    hook = queries.access_webhook(standing(request.user), pk)
    hook, secret = services.rotate_secret(actor=_user(request), webhook=hook)
    initial = {"name": hook.name, "url": hook.url, "groups": hook.groups}
    return _shown(request, hook, WebhookForm(initial=initial), secret=secret)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget it, after asking."""
    hook = queries.access_webhook(standing(request.user), pk)
    if request.method != "POST":
        return render(request, "api/webhook_delete.html", {"hook": hook})
    services.delete_webhook(actor=_user(request), webhook=hook)
    messages.success(request, _("The webhook is deleted."))
    return redirect("api:webhooks")


@login_required
@require_POST
def resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a message of the log again."""
    delivery = Delivery.objects.filter(pk=pk).first()
    try:
        row = services.resend(actor=_user(request), delivery_id=pk)
    except Conflict as error:
        messages.error(request, str(error))
        assert delivery is not None  # noqa: S101 - the service found it
        return redirect("api:webhook", pk=delivery.webhook_id)
    messages.success(request, _("The message is sent again, under the id that it had."))
    return redirect("api:webhook", pk=row.webhook_id)


def _shown(
    request: HttpRequest, hook: Webhook, form: WebhookForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    page = page_of(request, queries.log_of(hook))
    rows = list(page.object_list)
    open_ = {one.pk for one in notices.visible(_user(request), [row.notice for row in rows if row.notice])}
    # What was closed to the owner meanwhile is named by its kind alone.
    log = [(row, kinds.title_of(row.notice) if row.notice and row.notice_id in open_ else "") for row in rows]
    context = {"hook": hook, "form": form, "page": page, "log": log, "secret": secret}
    return render(request, "api/webhook.html", context, status=status)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
