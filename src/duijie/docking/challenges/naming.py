"""Choosing somebody of many by typing their name: no script is needed, the browser itself suggests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.models import User
from duijie.core.text import fold, normalise

SUGGESTED = 200
"""Names that a page suggests; the others are found by typing them."""
_NAMED = 6


class People:
    """Who may be chosen, each with a label of their own."""

    def __init__(self, people: Sequence[tuple[User, Any]]) -> None:
        """``people``: each with what stands beside the name. Who shares name and side with somebody
        else is told from them by the address."""
        plain = [(user, _("%(name)s (%(beside)s)") % {"name": user, "beside": beside}) for user, beside in people]
        often = Counter(label for _user, label in plain)
        self._labels = {user.pk: f"{label} · {user.email}" if often[label] > 1 else label for user, label in plain}
        self._people = [user for user, _label in plain]

    def label(self, user: User) -> str:
        """What somebody is called in the form."""
        return self._labels.get(user.pk, str(user))

    @property
    def suggested(self) -> list[str]:
        """The first labels, for the browser to suggest."""
        return list(self._labels.values())[:SUGGESTED]

    def find(self, typed: str) -> User:
        """Who is meant by a label, an address, a name, or a part of one that only one person has.

        Raises:
            forms.ValidationError: nobody, or several of whom the sentence names some.
        """
        wanted = _folded(typed)
        exact = [user for user in self._people if wanted in (_folded(self._labels[user.pk]), _folded(user.email))]
        named = exact or [user for user in self._people if wanted == _folded(str(user))]
        found = named or [user for user in self._people if wanted in _folded(self._labels[user.pk].split(" · ")[0])]
        if not found:
            raise forms.ValidationError(
                _("Nobody who may be an officer here is called “%(typed)s”; type a part of the name.")
                % {"typed": typed[:80]}
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("“%(typed)s” fits several people: %(names)s. Type more of the name, or the whole of one of these.")
                % {"typed": typed[:80], "names": "; ".join(self._labels[user.pk] for user in found[:_NAMED])}
            )
        return found[0]


class PersonField(forms.CharField):
    """Somebody of :class:`People`, by what was typed."""

    people: People

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)

    def offer(self, people: People, listed: str) -> None:
        """Let the field know whom it may find; ``listed``: the id of the list of suggestions."""
        self.people = people
        self.widget.attrs["list"] = listed

    def clean(self, value: Any) -> User | None:
        typed = super().clean(value)
        return self.people.find(typed) if typed else None


def _folded(text: str) -> str:
    return fold(normalise(text))
