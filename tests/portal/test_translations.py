"""Every text of the interface is there in Chinese, and the catalogue says what it should."""

from __future__ import annotations

import ast
import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest

from scripts.messages import Entry, catalogues, check, compiled, entries


def test_every_text_is_translated_and_compiled() -> None:
    assert check() == []


def test_the_compiled_catalogue_says_what_the_source_says() -> None:
    for path in catalogues():
        made = gettext.GNUTranslations(BytesIO(compiled(path)))
        for entry in entries(path):
            if entry.id and not entry.plural and entry.context is None:
                assert made.gettext(entry.id) == entry.texts[0]


def test_a_translation_keeps_the_places_for_values() -> None:
    places = re.compile(r"%\(\w+\)[sd]|\{\w[^{}]*\}|</?mark>")
    for path in catalogues():
        for entry in entries(path):
            for text in entry.texts.values():
                if entry.id:
                    assert set(places.findall(text)) <= set(places.findall(entry.id + entry.plural)), entry.id
                    assert entry.plural or set(places.findall(entry.id)) == set(places.findall(text)), entry.id


def test_a_blank_stands_between_chinese_and_letters_or_figures() -> None:
    """One habit: 最多 60 个字符, 用 ORCID 登录. A licence number (京ICP备…号) is written as it is given."""
    touching = re.compile(r"[\u4e00-\u9fff](?:<[^>]*>)?[A-Za-z0-9]|[A-Za-z0-9%](?:<[^>]*>)?[\u4e00-\u9fff]")
    plain = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w[^{}]*\}|京ICP备\w+号")
    for path in catalogues():
        for entry in entries(path):
            for text in entry.texts.values():
                assert entry.id == "" or not touching.search(plain.sub("、", text).replace("%%", "%")), text


def test_the_interface_has_no_text_that_the_catalogue_lacks() -> None:
    """What templates ask for is in the catalogue (a text that was added without collecting it)."""
    known = {entry.id for path in catalogues() for entry in entries(path)}
    package = catalogues()[0].parents[3]
    asked = re.compile(r"{%\s*trans\s+(?:\"([^\"]+)\"|'([^']+)')")
    found = {
        (template.name, text.replace("%", "%%") if "%" in text else text)
        for template in package.rglob("templates/**/*.html")
        for pair in asked.findall(template.read_text(encoding="utf-8"))
        for text in pair
        if text
    }
    assert len(found) > 100
    assert (
        sorted((name, text) for name, text in found if text not in known and text.replace("%%", "%") not in known) == []
    )


_ASKS = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "npgettext",
}  # fmt: skip


def test_the_code_has_no_text_that_the_catalogue_lacks() -> None:
    """What is collected is what xgettext sees: a text inside an f-string, for one, it does not."""
    known = {entry.id for path in catalogues() for entry in entries(path)}
    package = catalogues()[0].parents[3]
    found = set()
    for module in package.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _ASKS:
                continue
            place = 1 if "pgettext" in node.func.id else 0
            text = node.args[place] if len(node.args) > place else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                found.add((module.relative_to(package).as_posix(), text.value))
    assert len(found) > 1000
    assert sorted((name, text) for name, text in found if text not in known) == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('msgid "one"\nmsgstr ""\n', "missing"),
        ('#, fuzzy\nmsgid "one"\nmsgstr "一"\n', "fuzzy"),
    ],
)
def test_a_gap_and_a_guess_are_seen(tmp_path: Path, source: str, wrong: str) -> None:
    path = tmp_path / "django.po"
    path.write_text(source, encoding="utf-8")
    [entry] = entries(path)
    assert isinstance(entry, Entry)
    assert getattr(entry, wrong)
    assert gettext.GNUTranslations(BytesIO(compiled(path))).gettext("one") == "one"


def test_a_broken_source_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "one"\nnonsense here\n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        list(entries(path))
