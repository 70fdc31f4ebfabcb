"""What both documents share: the lines of a party and of a signature, and text that a document can hold. Pure."""

from __future__ import annotations

import re
import unicodedata

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


# Characters shown as pictures, which no font of print draws: what Unicode lists as Emoji_Presentation, and the
# heavy check, cross and heart; then what only joins or tints them.
_PICTURES = (
    "\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5"
    "\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2714\u2716\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2764\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff"
    "\U0001f300-\U0001faff"
)
_PICTURE = re.compile(f"([{_PICTURES}])[\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]*")
_TINTS = re.compile("[\U0001f3fb-\U0001f3ff]")
_FLAG_A = 0x1F1E6


def in_words(text: str) -> str:
    """The text with every emoji as its Unicode name in brackets, flags as their letters, and so nothing that the
    document's fonts would draw as an empty box: ``"王😀🇨🇳"`` is ``"王[grinning face]CN"``."""
    return _PICTURE.sub(_said, _TINTS.sub("", text)).replace("\ufe0f", "")


def _said(found: re.Match[str]) -> str:
    picture = found[1]
    if 0 <= ord(picture) - _FLAG_A < 26:
        return chr(ord("A") + ord(picture) - _FLAG_A)
    return f"[{unicodedata.name(picture, 'emoji').lower()}]"


def rows_of(party: Party, details: tuple[tuple[str, Label], ...] = DETAILS) -> list[tuple[Label, str]]:
    """The lines that name a party."""
    return [(label, getattr(party, name)) for name, label in details]
