"""The form in which a relation is declared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.forms import DayField
from duijie.matching.conflicts import relation_queries
from duijie.matching.models import Relation


class RelationForm(forms.Form):
    """Whose relation, to whom, of what kind. Names that several go by come back with a choice."""

    of = forms.CharField(
        label=_("Whose relation"),
        max_length=200,
        required=False,
        help_text=_("The name of a person or an organisation; empty for your own."),
    )
    of_pick = forms.ChoiceField(label=_("Which of them"), widget=forms.RadioSelect, required=False)
    to = forms.CharField(
        label=_("Related to"), max_length=200, help_text=_("The name of a person or an organisation of the registry.")
    )
    to_pick = forms.ChoiceField(label=_("Which of them"), widget=forms.RadioSelect, required=False)
    kind = forms.ChoiceField(label=_("Kind of relation"), choices=Relation.Kind.choices)
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False)
    details = forms.CharField(
        label=_("Details"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Confidential: only the secretariat and you read this."),
    )

    def __init__(self, *args: Any, governs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["to"]
        if governs:
            names.insert(0, "of")
        else:
            del self.fields["of"], self.fields["of_pick"]
        for name in names:
            self._offer(name)

    def _offer(self, name: str) -> None:
        """Offer a choice where several go by the name that was typed."""
        typed = str(self.data.get(name, "")).strip() if self.is_bound else ""
        found = relation_queries.named(typed) if typed else []
        if len(found) > 1:
            self.fields[f"{name}_pick"].choices = relation_queries.choices(found)  # type: ignore[attr-defined]
        else:
            del self.fields[f"{name}_pick"]

    def clean(self) -> dict[str, Any]:
        """Turn the names into records."""
        cleaned = super().clean() or {}
        for name in ("of", "to"):
            if name in self.fields:
                cleaned[name] = self._meant(name, str(cleaned.get(name) or ""), str(cleaned.get(f"{name}_pick") or ""))
        return cleaned

    def _meant(self, name: str, typed: str, picked: str) -> relation_queries.Whom | None:
        if not typed.strip():
            return None
        found = relation_queries.named(picked or typed)
        if len(found) == 1:
            return found[0]
        if found:
            self.add_error(f"{name}_pick", _("Several go by this name; choose one of them."))
        else:
            self.add_error(name, _("Nobody of this name is in the registry; correct it, or ask the secretariat."))
        return None

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data.get(name) for name in ("of", "to", "kind", "since", "until", "details")}
