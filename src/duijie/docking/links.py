"""Links to files that are good for one person and a few minutes."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import DuijieError, NotAllowed
from duijie.core.models import User
from duijie.docking.models import DealFile

_SALT = "duijie.docking.file"


class Expired(DuijieError):
    """The link was good once."""

    code = "expired"
    status = 410


def link(user: User, file: DealFile) -> str:
    """A path of the site under which this person gets this file, for ``DUIJIE_DEAL_LINK_MINUTES``."""
    key = TimestampSigner(salt=_SALT).sign(_bound(user, file)).rpartition(_bound(user, file))[2].lstrip(":")
    return f"{reverse('docking:file-fetch', args=[file.deal_id, file.pk])}?key={key}"


def check(user: User, file: DealFile, key: str) -> None:
    """See that a link was made for this person and file.

    Raises:
        Expired: its time is over.
        NotAllowed: it was made for somebody else, for another file, or by nobody.
    """
    try:
        TimestampSigner(salt=_SALT).unsign(f"{_bound(user, file)}:{key}", max_age=settings.DEAL_LINK_SECONDS)
    except SignatureExpired as error:
        raise Expired(_("This link has expired; fetch the file again from its page.")) from error
    except BadSignature as error:
        raise NotAllowed(_("This link was not made for you; fetch the file from its page.")) from error


def _bound(user: User, file: DealFile) -> str:
    return f"{file.pk}.{user.pk}"
