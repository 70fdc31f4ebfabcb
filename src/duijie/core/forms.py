"""Forms of the site: what they have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core import currencies
from duijie.core.amounts import amount_of, number_of
from duijie.core.errors import DuijieError


class AmountField(forms.DecimalField):
    """An amount of money as people write it: 1200000, 1,200,000.50, 1.200.000,50. What could mean
    two amounts is refused with a sentence."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=16, decimal_places=2, min_value=Decimal(0), **options)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs inherit from integers
        if isinstance(value, str) and value.strip():
            value = amount_of(value)
            if value is None:
                raise forms.ValidationError(
                    _("Write the amount in figures with a point before the cents, such as 1200000 or 1,200,000.50.")
                )
        return super().to_python(value)


class NumberField(forms.FloatField):
    """A number of some unit as people write it, with a decimal point or a decimal comma."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}), **options)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs inherit from integers
        if isinstance(value, str) and value.strip():
            value = number_of(value)
            if value is None:
                raise forms.ValidationError(_("Write a number in figures, such as 2.5 or 1,200; its unit goes beside."))
        return super().to_python(value)


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar, which reads it in one form whatever the language of the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class CurrencyField(forms.ChoiceField):
    """One of the currencies that amounts are kept in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Currency"), choices=currencies.CHOICES, initial=currencies.DEFAULT, **options)

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if not self.valid_value(value):
            raise forms.ValidationError(currencies.unknown(value))


class MarkedForm(forms.Form):
    """A form that marks the fields that need another look."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self._mark()

    def refuse(self, error: DuijieError) -> None:
        """Show what the service refused beside the fields it concerns."""
        fields: Mapping[str, Sequence[Any]] = error.details.get("fields") or {"": [error]}
        for name, sentences in fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])
        self._mark()

    def _mark(self) -> None:
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"
