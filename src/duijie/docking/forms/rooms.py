"""Forms for files and meetings of a deal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import MarkedForm
from duijie.core.uploads import ACCEPTED, MB
from duijie.docking import zones
from duijie.docking.models import Meeting

_LOCAL = "%Y-%m-%dT%H:%M"


class FileForm(MarkedForm):
    """A file for the room. ``form`` is new with each page, so that a form sent twice adds it once."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service says what is wrong with it
        error_messages={"required": _("Choose a file first, then press the button again.")},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
    )
    with_broker = forms.BooleanField(label=_("The broker may open it"), required=False, initial=True)
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data: Any = None, files: Any = None, *, keeps: bool) -> None:
        super().__init__(data, files)
        limit = settings.DEAL_FILE_LIMIT // MB
        self.fields["file"].help_text = _("At most %(limit)s MB; %(kinds)s.") % {
            "limit": limit,
            "kinds": ", ".join(ACCEPTED),
        }
        if not keeps:
            del self.fields["with_broker"]


class MeetingForm(MarkedForm):
    """When and where. Times are read in the zone that the form states."""

    title = forms.CharField(label=_("What is it about?"), max_length=200)
    starts = forms.DateTimeField(
        label=_("Begins"),
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
    )
    ends = forms.DateTimeField(
        label=_("Ends"),
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
    )
    zone = forms.ChoiceField(label=_("Time zone"))
    place = forms.CharField(
        label=_("Place or link"), max_length=500, required=False, help_text=_("An address, or the link of a call.")
    )
    with_broker = forms.BooleanField(label=_("The broker is invited"), required=False, initial=True)
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, zone: ZoneInfo, keeps: bool, meeting: Meeting | None = None) -> None:
        initial: dict[str, Any] = {"zone": zone.key}
        if meeting is not None:
            initial |= {"title": meeting.title, "place": meeting.place, "version": meeting.version}
            initial |= {name: _local(getattr(meeting, name), zone) for name in ("starts", "ends")}
        super().__init__(data, initial=initial)
        stated = str(data.get("zone", "")) if data is not None else ""
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(zones.choices(zone.key, *([stated] if zones.known(stated) else [])))
        self._zone = zones.known(stated) or zone
        if meeting is not None:
            del self.fields["form"], self.fields["with_broker"]
        else:
            del self.fields["version"]
            if not keeps:
                del self.fields["with_broker"]

    def full_clean(self) -> None:
        with timezone.override(self._zone):
            super().full_clean()

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "zone"}


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Without its zone: a field would change it into the one that is active."""
    return moment.astimezone(zone).replace(tzinfo=None)
