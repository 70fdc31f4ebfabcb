"""What templates need to show values of this house: names of codes, pages, marked sentences, money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from duijie.core import amounts
from duijie.core.measures import in_language
from duijie.core.money import shown
from duijie.library.languages import language_name
from duijie.library.models import Item, Talent
from duijie.portal.colours import Palette, palette
from duijie.portal.programs import program_of

register = template.Library()


@register.filter
def item_title(item: Item) -> str:
    """The title, or a talent's name in the reader's language."""
    return item.display_title if isinstance(item, Talent) else item.title


@register.filter
def shown_pages(page: Page[Any]) -> Iterable[int | str]:
    """The page numbers to offer, with "…" for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag(takes_context=True)
def with_page(context: Context, number: int) -> str:
    """The address of another page of the same list."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def marked(sentence: str, marks: Sequence[tuple[int, int]]) -> SafeString:
    """A sentence with the words at these (start, end) offsets in ``<mark>``; everything escaped.

    Offsets may overlap or reach beyond the sentence; they are cut to fit.
    """
    parts: list[str] = []
    at = 0
    for start, end in sorted((max(0, s), min(e, len(sentence))) for s, e in marks):
        start = max(start, at)
        if end <= start:
            continue
        parts += [conditional_escape(sentence[at:start]), format_html("<mark>{}</mark>", sentence[start:end])]
        at = end
    parts.append(conditional_escape(sentence[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped above


@register.filter
def money(amount: Decimal | float | None, currency: str = "CNY") -> str:
    """An amount in the reader's language, to the cent: 186 万元, CNY 1,860,000."""
    return "" if amount is None else shown(Decimal(str(amount)), currency, get_language() or "")


@register.filter
def measure(written: str) -> str:
    """A quantity with its unit in the reader's language: ≥ 30 天 as ≥ 30 days."""
    return in_language(written, get_language() or "")


@register.filter
def hundredths(share: float) -> int:
    """0.873 as 87; nothing that is short of all is rounded up to 100."""
    return 100 if share >= 1 else min(99, round(share * 100))


@register.filter
def plain(number: float | None) -> str:
    """A number without a needless ".0"."""
    return "" if number is None else amounts.plain(number)


_TRL = (
    gettext_lazy("Basic principles observed and reported."),
    gettext_lazy("Concept or application formulated."),
    gettext_lazy("Critical function proved by analysis and experiment."),
    gettext_lazy("Component proved in the laboratory."),
    gettext_lazy("Component proved in the relevant environment."),
    gettext_lazy("Model demonstrated in the relevant environment."),
    gettext_lazy("Prototype demonstrated in the operational environment."),
    gettext_lazy("Actual system completed and accepted."),
    gettext_lazy("Actual system proved in successful operation."),
)


@register.filter
def trl_meaning(level: int | None) -> Any:
    """What a readiness level of ISO 16290 says, in our words."""
    return _TRL[level - 1] if level and 1 <= level <= 9 else ""


@register.filter
def languages(codes: Iterable[str]) -> str:
    """The names of languages in the reader's language."""
    return _(", ").join(language_name(code) for code in codes)


@register.filter
def day(moment: date | datetime | None) -> str:
    """A date as 2026-11-21, which reads the same in every language."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{moment:%Y-%m-%d}"


@register.filter
def program(user_agent: str) -> str:
    """A browser and its system as people call them."""
    return program_of(user_agent)


@register.filter
def bare(field: BoundField) -> SafeString:
    """A field's input without the placeholder that allauth puts in: the label says it already."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def shades(colour: str) -> Palette:
    """How a community's colour appears on light and on dark pages."""
    return palette(colour)
