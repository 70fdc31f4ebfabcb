"""The documents name every setting, command and endpoint that there is."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from duijie.bench.command import register
from duijie.cli import cli
from duijie.config.env import Env

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", sorted(Env.model_fields))
def test_every_setting_is_in_the_operators_guide(name: str) -> None:
    shown = "DATABASE_URL" if name == "database_url" else f"DUIJIE_{name.upper()}"
    assert f"`{shown}`" in (DOCS / "operator.md").read_text(encoding="utf-8")


def _commands(group: click.Group, before: str = "duijie") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, f"{before} {name}")
        else:
            found.append(f"{before} {name}")
    return found


def test_every_command_is_documented_and_helps() -> None:
    bench = cli.commands["bench"]
    assert isinstance(bench, click.Group)
    register(bench)
    documents = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    missing = [command for command in _commands(cli) if command not in documents]
    assert missing == []


def test_what_contributors_are_told_to_copy_and_run_is_there() -> None:
    text = (DOCS / "contributing.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|tests|scripts|docs)/[\w./-]+)`", text))
    assert len(named) > 30
    assert sorted(path for path in named if not (DOCS.parent / path).exists()) == []


def test_what_the_documents_link_to_is_there() -> None:
    documents = [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
    links = {
        (path, link) for path in documents for link in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    }
    here = [(path, link) for path, link in links if not link.startswith("https://")]
    assert len(here) > 15
    assert [(path.name, link) for path, link in here if not (path.parent / link).exists()] == []
