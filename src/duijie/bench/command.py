"""``duijie bench …``: each measurement is a function of its own module, loaded when asked for."""

from __future__ import annotations

from pathlib import Path

import click

from duijie.core.output import out

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


def register(group: click.Group) -> None:
    """Add the benches to ``duijie bench``."""
    for command in (needs, expertise):
        group.add_command(command)


@click.command()
@click.option(
    "--needs", "needs_file", type=_FILE, required=True, help="JSON Lines: id, lang, text, requirements, relevant."
)
@click.option("--corpus", type=_FILE, required=True, help="JSON Lines: id, title, text.")
@_json
def needs(needs_file: Path, corpus: Path, as_json: bool) -> None:
    """MRR@10 and recall of each scorer and of the shipped fusion, by language of the need."""
    from duijie.bench.needs import run_needs, table

    results = run_needs(needs_file, corpus)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command()
@click.option("--data", type=_FOLDER, required=True, help="Folder with papers, profiles and scores.")
@_json
def expertise(data: Path, as_json: bool) -> None:
    """Loss of each scorer and of the shipped one in telling who knows a paper best."""
    from duijie.bench.expertise import run_expertise, table

    results = run_expertise(data)
    out(results, as_json=as_json, human=lambda: table(results))
