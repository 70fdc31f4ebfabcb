"""Figures as files."""

from __future__ import annotations

import csv
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duijie.reading.known import figures
from duijie.reading.models import Kind
from duijie.registry.queries import access_organisation
from duijie.registry.standing import standing

_HEAD = ("subject", "measure", "value", "unit", "qualified_by", "as_of", "quote", "source", "read_at")


@require_safe
def indicators_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The indicators of an organisation with their sources, as CSV for any spreadsheet program."""
    actor = standing(request.user)
    organisation = access_organisation(actor, pk)
    found = figures.of_organisation(actor, organisation, Kind.INDICATOR).get(Kind.INDICATOR, [])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="indicators-{organisation.pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(_HEAD)
    for one in sorted(found, key=lambda row: (str(row.statement.fields.get("measure")), row.statement.date)):
        fields = one.statement.fields
        said = [fields.get(name) for name in ("subject", "measure", "value", "unit", "modifier", "as_of")]
        for where in one.sources:
            address = request.build_absolute_uri(where.fact.get_absolute_url())
            writer.writerow(
                [_safe(cell) for cell in [*said, where.fact.quote, address, f"{where.fact.read_at:%Y-%m-%d}"]]
            )
    return response


def _safe(cell: object) -> object:
    """A cell that no spreadsheet program runs."""
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
