"""Templates of the import files, as downloads."""

from __future__ import annotations

import io

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duijie.library.exchange.template import write_template

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}


@require_safe
def template(request: HttpRequest, kind: str, format: str) -> HttpResponse:
    """``/exchange/problem.xlsx`` and so on: what an import file looks like."""
    file = io.BytesIO()
    write_template(kind, format, file)
    response = HttpResponse(file.getvalue(), content_type=_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="duijie-{kind}.{format}"'
    return response
