"""Fetching the files of an opened proposal."""

from __future__ import annotations

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import Conflict
from duijie.core.models import User
from duijie.docking.challenges.rules import read_proposal
from duijie.docking.challenges.services.common import locked, say
from duijie.docking.models import OpenedFile
from duijie.docking.services.scanning import judged
from duijie.registry.standing import standing


def fetch(*, actor: User, file: OpenedFile) -> File[bytes]:
    """Let somebody have a file of a proposal, once the operator's scanner (if there is one) found it clean.

    Raises:
        NotAllowed: the proposal is not open to the actor.
        Conflict: a virus was found, the scanner cannot decide, or the bytes are gone.
    """
    read_proposal.check(standing(actor), file.proposal, _("This file is not open to you."))
    if settings.SCAN_COMMAND and file.scan == OpenedFile.Scan.UNSCANNED:
        verdict = judged(file.file.path, settings.SCAN_COMMAND, settings.SCAN_SECONDS)
        if verdict == "undecided":
            raise Conflict(_("This file is still being checked for viruses; come back in a few minutes."))
        file.scan = OpenedFile.Scan.CLEAN if verdict == "clean" else OpenedFile.Scan.INFECTED
        file.save(update_fields=["scan", "updated_at"])
    if file.scan == OpenedFile.Scan.INFECTED:
        raise Conflict(_("A virus was found in this file; it is not served to anybody."))
    try:
        stream = file.file.open("rb")
    except FileNotFoundError as error:
        raise Conflict(_("This file is not there any more.")) from error
    with transaction.atomic():
        current = locked(file.proposal.challenge)
        say(current, actor, "fetch-file", about=file, after={"sha256": file.sha256})
    return stream
