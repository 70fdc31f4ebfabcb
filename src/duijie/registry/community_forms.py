"""The forms of communities and of the roles held in them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput, TooLarge
from duijie.core.forms import MarkedForm
from duijie.core.text import clean, normalise
from duijie.registry.emblems import LARGEST, LARGEST_BYTES, SMALLEST, read_emblem
from duijie.registry.forms import named_organisation
from duijie.registry.models import Community, Organisation, Role
from duijie.registry.services.roles import OF_ORGANISATIONS
from duijie.registry.slugs import LONGEST, check_slug

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")


class _CommunityForm(MarkedForm):
    """What making and changing a community have in common."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)
    description_zh = forms.CharField(
        label=_("About it, in Chinese"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    description_en = forms.CharField(
        label=_("About it, in English"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    colour = forms.CharField(
        label=_("Colour"),
        max_length=20,
        initial="#0b5c6b",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        help_text=_(
            "Six hexadecimal digits, such as #0b5c6b. Any colour will do: where text in it would be too faint "
            "(a contrast under 4.5 to 1, WCAG AA), the nearest darker shade is used on light pages and the nearest "
            "lighter one on dark pages."
        ),
    )
    shares = forms.BooleanField(
        label=_("Share with the branches"),
        required=False,
        initial=True,
        help_text=_("Members of communities below this one see its community-visible items."),
    )

    order: tuple[str, ...] = ("name_zh", "name_en", "description_zh", "description_en", "colour", "shares")

    @property
    def shown(self) -> list[forms.BoundField]:
        """The visible fields in order."""
        return [self[name] for name in self.order if name in self.fields]

    def clean_colour(self) -> str:
        found = _HEX.fullmatch(normalise(self.cleaned_data["colour"]).lower())
        if not found:
            raise forms.ValidationError(_("Write the colour as # and six digits from 0 to 9 and a to f."))
        digits = found[1]
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))

    @property
    def values(self) -> dict[str, Any]:
        """What the services take besides version and emblem."""
        return {name: self.cleaned_data[name] for name in _CommunityForm.base_fields} | (
            {"slug": self.cleaned_data["slug"]} if "slug" in self.fields else {}
        )


class NewCommunityForm(_CommunityForm):
    """A community below another one."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        help_text=_(
            "The word in the address of its site: “hangzhou” makes /c/hangzhou/. Small letters, digits and hyphens; "
            "it cannot be changed later."
        ),
    )
    order = ("slug", *_CommunityForm.order)

    def clean_slug(self) -> str:
        slug = normalise(self.cleaned_data["slug"]).strip().lower()
        try:
            return check_slug(slug)
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error


class CommunityForm(_CommunityForm):
    """A community that is there. ``version`` is the one that was opened."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    emblem = forms.FileField(
        label=_("Emblem"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_(
            "A square PNG, JPEG or WebP picture, %(smallest)s to %(largest)s pixels a side, %(limit)s KB at most."
        ),
    )
    without_emblem = forms.BooleanField(label=_("Take the emblem away"), required=False)
    order = (*_CommunityForm.order[:-1], "emblem", "without_emblem", "shares")

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        emblem = self.fields["emblem"]
        limits = {"smallest": SMALLEST, "largest": LARGEST, "limit": LARGEST_BYTES // 1024}
        emblem.help_text = str(emblem.help_text) % limits
        if not community.emblem:
            del self.fields["without_emblem"]

    def clean_emblem(self) -> bytes | None:
        upload = self.cleaned_data["emblem"]
        if not upload:
            return None
        data = upload.read(LARGEST_BYTES + 1)
        try:
            read_emblem(data)
        except (InvalidInput, TooLarge) as error:
            raise forms.ValidationError(str(error)) from error
        return bytes(data)

    def choose_again(self) -> None:
        """A browser does not send a file twice: say so where the form is shown again."""
        if self.files.get("emblem") and "emblem" not in self.errors:
            self.add_error("emblem", str(_("Choose the picture once more; the browser does not keep it.")))

    @property
    def emblem_bytes(self) -> bytes | None:
        """A new emblem, empty bytes to take it away, None to leave it."""
        chosen: bytes | None = self.cleaned_data["emblem"]
        return chosen if chosen is not None else (b"" if self.cleaned_data.get("without_emblem") else None)

    @staticmethod
    def initial_of(community: Community) -> dict[str, Any]:
        """What the form shows of a community."""
        return {name: getattr(community, name) for name in ("version", *_CommunityForm.base_fields)}


class AccountForm(MarkedForm):
    """Whom to make a member of an organisation."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The address with which the person signs in."),
    )

    def clean_email(self) -> str:
        return clean(self.cleaned_data["email"]).lower()


class RoleForm(AccountForm):
    """Whom to give which role."""

    kind = forms.ChoiceField(label=_("Role"), choices=Role.Kind.choices, initial=Role.Kind.MEMBER)
    organisation = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("For members and organisation admins: its name, as the registry has it."),
    )

    def clean_organisation(self) -> Organisation | None:
        return named_organisation(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind, organisation = values.get("kind"), values.get("organisation")
        if organisation and kind not in OF_ORGANISATIONS:
            self.add_error(
                "organisation", _("Only members and organisation admins belong to an organisation; leave it empty.")
            )
        return values
