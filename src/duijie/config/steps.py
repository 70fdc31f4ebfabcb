"""Progress for people: a line a step, with its time when it took long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


def note(text: str) -> None:
    """A remark below the step that is under way."""
    click.echo(f"    {text}", err=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what begins; say how long it took when that was more than a second."""
    began = time.monotonic()
    click.echo(f"  {text} …", err=True)
    yield
    took = time.monotonic() - began
    if took >= 1:
        click.echo(f"    done in {took:.1f} s", err=True)
