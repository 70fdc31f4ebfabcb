"""``duijie bench …``: each measurement is a function of its own module, loaded when asked for."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from duijie.core.output import out, say

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


def register(group: click.Group) -> None:
    """Add the benches to ``duijie bench``."""
    for command in (
        needs,
        objects,
        cluster,
        site,
        requirements,
        evidence,
        expertise,
        embedders,
        scale,
        import_,
        learning,
        load,
        pages,
        peers,
        reading,
        repair,
        names,
        stories,
        teams,
    ):
        group.add_command(command)


@click.command(short_help="How well needs find the papers that answer them.")
@click.option(
    "--needs", "needs_file", type=_FILE, required=True, help="JSON Lines: id, lang, text, requirements, relevant."
)
@click.option("--corpus", type=_FILE, required=True, help="JSON Lines: id, title, text.")
@_json
def needs(needs_file: Path, corpus: Path, as_json: bool) -> None:
    """MRR@10 and recall of each scorer and of the shipped fusion, by language, with their spread over folds."""
    from duijie.bench.needs import run_needs, table

    results = run_needs(needs_file, corpus)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="How well it is told who knows a paper.")
@click.option("--data", type=_FOLDER, required=True, help="Folder with papers, profiles and scores.")
@_json
def expertise(data: Path, as_json: bool) -> None:
    """Loss of each scorer in telling who knows a paper best, with its spread over folds."""
    from duijie.bench.expertise import run_expertise, table

    results = run_expertise(data)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="Speed of embedding, and nearness to the packaged engine.")
@click.option("--texts", type=click.IntRange(2, 10_000), default=200, show_default=True, help="How many to embed.")
@_json
def embedders(texts: int, as_json: bool) -> None:
    """Texts a second, milliseconds a query, and the cosine of e5 to its packaged engine."""
    from duijie.bench.embedders import run_embedders, table

    results = run_embedders(texts)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="The index at a size that no sample has.")
@click.option("--rows", type=int, default=100_000, show_default=True, help="Passages to generate.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--workdir", type=_FOLDER, default=None, help="Where to build; about 6.5 KB a row are needed.")
@click.option("--postgres/--no-postgres", default=True, help="Measure PostgreSQL's full-text ranking too.")
@click.option("--streaming", is_flag=True, help="Write in legs that can be resumed, then serve while rows change.")
@click.option(
    "--clients", type=click.IntRange(2, 256), default=16, show_default=True, help="Streaming: who ask at once."
)
@click.option("--pause", type=click.FloatRange(0, 60), default=1.0, show_default=True, help="Streaming: between needs.")
@click.option(
    "--changes", type=click.IntRange(0, 100_000), default=1_000, show_default=True, help="Streaming: a second."
)
@click.option("--seconds", type=click.FloatRange(0, 3_600), default=30.0, show_default=True, help="Streaming: a phase.")
@click.option("--keep", is_flag=True, help="Streaming: leave the index there.")
@_json
def scale(
    rows: int,
    seed: int,
    workdir: Path | None,
    postgres: bool,
    streaming: bool,
    clients: int,
    pause: float,
    changes: int,
    seconds: float,
    keep: bool,
    as_json: bool,
) -> None:
    """Build time, disk, memory and latency of the index at a size that no sample has.

    \b
    duijie bench scale --rows 5000000 --streaming --workdir /data
    """
    if streaming:
        from duijie.bench.live import Load
        from duijie.bench.streaming import run_streaming

        load = Load(clients, pause, changes, seconds)
        run_streaming(rows, seed=seed, workdir=workdir or Path.cwd(), load=load, keep=keep, json=as_json)
        return
    from duijie.bench.scale import run_scale

    run_scale(rows, seed=seed, workdir=workdir, postgres=postgres, json=as_json)


@click.command("import", short_help="Seconds and memory of an import.")
@click.option("--rows", type=click.IntRange(5_000), default=100_000, show_default=True, help="Rows to generate.")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "jsonl"]), default="jsonl", show_default=True)
@_json
def import_(rows: int, form: str, as_json: bool) -> None:
    """Seconds and memory of an import; the database is left as it was."""
    from duijie.bench.importing import run_import_bench, table
    from duijie.core.session import database

    with database():
        result = run_import_bench(rows, form)
    out(result, as_json=as_json, human=lambda: table(result))


@click.command(short_help="How many people at once a site serves.")
@click.option("--most", type=click.IntRange(2, 1_000), default=200, show_default=True, help="People at once, at most.")
@click.option("--seconds", type=click.FloatRange(1, 600), default=20.0, show_default=True, help="A stage.")
@_json
def load(most: int, seconds: float, as_json: bool) -> None:
    """Requests a second and p95 of each kind of page for ever more people, on a throwaway site."""
    from duijie.bench.load import run_load, table

    results = run_load(most=most, seconds=seconds)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="How well the main text of pages is found.")
@click.option("--data", type=_FOLDER, required=True, help="Folder with truth.jsonl and the pages it names.")
@_json
def pages(data: Path, as_json: bool) -> None:
    """F1 of the main text of HTML pages, next to plain trafilatura."""
    from duijie.bench.pages import as_json as to_json
    from duijie.bench.pages import as_table, run_pages

    results = run_pages(data)
    click.echo(to_json(results) if as_json else as_table(results))


@click.command(short_help="Needs typed into the home page of a running site.")
@click.option("--url", default="http://localhost:8000", show_default=True, help="A running site on this machine.")
@click.option("--needs", "needs_file", type=_FILE, required=True, help="JSON Lines: id, lang, text, relevant.")
@click.option("--corpus", type=_FILE, required=True, help="JSON Lines: id, title, text; imported there before.")
@_json
def site(url: str, needs_file: Path, corpus: Path, as_json: bool) -> None:
    """Needs typed into the home page of a running site: right papers and seconds."""
    from duijie.bench.site import run_site, table

    results = run_site(url, needs_file, corpus)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="How well needs are split into requirements.")
@click.option("--needs", "needs_file", type=_FILE, required=True, help="JSON Lines: id, lang, text, requirements.")
@_json
def requirements(needs_file: Path, as_json: bool) -> None:
    """How well needs are split into requirements, against those written by hand."""
    from duijie.bench.requirements import run_requirements, table

    results = run_requirements(needs_file)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="Whether verdicts tell right items from others.")
@click.option("--data", type=_FOLDER, required=True, help="Folder with needs.jsonl and corpus.jsonl.")
@_json
def evidence(data: Path, as_json: bool) -> None:
    """Whether verdicts tell the right item from an unrelated one, and from its neighbours."""
    from duijie.bench.evidence import run_evidence, table

    results = run_evidence(data)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="How well facts are read from pages.")
@click.option("--pages", "folder", type=_FOLDER, required=True, help="Folder with the pages that the file names.")
@click.option("--facts", type=_FILE, required=True, help="JSON Lines: doc, type, the fields of the type, quote.")
@click.option("--show", is_flag=True, help="List the missed and the wrong facts too.")
@_json
def reading(folder: Path, facts: Path, show: bool, as_json: bool) -> None:
    """Precision, recall and F1 of facts read from pages, damage seen, errors left, pages a second."""
    from duijie.bench.reading import as_json as to_json
    from duijie.bench.reading import run_reading, singles, table

    results = run_reading(folder, facts)
    shown = results if show else to_json(results)
    out(shown, as_json=as_json, human=lambda: table(results) + ("\n\n" + singles(results) if show else ""))


@click.command(short_help="How much of damaged text the repairs give back.")
@click.option("--text", "folder", type=_FOLDER, default=None, help="Folder of clean texts to damage instead of ours.")
@_json
def repair(folder: Path | None, as_json: bool) -> None:
    """Characters given back by the repairs, for each kind of damage, and sound text changed."""
    from duijie.bench.repair import run_repair, table

    result = run_repair(folder)
    out(result, as_json=as_json, human=lambda: table(result))


@click.command(short_help="How near-duplicate articles are grouped, and how fast.")
@click.option("--articles", type=click.IntRange(10, 2_000_000), default=100_000, show_default=True, help="To generate.")
@click.option("--seed", type=int, default=1, show_default=True)
@_json
def stories(articles: int, seed: int, as_json: bool) -> None:
    """Seconds to group near-duplicate articles into stories, and the share of copies found."""
    from duijie.bench.stories import run_stories, table

    result = run_stories(articles, seed)
    out(asdict(result), as_json=as_json, human=lambda: table(result))


@click.command(short_help="Milliseconds to propose three teams.")
@click.option("--candidates", type=click.IntRange(2, 200), default=200, show_default=True)
@click.option("--runs", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Cases of each kind.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--patience", type=float, help="Seconds after which a search is ended (default: never).")
@_json
def teams(candidates: int, runs: int, seed: int, patience: float | None, as_json: bool) -> None:
    """Milliseconds to propose three teams, by requirements and by how much is answered."""
    from duijie.bench.teams import run_teams, table

    results = run_teams(candidates, runs, seed, patience)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="Other search engines on the same texts and needs.")
@click.option(
    "--needs", "needs_file", type=_FILE, default=None, help="JSON Lines: id, lang, text, requirements, relevant."
)
@click.option("--corpus", type=_FILE, default=None, help="JSON Lines: id, title, text.")
@click.option("--rows", type=click.IntRange(0, 5_000_000), default=100_000, show_default=True, help="Rows to generate.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--only", multiple=True, help="Only these engines; repeat for more.")
@_json
def peers(
    needs_file: Path | None, corpus: Path | None, rows: int, seed: int, only: tuple[str, ...], as_json: bool
) -> None:
    """Other search engines on the same machine, texts and needs: quality, latency, build, memory."""
    from duijie.bench.peers.running import run_peers, table

    results = run_peers(needs_file, corpus, rows=rows, seed=seed, only=only, say=say)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="Calibration and replay on logs whose truth is known.")
@click.option(
    "--needs", "count", type=click.IntRange(50, 5_000), default=1000, show_default=True, help="Needs in the log."
)
@click.option("--runs", type=click.IntRange(1, 200), default=10, show_default=True, help="Logs of each kind.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--recording", type=click.IntRange(0, 10_000), default=0, help="Write so many pages into the database and time it."
)
@click.option("--rows", type=click.IntRange(0, 5_000_000), default=0, help="Rows that are in the log before.")
@_json
def learning(count: int, runs: int, seed: int, recording: int, rows: int, as_json: bool) -> None:
    """Calibration and replay on generated logs whose truth is known, and what writing the log costs."""
    from duijie.bench.learning import run_learning, table

    results = run_learning(count, runs, seed)
    if recording:
        from duijie.bench.recording import run_recording
        from duijie.core.session import database

        with database():
            results["recording"] = run_recording(recording, rows)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="How well people of one name are told apart.")
@click.option("--people", type=click.IntRange(50, 100_000), default=3_000, show_default=True, help="To generate.")
@click.option("--seed", type=int, default=1, show_default=True)
@_json
def names(people: int, seed: int, as_json: bool) -> None:
    """How well records of one name are put together by person, with and without each kind of evidence."""
    from duijie.bench.names import as_json as to_json
    from duijie.bench.names import run_names, table

    rows = run_names(people, seed)
    out(to_json(rows), as_json=as_json, human=lambda: table(rows))


@click.command(short_help="An index on an S3-compatible server.")
@click.option("--rows", type=click.IntRange(1_000, 5_000_000), default=20_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--uri", default="", help="s3://bucket/folder, by the settings DUIJIE_INDEX_…; empty: a server of our own."
)
@click.option("--clients", type=click.IntRange(2, 256), default=4, show_default=True)
@click.option("--changes", type=click.IntRange(0, 100_000), default=50, show_default=True, help="A second.")
@click.option("--seconds", type=click.FloatRange(1, 3_600), default=20.0, show_default=True, help="A phase.")
@_json
def objects(rows: int, seed: int, uri: str, clients: int, changes: int, seconds: float, as_json: bool) -> None:
    """An index on an S3-compatible server: one writer, two processes that serve."""
    from duijie.bench.live import Load
    from duijie.bench.objects import run_objects, table
    from duijie.config.env import env
    from duijie.matching.store import ObjectStore

    given = env()
    at = ObjectStore(given.index_endpoint, given.index_region, given.index_key, given.index_secret)
    results = run_objects(rows, Load(clients, 1.0, changes, seconds), seed=seed, uri=uri, at=at)
    out(results, as_json=as_json, human=lambda: table(results))


@click.command(short_help="Embedding and building on a Ray cluster.")
@click.option("--texts", type=click.IntRange(20, 1_000_000), default=400, show_default=True, help="To embed.")
@click.option("--ray", "address", default="", help="Address of a Ray cluster; empty: one of two nodes, here.")
@click.option("--spaces", default="use", show_default=True, help="Vector spaces, comma-separated.")
@click.option("--kill", is_flag=True, help="Kill a worker on the way.")
@_json
def cluster(texts: int, address: str, spaces: str, kill: bool, as_json: bool) -> None:
    """Embedding and building in one process and on a Ray cluster: seconds, and whether all is equal."""
    from duijie.bench.cluster import run_cluster, table

    results = run_cluster(texts, address=address, spaces=tuple(spaces.split(",")), kill=kill)
    out(results, as_json=as_json, human=lambda: table(results))
