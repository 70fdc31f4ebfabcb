"""The user guides call things what the site calls them, and give the limits that hold.

In the guides, bold words are words of the site: of the catalogue in the Chinese guide, of the
texts that it translates in the English one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duijie.config.env import Env
from duijie.core.uploads import ACCEPTED
from duijie.library.forms import MOST_LINES
from duijie.matching.forms import LONGEST, MOST_CLAUSES
from duijie.matching.understanding.requirements import MOST, MOST_LISTED
from scripts.messages import LOCALES, entries

DOCS = Path(__file__).resolve().parents[1] / "docs"
GUIDES = ("guide.zh.md", "guide.en.md")


def _guide(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _words_of_the_site() -> tuple[set[str], set[str]]:
    """English and Chinese."""
    found = list(entries(LOCALES / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    english = {text for entry in found for text in (entry.id, entry.plural) if text}
    return english, {text for entry in found for text in entry.texts.values() if text}


@pytest.mark.parametrize("name", GUIDES)
def test_bold_words_are_words_of_the_site(name: str) -> None:
    english, chinese = _words_of_the_site()
    known = chinese if name == "guide.zh.md" else english
    bold = set(re.findall(r"\*\*(.+?)\*\*", _guide(name)))
    assert len(bold) > 80
    assert sorted(bold - known) == []


@pytest.mark.parametrize("name", GUIDES)
def test_links_lead_somewhere(name: str) -> None:
    text = _guide(name)
    heads = {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in heads, target
        else:
            assert target == "exchange.md" or (DOCS / target).is_file(), target


@pytest.mark.parametrize("name", GUIDES)
def test_the_limits_are_those_that_hold(name: str) -> None:
    text = _guide(name)
    upload = Env.model_fields["upload_limit_mb"].default
    for number in (f"{LONGEST:,}", f"{upload} MB", str(MOST_LINES), str(MOST_CLAUSES), str(MOST), str(MOST_LISTED)):
        assert re.search(rf"(?<![\d,]){number}(?![\d,])", text), number
    assert all(re.search(rf"\b{ending}\b", text) for ending in ACCEPTED)
