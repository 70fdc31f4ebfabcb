"""Files that people brought: what they are given back as."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def kept_apart(response: R) -> R:
    """A download that no browser opens as a page of ours, and nothing on the way keeps."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
