"""A contract as PDF, set by typst with the Chinese fonts of a Python package. Pure, offline.

The text is handed over as data and never read as markup. The fonts that draw it are embedded, so
that it looks the same everywhere; no font of the machine is used. The same draft gives the same bytes.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import typst

from duijie.docking.contracts.draft import Clause, Draft, Pair
from duijie.docking.contracts.parts import DETAILS, SIGNING, in_words, plain, rows_of

MEDIA_TYPE = "application/pdf"
_TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "contract.typ"


def render(draft: Draft, *, made: datetime) -> bytes:
    """The document as bytes; ``made`` is the time it carries."""
    written: bytes = typst.compile(  # type: ignore[misc]  # its stub takes one type for bytes and paths
        _TEMPLATE.read_bytes(),
        sys_inputs={"data": json.dumps(_data(draft), ensure_ascii=False)},
        font_paths=[str(fonts.serif_path().parent)],
        ignore_system_fonts=True,
        timestamp=made.replace(microsecond=0),
    )
    return written


def _data(draft: Draft) -> dict[str, Any]:
    return {
        "number": _print(draft.number),
        "title": _pair(draft.title),
        "kind": _pair(draft.kind),
        "notice": _pair(draft.notice),
        "parties": [
            {
                "role": _pair(role),
                "lines": [[f"{zh} · {en}", _print(value)] for (zh, en), value in rows_of(party, DETAILS)],
            }
            for role, party in draft.parties
        ],
        "clauses": [_clause(number, clause) for number, clause in enumerate(draft.clauses, 1)],
        "signatures": [_pair(role) for role in draft.signatures],
        "signing": [f"{zh} · {en}" for zh, en in SIGNING],
    }


def _print(text: str) -> str:
    return in_words(plain(text))


def _clause(number: int, clause: Clause) -> dict[str, Any]:
    return {
        "heading": {
            "zh": f"第{number}条　{clause.heading.zh}",
            "en": f"{number}. {clause.heading.en}",
            "shared": False,
        },
        "paragraphs": [_pair(pair) for pair in clause.paragraphs],
        "head": [f"{pair.zh}\n{pair.en}" for pair in clause.head],
        "rows": [[_print(cell) for cell in row] for row in clause.rows],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"zh": _print(pair.zh), "en": _print(pair.en), "shared": pair.shared}
