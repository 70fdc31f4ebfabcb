"""What a person types to be matched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.library.forms import ClauseForm

LONGEST = 20_000


class NeedForm(forms.Form):
    """The one box: a need in the person's own words."""

    text = forms.CharField(
        label=_("Your problem, in your own words"),
        strip=True,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "data-submit": "", "spellcheck": "false", "maxlength": None}),
        error_messages={"required": _("Say in a sentence what you need solved, then press the button again.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].widget.attrs.pop("maxlength", None)  # too long gets a sentence, not a silent cut


MOST_CLAUSES = 30


def clauses_of(*, data: Any = None, initial: Any = (), empty: int = 2) -> Any:
    """The requirements of a need as lines: as posted, or as kept with some empty ones behind."""
    factory = forms.formset_factory(
        ClauseForm, extra=empty, can_delete=True, max_num=MOST_CLAUSES, absolute_max=MOST_CLAUSES + 20
    )
    return factory(data, prefix="clauses", initial=list(initial))


def with_more(data: Any, more: int = 3) -> Any:
    """What was posted, with some more empty lines."""
    grown = data.copy()
    total = grown.get("clauses-TOTAL_FORMS", "0")
    number = int(total) if total.isdigit() else 0
    grown["clauses-TOTAL_FORMS"] = str(min(number + more, MOST_CLAUSES))
    return grown


def clauses_in(formset: Any) -> list[tuple[str, bool]]:
    """The lines that say something: (text, must)."""
    return [
        (form.cleaned_data["text"], form.cleaned_data["must"])
        for form in formset.forms
        if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
    ]
