"""The mails about an account: in its owner's language, in the name of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils.translation import get_language, override

from duijie.core.models import User


@dataclass(frozen=True, slots=True)
class _Site:
    """What the templates of these mails call the site: its name, not its host."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Signing up, signing in and their mails, where they differ from what allauth does by itself."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Whoever asked for the mail may have had another language in their browser."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else get_language()
        with override(language):
            site = _Site(str(settings.SITE_NAME), urlsplit(settings.SITE_URL).netloc)
            super().send_mail(template_prefix, email, {**context, "current_site": site})

    def format_email_subject(self, subject: str) -> str:
        """The site's name goes before it."""
        return f"[{settings.SITE_NAME}] {subject}"
