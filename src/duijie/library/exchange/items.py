"""Writing batches of problems, projects and talents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.core import outbox
from duijie.core.text import language
from duijie.library.exchange.columns import COLUMNS, REQUIREMENTS, WORKS
from duijie.library.exchange.context import Context, Parsed, content_id, spoken_of
from duijie.library.models import ITEM_MODELS, Item, Problem, Requirement, State, Talent, Work
from duijie.library.rules import edit_item
from duijie.library.services.search_text import search_text

LINES: dict[str, tuple[str, type[Model], str, tuple[str, ...]]] = {
    "problem": ("requirements", Requirement, "problem", tuple(REQUIREMENTS.parts)),
    "talent": ("works", Work, "talent", tuple(WORKS.parts)),
}
"""Of each kind that has lines: the column, their model, its key to the item, its fields."""

_NOT_CONTENT = {"external_id", "community", "organisation", "state", "requirements", "works"}


class ItemLoader:
    """Takes batches of rows of one library."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.model = ITEM_MODELS[context.kind]
        self.lines = LINES.get(context.kind)
        self.content = [column.field for column in COLUMNS[context.kind] if column.name not in _NOT_CONTENT]

    def write(self, rows: Sequence[Parsed]) -> None:
        """Create, change or leave alone what the rows say; bad ones are reported."""
        context = self.context
        for row in rows:
            if not row.external_id:
                row.external_id = content_id(row.values["title"], row.values[_BODY[context.kind]])
        rows = context.only_once(rows)
        context.organisations(rows)
        records = self.model._default_manager.defer("search_text", "search_vector")
        known = spoken_of(rows, records.prefetch_related(self.lines[0]) if self.lines else records)
        created: list[Item] = []
        updated: list[Item] = []
        lines: dict[UUID, list[Model]] = {}
        for row in rows:
            item = known.get((row.community.pk if row.community else None, row.external_id))
            if item is None:
                item = self._new(row, lines)
                if item is not None:
                    created.append(item)
                continue
            changed = self._change(item, row, lines)
            if changed is None:
                continue
            if changed:
                updated.append(item)
            else:
                context.report.unchanged += 1
        self._save(created, updated, lines)

    def _new(self, row: Parsed, lines: dict[UUID, list[Model]]) -> Item | None:
        context = self.context
        assert row.community is not None  # noqa: S101 - checked when the row was parsed
        item = self.model(community=row.community, owner=context.actor, external_id=row.external_id)
        values = dict(row.values)
        state = values.pop("state", None)
        moderates = context.moderates(row.community)
        item.state = (state or State.PUBLISHED) if moderates else State.DRAFT
        if item.state not in (State.DRAFT, State.SUBMITTED):
            item.published_at = timezone.now()
        for name, value in values.items():
            setattr(item, name, value)
        _add_words(item, row.words)
        if "language" not in values:
            item.language = language(f"{item.title}\n{item.body}")
        if row.organisation and not self._join(item, row):
            return None
        if not self._fits(item, row):
            return None
        made = self._lines_of(item, row.lines or [])
        if made:
            lines[item.pk] = made
        item.search_text = search_text(item, made)  # type: ignore[arg-type]
        return item

    def _change(self, item: Item, row: Parsed, lines: dict[UUID, list[Model]]) -> bool | None:
        """Let a row change an item. Whether it did; None when it was reported."""
        context = self.context
        if row.community is not None and item.community_id != row.community.pk:
            context.bad(
                row.line, "community", _("This item belongs to another community and cannot be moved by import.")
            )
            return None
        before = {name: getattr(item, name) for name in self.content}
        organisation = item.organisation_id
        for name, value in row.values.items():
            if name != "state":
                setattr(item, name, value)
        _add_words(item, row.words)
        if row.organisation == "":
            item.organisation = None
        elif row.organisation and not self._join(item, row):
            return None
        made = self._changed_lines(item, row)
        if made is None and item.organisation_id == organisation and not self._differs(item, before):
            return False
        if context.who is not None and not edit_item.allows(context.who, item):
            context.bad(row.line, "external_id", _("This item is there already and is not yours to change."))
            return None
        if not self._fits(item, row):
            return None
        if made is not None:
            lines[item.pk] = made
        item.version += 1
        works = made if made is not None else list(item.works.all()) if isinstance(item, Talent) else None
        item.search_text = search_text(item, works)  # type: ignore[arg-type]
        return True

    def _differs(self, item: Item, before: dict[str, Any]) -> bool:
        return any(getattr(item, name) != before[name] for name in self.content)

    def _join(self, item: Item, row: Parsed) -> bool:
        """Set the organisation a row names, if the actor speaks for it."""
        found = self.context.organisation(row)
        if found is None:
            return False
        who = self.context.who
        if (
            who is not None
            and not who.site_admin
            and found.pk != item.organisation_id
            and found.pk not in who.organisations
            and item.community_id not in who.secretariat
        ):
            self.context.bad(
                row.line,
                "organisation",
                _("You do not belong to this organisation; name yours or leave the cell empty."),
            )
            return False
        item.organisation = found
        return True

    def _fits(self, item: Item, row: Parsed) -> bool:
        """What no cell can tell alone."""
        if not isinstance(item, Problem) or item.budget_min is None or item.budget_max is None:
            return True
        if item.budget_max < item.budget_min:
            reason = _("The budget ends below where it begins; exchange the two amounts.")
            self.context.bad(row.line, "budget_max", reason)
            return False
        return True

    def _lines_of(self, item: Item, rows: Iterable[dict[str, Any]]) -> list[Model]:
        if self.lines is None:
            return []
        _column, model, owner, _parts = self.lines
        return [model(**{owner: item, "ordinal": ordinal, **values}) for ordinal, values in enumerate(rows)]

    def _changed_lines(self, item: Item, row: Parsed) -> list[Model] | None:
        """The new lines of an item, or None when they stay."""
        if self.lines is None or row.lines is None:
            return None
        column, _model, _owner, parts = self.lines
        held = [{part: getattr(line, part) for part in parts} for line in getattr(item, column).all()]
        return None if held == row.lines else self._lines_of(item, row.lines)

    def _save(self, created: list[Item], updated: list[Item], lines: dict[UUID, list[Model]]) -> None:
        manager = self.model._default_manager
        if created:
            manager.bulk_create(created, batch_size=500)
        if updated:
            manager.bulk_create(
                updated,
                batch_size=500,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[*self.content, "organisation", "search_text", "version", "updated_at"],
            )
        if self.lines and lines:
            _column, model, owner, _parts = self.lines
            changed = [item.pk for item in updated if item.pk in lines]
            if changed:
                model._default_manager.filter(**{f"{owner}__in": changed}).delete()
            model._default_manager.bulk_create([line for made in lines.values() for line in made], batch_size=1000)
        outbox.put("item", [item.key for item in (*created, *updated)])
        self.context.audit(created, "import")
        self.context.audit(updated, "import-update")
        self.context.report.created += len(created)
        self.context.report.updated += len(updated)


_BODY = {"problem": "statement", "project": "summary", "talent": "expertise"}


def _add_words(item: Item, words: Iterable[str]) -> None:
    """Keep field names that the classification does not have among the keywords."""
    if words:
        item.keywords = list(dict.fromkeys([*item.keywords, *words]))
