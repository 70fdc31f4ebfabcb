"""Records before they are written."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from duijie.core.errors import InvalidInput


def check(record: models.Model, *, exclude: Collection[str] = (), unique: bool = True) -> None:
    """``full_clean`` with our own exception.

    Args:
        exclude: fields that are not looked at.
        unique: ask the database for what must not be there twice and for the constraints; false where the
            writing itself finds out.

    Raises:
        InvalidInput: values that do not fit; ``details["fields"]`` maps fields to sentences.
    """
    try:
        record.full_clean(exclude=exclude, validate_unique=unique, validate_constraints=unique)
    except ValidationError as error:
        raise InvalidInput(_("Some fields need another look."), fields=error.message_dict) from error
