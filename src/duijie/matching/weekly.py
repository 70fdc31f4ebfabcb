"""How the weekly mails of saved searches hook into the mails and the choices of the kernel.

What writes them is imported when one is written: every process loads this module.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from duijie.core import mailing, notices
from duijie.core.models import Mail
from duijie.core.notices import Group

COMPOSER: Final = "searches"
GROUP: Final = Group(
    "searches",
    _("What is new in your saved searches"),
    _("Matches, lists and problems for you that you saved; each of them can also be paused by itself."),
    usual="weekly",
    offered=("weekly", "off"),
    apart=True,
    order=60,
)


def register() -> None:
    """Let people choose, and the mails be written when they go."""
    notices.add_group(GROUP)
    mailing.add_composer(COMPOSER, _write, ended=_ended, slow=True)


def _write(mail: Mail) -> mailing.Letter | None:
    from duijie.matching.services import digests

    return digests.write(mail)


def _ended(mail: Mail) -> None:
    from duijie.matching.services import digests

    digests.ended(mail)
