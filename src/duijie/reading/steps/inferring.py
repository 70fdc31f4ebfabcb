"""Whose name a foreign one replaced, told by what still stands behind it. Pure.

Only what leaves no doubt counts: institutes that one organisation alone has, together with
its posts; a national body whose rest is left (…工程院院士); the right name with the same rest
elsewhere on the page. Everything else stays as it was found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from duijie.reading.codes import Known, Registry
from duijie.reading.steps.foreign import Sighting

_COUNTRY = "中国"
_DISTINCT = 5
_SOCIETY = re.compile("(?:学会|研究会|协会|大学|研究院|研究所)$")


def true_name(text: str, name: str, found: list[Sighting], registry: Registry) -> str | None:
    """The name that stood where ``name`` stands in a (Simplified) text, or None when the page
    does not tell it with certainty. ``found`` are the places of ``name``."""
    behind = [text[m.end() : m.end() + 24] for m in re.finditer(re.escape(name), text)]
    told = [o.name for o in registry.organisations if o.parts and _tells(o, text, name, behind)]
    if not told and _is_country(text, behind, found, registry):
        told = [_COUNTRY]
    return told[0] if len(told) == 1 else None


def _tells(owner: Known, text: str, name: str, behind: list[str]) -> bool:
    parts = {m.group() for rest in behind if (m := _parts(owner).match(rest))}
    if not any(len(part.replace("研究", "")) >= _DISTINCT for part in parts):
        return False  # a 化学所 many academies have, a 生物物理所 one
    posts = {t for t in owner.titles for rest in behind if rest.startswith(t)}
    # The page names somebody's part rightly elsewhere, by the owner's own name.
    said = any(n + part in text for n in owner.all_names for part in parts if not n.isascii())
    return len(parts) >= 2 or bool(posts) or said


@lru_cache(maxsize=64)
def _parts(owner: Known) -> re.Pattern[str]:
    """The parts, also in short: 生物物理所, 上海生命科学院."""
    forms = {re.escape(p).replace("研究", "(?:研究)?") for p in owner.parts}
    return re.compile("|".join(sorted(forms, key=len, reverse=True)))


def _is_country(text: str, behind: list[str], found: list[Sighting], registry: Registry) -> bool:
    """Whether 中国 alone was replaced: a national body's rest stands behind the name, and
    nothing that would need a whole name before it; the word itself is gone from the page."""
    if _COUNTRY in text:
        return False
    rests = {n[2:] for o in registry.organisations for n in o.all_names if n.startswith(_COUNTRY) and len(n) >= 5}
    rests -= {"政府网", "新闻网", "新闻社", "科学院"}  # others have theirs: 法国新闻社, 山东省科学院
    bodies = [rest for rest in behind if any(rest.startswith(r) for r in rests)]
    others = [s for s in found if not any(text.startswith(r, s.end) for r in rests)]
    natural = all((not s.direct and _SOCIETY.search(s.follows)) or s.follows in {"科学院", "科协"} for s in others)
    return bool(bodies) and natural and len(bodies) + len(others) >= 2
