"""Every read of the files and meetings of a deal that needs a name. All take the actor's standing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import NotFound
from duijie.docking.models import Deal, DealFile, LogEntry, Meeting
from duijie.docking.rules import read_file, read_meeting
from duijie.registry.standing import Standing

_FEW = 5


def files(actor: Standing, deal: Deal) -> QuerySet[DealFile]:
    """The versions of the files of a deal that the actor may open, the latest first."""
    return read_file.filter(actor, DealFile.objects.filter(deal=deal)).select_related("uploaded_by").order_by("-id")


def latest_files(actor: Standing, deal: Deal) -> list[DealFile]:
    """The last version of each file, withdrawn ones left out; a handful, the latest first."""
    standing_ = files(actor, deal).filter(withdrawn_at=None)
    newest = standing_.order_by("name", "with_broker", "-number").distinct("name", "with_broker").values("pk")
    return list(files(actor, deal).filter(pk__in=newest)[:_FEW])


def access_file(actor: Standing, deal: Deal, pk: UUID | str) -> DealFile:
    """One version of a file.

    Raises:
        NotFound: there is none, or it is not open to the actor.
    """
    found = files(actor, deal).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such file, or it is not open to you."))
    found.deal = deal
    return found


def versions(actor: Standing, file: DealFile) -> QuerySet[DealFile]:
    """All versions of a file, the last first."""
    return files(actor, file.deal).filter(name=file.name, with_broker=file.with_broker).order_by("-number")


def fetched(file: DealFile) -> QuerySet[LogEntry]:
    """Who had a file and when, the last first."""
    return LogEntry.objects.filter(
        stream=file.deal.introduction_id, action="fetch-file", about=f"{file._meta.label_lower}:{file.pk}"
    ).order_by("-place")


def meetings(actor: Standing, deal: Deal) -> QuerySet[Meeting]:
    """The meetings of a deal that the actor may know of, the latest first."""
    rows = read_meeting.filter(actor, Meeting.objects.filter(deal=deal))
    return rows.select_related("made_by").order_by("-starts", "-id")


def coming(actor: Standing, deal: Deal) -> list[Meeting]:
    """The next meetings, cancelled ones left out; a handful, the next first."""
    rows = meetings(actor, deal).filter(ends__gt=timezone.now(), cancelled_at=None)
    return list(rows.order_by("starts", "id")[:_FEW])


def access_meeting(actor: Standing, deal: Deal, pk: UUID | str) -> Meeting:
    """One meeting.

    Raises:
        NotFound: there is none, or it is not open to the actor.
    """
    found = meetings(actor, deal).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    found.deal = deal
    return found
