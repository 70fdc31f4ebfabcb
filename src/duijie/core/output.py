"""How every command prints: results on stdout, progress on stderr."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click


def say(text: str) -> None:
    """A line of progress, on stderr so that the output stays clean."""
    click.echo(text, err=True)


def out(value: Any, *, as_json: bool, human: Callable[[], str]) -> None:
    """Print a result, for programs or for people."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str) if as_json else human())
