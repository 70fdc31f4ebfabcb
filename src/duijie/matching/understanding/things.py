"""The things that a text names, without what is done with them and how well.

>>> [in_chinese(name.concept)[0] for name in things_in("焙烧尾气氨回收率")]
['尾气', '氨']
"""

from __future__ import annotations

from functools import lru_cache

import rjieba

from duijie.matching.understanding.concepts import Named, in_chinese, is_thing, named
from duijie.matching.understanding.variants import folded


def things_in(text: str) -> list[Named]:
    """The things of the glossary that a text of either language names, in the order of
    :func:`duijie.matching.understanding.concepts.named`; their places are those in the folded text."""
    found = [name for name in named(folded(text)) if not name.general and is_thing(name.concept)]
    return [name for name in found if not _is_act(name.concept)]


@lru_cache(maxsize=4096)
def _is_act(concept: int) -> bool:
    """Whether a concept is something that is done (回收, 焙烧): its rate is that of what it is done to."""
    return any(tag.startswith("v") for name in in_chinese(concept)[:1] for _, tag in rjieba.tag(name))
