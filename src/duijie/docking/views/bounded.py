"""Pages that take files: what is too large is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from duijie.core.errors import TooLarge
from duijie.core.forms import MarkedForm
from duijie.core.uploads import check_stopped, stop_at

View = Callable[..., HttpResponse]


def takes_files(most: int = 1) -> Callable[[View], View]:
    """Let a view take ``most`` files of ``DUIJIE_UPLOAD_LIMIT_MB`` each; the view asks
    :func:`refused_upload` for one that turned out to be larger."""
    return takes(lambda request: stop_at(request, settings.UPLOAD_LIMIT * most))


def takes(prepare: Callable[[HttpRequest], None]) -> Callable[[View], View]:
    """Let a view take files. ``prepare`` says before anything is read how they are read; a request that it
    finds too large is answered with the empty form and a sentence, and nothing of it is read."""

    def bounded(view: View) -> View:
        inner = csrf_protect(login_required(require_http_methods(["GET", "HEAD", "POST"])(view)))

        @wraps(view)
        def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return inner(request, *args, **kwargs)
            try:
                prepare(request)
            except TooLarge as error:
                request.META["CONTENT_LENGTH"] = "0"
                request.method = "GET"
                messages.error(request, str(error))
                response = inner(request, *args, **kwargs)
                response.status_code = error.status if response.status_code == 200 else response.status_code
                response["Connection"] = "close"
                return response
            return inner(request, *args, **kwargs)

        return csrf_exempt(outer)  # inner checks, once it is certain that the body may be read

    return bounded


def refused_upload(request: HttpRequest, form: MarkedForm) -> bool:
    """Whether reading was stopped because a file turned out to be too large; the form says so then."""
    try:
        check_stopped(request)
    except TooLarge as error:
        refuse_alone(form, error)
        return True
    return False


def refuse_alone(form: MarkedForm, error: TooLarge) -> None:
    """Let the form say that and nothing else: that fields are missing is no second mistake."""
    form.full_clean()
    form.errors.clear()
    form.refuse(error)
