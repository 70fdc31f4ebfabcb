"""The forms of organisations, people and posts.

Names, further names and identifiers are one a line, so that the form works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duijie.core.errors import InvalidInput
from duijie.core.forms import DayField
from duijie.core.text import clean
from duijie.registry.identifiers import SCHEMES, normalise_identifier
from duijie.registry.models import Organisation, Person, Place
from duijie.registry.services import Name

NAME_KINDS = ("alias", "short", "former")


class _Places(forms.ModelChoiceField):
    """One place, kept as its code."""

    def clean(self, value: Any) -> str:
        place = super().clean(value)
        return place.pk if place else ""

    def label_from_instance(self, record: Any) -> str:
        return f"{'　' * (len(record.ancestors or [1]) - 1)}{record.name}"


class NamedForm(forms.Form):
    """What organisations and people have in common. ``version`` is the one that was opened."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    names = forms.CharField(
        label=_("Main names in other languages"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, the language in front: “en: Zhejiang University”."),
    )
    aliases = forms.CharField(
        label=_("Also known as"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Put “short:” or “former:” in front of a short form or a former name."),
    )
    identifiers = forms.CharField(
        label=_("Identifiers"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, the scheme in front: ror, orcid, uscc, icp or site_code; “ror: 00a2xv884”."),
    )
    website = forms.CharField(label=_("Website"), max_length=200, required=False, validators=[URLValidator()])
    description = forms.CharField(
        label=_("Description"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    description_en = forms.CharField(
        label=_("Description in English"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    order: tuple[str, ...] = ("name", "names", "aliases", "identifiers", "website", "description", "description_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            for name in self.errors:
                if name in self.fields:
                    self.fields[name].widget.attrs["aria-invalid"] = "true"

    @property
    def shown(self) -> list[forms.BoundField]:
        """The visible fields in order."""
        return [self[name] for name in self.order]

    def clean_names(self) -> list[Name]:
        found = []
        for line in _lines(self.cleaned_data["names"]):
            language, colon, text = line.replace("：", ":", 1).partition(":")
            if not colon or not text.strip() or len(language.strip()) > 10 or " " in language.strip():
                raise forms.ValidationError(_("Put the language in front, such as “en: Zhejiang University”."))
            found.append(Name(_fits(text), language.strip(), "main"))
        return found

    def clean_aliases(self) -> list[Name]:
        found = []
        for line in _lines(self.cleaned_data["aliases"]):
            kind, colon, text = line.replace("：", ":", 1).partition(":")
            known = colon and kind.strip() in NAME_KINDS and text.strip()
            found.append(Name(_fits(text if known else line), kind=kind.strip() if known else "alias"))
        return found

    def clean_identifiers(self) -> list[tuple[str, str]]:
        found = []
        for line in _lines(self.cleaned_data["identifiers"]):
            scheme, colon, value = line.replace("：", ":", 1).partition(":")
            if not colon or scheme.strip().lower() not in SCHEMES:
                raise forms.ValidationError(
                    _("Put the scheme in front: one of %(known)s."), params={"known": ", ".join(SCHEMES)}
                )
            try:
                found.append((scheme.strip().lower(), normalise_identifier(scheme.strip().lower(), value)))
            except InvalidInput as error:
                raise forms.ValidationError(str(error)) from error
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes besides names and identifiers."""
        parts = {"version", "names", "aliases", "identifiers"}
        return {name: value for name, value in self.cleaned_data.items() if name not in parts}

    @property
    def all_names(self) -> list[Name]:
        return [*self.cleaned_data["names"], *self.cleaned_data["aliases"]]

    def refuse(self, fields: Mapping[str, Sequence[Any]], message: Any = "") -> None:
        """Show what the service refused beside the fields it concerns."""
        if not fields:
            self.add_error(None, str(message))
        for name, sentences in fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])

    @classmethod
    def initial_of(cls, record: Organisation | Person) -> dict[str, Any]:
        """What the form shows of a record."""
        rows = list(record.names.order_by("pk"))
        mains = [row for row in rows if row.kind == "main" and row.text != record.name]
        others = [row for row in rows if row.kind != "main"]
        values = {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}
        return values | {
            "names": "\n".join(f"{row.language}: {row.text}" for row in mains),
            "aliases": "\n".join(row.text if row.kind == "alias" else f"{row.kind}: {row.text}" for row in others),
            "identifiers": "\n".join(f"{row.scheme}: {row.value}" for row in record.identifiers.order_by("scheme")),
        }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in clean(text).splitlines() if line.strip()]


def _fits(text: str) -> str:
    text = clean(text)
    if len(text) > 200:
        raise forms.ValidationError(_("A name has 200 characters at most."))
    return text


class OrganisationForm(NamedForm):
    """An organisation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices, initial=Organisation.Kind.COMPANY)
    place = _Places(label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("not stated"))
    parent = forms.CharField(
        label=_("Part of"),
        required=False,
        max_length=200,
        help_text=_("The name of the organisation that this one is a part of, as the registry has it."),
    )

    order = (
        "name", "kind", "names", "aliases", "place", "parent", "identifiers", "website", "description",
        "description_en",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.all()  # type: ignore[attr-defined]

    def clean_parent(self) -> Organisation | None:
        return named_organisation(self.cleaned_data["parent"])

    @classmethod
    def initial_of(cls, record: Organisation | Person) -> dict[str, Any]:
        values = super().initial_of(record)
        parent = record.parent if isinstance(record, Organisation) else None
        return values | {"parent": parent.name if parent else ""}


def named_organisation(text: str) -> Organisation | None:
    """The one organisation of this name; None for no name.

    Raises:
        ValidationError: there is none, or several.
    """
    from duijie.registry.queries import organisations_named

    if not text.strip():
        return None
    found = organisations_named(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise forms.ValidationError(_("Several organisations have this name; write the full name or an identifier."))
    raise forms.ValidationError(_("There is no organisation of this name; add it first or correct the name."))


class PersonForm(NamedForm):
    """A person."""

    name = forms.CharField(label=_("Name"), max_length=200)


class PostForm(forms.Form):
    """A post that a person holds."""

    organisation = forms.CharField(
        label=_("Organisation"), max_length=200, help_text=_("Its name, as the registry has it.")
    )
    title = forms.CharField(label=_("Post"), max_length=120)
    start = DayField(label=_("From"), required=False)
    end = DayField(label=_("Until"), required=False)

    def clean_organisation(self) -> Organisation | None:
        return named_organisation(self.cleaned_data["organisation"])


class EndPostForm(forms.Form):
    """When a post ended."""

    end = DayField(label=_("Until"))
