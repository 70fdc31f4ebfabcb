"""A file may say it in the words of the site, in either language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from duijie.library.exchange import COLUMNS
from duijie.library.exchange.columns import Column
from duijie.library.exchange.headings import Headings
from duijie.library.exchange.values import Choice, Many
from duijie.library.forms import FORMS
from duijie.library.models import ITEM_MODELS
from duijie.library.models.item import Cooperation
from duijie.registry.models import Organisation

MODELS = {**ITEM_MODELS, "organisation": Organisation}


def choices_of(kind: str, column: Column) -> tuple[Choice | None, list[tuple[str, str]]]:
    """The choice of a column, and the codes and labels that the site has for it."""
    choice = column.type.of if isinstance(column.type, Many) else column.type
    if not isinstance(choice, Choice):
        return None, []
    model: Any = MODELS[kind]
    found = Cooperation.choices if column.name == "cooperation" else model._meta.get_field(column.field).choices
    return choice, [(str(code), str(label)) for code, label in found]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", list(COLUMNS))
def test_every_choice_is_known_by_its_label_on_the_site(kind: str, language: str) -> None:
    with override(language):
        for column in COLUMNS[kind]:
            choice, labels = choices_of(kind, column)
            for code, label in labels:
                assert choice is not None
                assert choice.read(label) == code, (column.name, label)


@pytest.mark.parametrize("kind", list(FORMS))
def test_a_column_that_the_form_has_is_known_by_the_forms_chinese_label(kind: str) -> None:
    headings = Headings(kind)
    with override("zh-hans"):
        for column in COLUMNS[kind]:
            name = {"fields": "fields_", "name": "title"}.get(column.name, column.field)
            field = FORMS[kind].base_fields.get(name)
            if field is not None and name not in ("title", "statement", "visibility"):  # these are asked in sentences
                assert headings.find(str(field.label)) is column, field.label


def test_the_bounty_is_known_by_both_its_chinese_names() -> None:
    headings = Headings("problem")
    assert headings.find("榜金") is headings.find("榜额") is headings.find("bounty")
    assert headings.find("榜金") is not None
