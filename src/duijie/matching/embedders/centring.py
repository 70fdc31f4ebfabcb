"""Take out of a space what it says of the language instead of the matter.

All vectors of multilingual-e5 point much the same way (cosines of unrelated texts lie about
0.75), and which way differs with the language of the text and with its role: a Chinese
passage lies nearer to any Chinese query than to an English one that asks for exactly it. The
mean over texts of one language and role is that common part. It is measured on sentences
that say the same in both languages (``reference``), so that it holds the language and not
the matter, and is subtracted from every vector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from duijie.core.text import han_count, han_share
from duijie.matching.embedders.reference import PAIRS

Tongue = Literal["zh", "en"]
Role = Literal["query", "passage"]


def tongue_of(text: str) -> Tongue:
    """The language of a text as far as vectors are concerned: both scripts are one.

    A tenth of the letters Chinese makes it Chinese; a tenth of all characters always does,
    which is quicker to tell.
    """
    han = han_count(text)
    return "zh" if han and (han * 10 >= len(text) or han_share(text) >= 0.1) else "en"


def means(encode: Callable[[Sequence[str], Role], np.ndarray]) -> dict[tuple[Role, Tongue], np.ndarray]:
    """The common part [d] of each role and language, given the space's own encoder."""
    found: dict[tuple[Role, Tongue], np.ndarray] = {}
    roles: tuple[Role, ...] = ("query", "passage")
    for role in roles:
        found[role, "zh"] = encode([chinese for chinese, _ in PAIRS], role).mean(axis=0)
        found[role, "en"] = encode([english for _, english in PAIRS], role).mean(axis=0)
    return found
