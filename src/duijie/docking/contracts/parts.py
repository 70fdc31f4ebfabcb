"""What both documents share: the lines of a party and of a signature, and text that a document can hold. Pure."""

from __future__ import annotations

import re

from duijie.docking.contracts.draft import Party

Label = tuple[str, str]

DETAILS: tuple[tuple[str, Label], ...] = (
    ("name", ("名称", "Name")),
    ("number", ("统一社会信用代码或证件号", "Registration or identity number")),
    ("address", ("住所", "Address")),
    ("representative", ("法定代表人或授权代表", "Representative")),
    ("contact", ("联系人及联系方式", "Contact")),
)
SIGNING: tuple[Label, ...] = (
    ("签字", "Signature"),
    ("姓名与职务", "Name and post"),
    ("盖章", "Seal"),
    ("日期", "Date"),
)

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNFIT.sub("", text)


def rows_of(party: Party, details: tuple[tuple[str, Label], ...] = DETAILS) -> list[tuple[Label, str]]:
    """The lines that name a party."""
    return [(label, getattr(party, name)) for name, label in details]
