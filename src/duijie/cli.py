"""The ``duijie`` command: a thin layer over the rooms.

Every error of the user's is one sentence on stderr and exit code 2.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from duijie.core.errors import DuijieError
from duijie.core.output import say
from duijie.core.session import database

json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
_json_anyway = click.option("--json", is_flag=True, expose_value=False, hidden=True)  # what is printed is JSON already


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="duijie", message="%(version)s")
def cli() -> None:
    """Duijie (对接): problems meet the projects and people that can solve them."""


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to try first (default: DUIJIE_PORT or 8000).")
@click.option("--bind", help="Address to listen on (default: DUIJIE_BIND or 127.0.0.1).")
@click.option("--sample/--no-sample", default=True, help="Load the sample community into an empty database.")
def up(port: int | None, bind: str | None, sample: bool) -> None:
    """Start everything: database, worker, web server. Ctrl-C stops it all."""
    from duijie.config.up import run

    sys.exit(run(port=port, bind=bind, sample=sample))


@cli.command(short_help="Change a running `duijie up` to a new generation.")
def restart() -> None:
    """Let a running `duijie up` change to a new web server and worker; no request is refused or cut off.

    Database and files are brought to this version first. When the new one does not come up, the
    old one goes on serving and the exit code is 2.
    """
    from duijie.config.env import env
    from duijie.config.restarting import restart as ask

    ask(env().var_dir)
    say("The new generation serves.")


@cli.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    short_help="Django's own commands: migrate, createsuperuser, check …",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands: duijie manage migrate, createsuperuser, shell, check …"""
    from django.core.management import execute_from_command_line

    with database(tables=False):
        execute_from_command_line(["duijie manage", *arguments])


@cli.command(short_help="Read pages and print one JSON object per article.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--save", is_flag=True, help="Keep pages and articles in the database.")
@_json_anyway
def read(paths: tuple[Path, ...], save: bool) -> None:
    """Read pages (.txt .html .pdf .docx, folders, WARC files) and print one JSON object per article.

    Text is repaired: encodings, pinyin glosses, hijacked names, repeated footers. Needs no
    database unless --save is given. A page that cannot be read is one sentence on stderr;
    the others go on.
    """
    from duijie.reading.commands.read import run

    if save:
        with database():
            code = run(list(paths), save=True)
    else:
        code = run(list(paths))
    sys.exit(code)


@cli.command(short_help="Fetch what a feed, sitemap or list leads to; print articles.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--kind",
    type=click.Choice(["auto", "page", "list", "feed", "sitemap", "warc"]),
    default="auto",
    show_default=True,
    help="What the sources are; auto tells it by what comes.",
)
@click.option("--save", is_flag=True, help="Keep pages and articles in the database.")
@click.option("--fresh", is_flag=True, help="Forget what an earlier run with these sources fetched.")
@_json_anyway
def fetch(sources: tuple[str, ...], kind: str, save: bool, fresh: bool) -> None:
    """Fetch the pages that a feed, a sitemap or a list of addresses leads to; print their articles.

    A SOURCE is a web address, or a file: a list with one address a line, a saved feed or
    sitemap, a WARC file, a folder. robots.txt is obeyed. A run that was stopped goes on where
    it was when the same command is given again.

    \b
    duijie fetch https://example.org/feed.xml --save
    """
    from duijie.config.env import env
    from duijie.reading.commands.fetch import run

    settings = env()
    if save:
        with database():
            code = run(list(sources), settings=settings, kind=kind, save=True, fresh=fresh)
    else:
        code = run(list(sources), settings=settings, kind=kind, fresh=fresh)
    sys.exit(code)


@cli.command(short_help="See who and what can solve a NEED, with the evidence.")
@click.argument("need")
@click.option(
    "--kind", type=click.Choice(["problem", "project", "talent"]), multiple=True, help="Only these libraries."
)
@click.option(
    "--require", "requirements", multiple=True, help="A requirement; repeat for more. Default: split from the need."
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="How many matches.")
@click.option("--place", "places", multiple=True, metavar="CODE", help="Only what is in this place or below it.")
@click.option("--field", "fields", multiple=True, metavar="CODE", help="Only what is of this field (FORD).")
@click.option("--teams", is_flag=True, help="Propose teams that cover the need together instead.")
@click.option("--most", type=click.IntRange(2, 5), help="With --teams: how many members at most.  [default: 5]")
@click.option("--language", "languages", multiple=True, metavar="zh|en|…", help="With --teams: one that all share.")
@click.option(
    "--somebody-in", multiple=True, metavar="CODE", help="With --teams: at least one member is in this place."
)
@click.option("--project", "of", flag_value="project", help="NEED is the id of a project: what does it answer?")
@click.option("--talent", "of", flag_value="talent", help="NEED is the id of a talent: what does it answer?")
@click.option("--person", "of", flag_value="person", help="NEED is the id of a person: what does the person answer?")
@click.option(
    "--organisation", "of", flag_value="organisation", help="NEED is the id of an organisation: who could cooperate?"
)
@json_option
def match(
    need: str,
    kind: tuple[str, ...],
    requirements: tuple[str, ...],
    limit: int,
    places: tuple[str, ...],
    fields: tuple[str, ...],
    teams: bool,
    most: int | None,
    languages: tuple[str, ...],
    somebody_in: tuple[str, ...],
    of: str | None,
    as_json: bool,
) -> None:
    """Say a NEED in your own words; see who and what can solve it, with the evidence.

    \b
    duijie match "需要低成本去除电镀废水中的镍，出水低于 0.1 mg/L"
    duijie match --project 0198c1d2-…   # the other way round: which problems does it answer?
    """
    if of is not None and (kind or requirements or teams or places or fields):
        raise click.UsageError(f"--{of} takes no --kind, --require, --place, --field or --teams.")
    if not teams and (most or languages or somebody_in):
        raise click.UsageError("--most, --language and --somebody-in are for --teams; add it.")
    with database():
        if of is not None:
            from duijie.matching.commands import directions as command_directions

            command_directions.run(of, need, limit=limit, as_json=as_json)
            return
        from duijie.matching.types import Filter

        where = Filter(kinds=kind or ("project", "talent"), places=places, fields=fields)  # type: ignore[arg-type]
        if teams:
            from duijie.matching.commands import teams as command_teams
            from duijie.matching.teams import Constraints

            wishes = Constraints(most=most or 5, somebody_in=somebody_in, languages=languages)
            command_teams.run(need, where=where, requirements=requirements, constraints=wishes, as_json=as_json)
            return
        from duijie.matching.commands.match import run

        run(need, where=where, requirements=requirements, limit=limit, as_json=as_json)


@cli.command(short_help="What ties ONE to each OTHER: conflicts of interest.")
@click.argument("one")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@click.option("--years", type=click.IntRange(0, 50), default=3, show_default=True, help="What is over counts as long.")
@json_option
def conflicts(one: str, others: tuple[str, ...], years: int, as_json: bool) -> None:
    """What ties ONE to each OTHER: conflicts of interest, with reason and source.

    Each is a kind and an id: person:ID, organisation:ID, problem:ID, project:ID or talent:ID.

    \b
    duijie conflicts problem:0190a3c2-… talent:0190a3c3-… talent:0190a3c4-…
    """
    with database():
        from duijie.matching.commands.conflicts import run

        run(one, others, years=years, as_json=as_json)


@cli.command("match-replay", short_help="Would another ranker have put first what people chose?")
@click.option("--community", help="Slug of the community whose log is read (default: the root).")
@click.option("--first", default="logged", show_default=True, help="A ranker: logged, shipped, or a file of weights.")
@click.option("--second", default="shipped", show_default=True, help="The ranker to compare it with.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How far back.")
@click.option("--accepted", is_flag=True, help="Count what was invited or more, not what was opened.")
@json_option
def match_replay(community: str | None, first: str, second: str, days: int, accepted: bool, as_json: bool) -> None:
    """Would another ranker have put first what people chose? Told from the log, place bias removed.

    \b
    duijie match-replay --first shipped --second weights.json
    """
    with database():
        from duijie.matching.commands.use import run

        run(community=community, first=first, second=second, days=days, accepted=accepted, as_json=as_json)


@cli.command(short_help="Find items that say the same, and people who may be one.")
@json_option
def same(as_json: bool) -> None:
    """Find items that say the same and people who may be one; what was decided stays."""
    with database():
        from duijie.matching.commands.same import run

        run(as_json=as_json)


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--kind", required=True, type=click.Choice(["problem", "project", "talent", "organisation"]))
@click.option("--community", help="Slug of the community the rows belong to unless they say so (default: the root).")
@click.option("--template", is_flag=True, help="Write an empty FILE with the columns instead of reading it.")
@json_option
def import_(file: Path | None, kind: str, community: str | None, template: bool, as_json: bool) -> None:
    """Import FILE (.csv, .xlsx, .jsonl): all rows or none.

    Rows are known by external_id: importing a file twice changes nothing. Bad rows are listed
    with line and reason. docs/exchange.md describes the columns.
    """
    if file is None:
        raise click.UsageError("Name the file to import, or to write with --template.")
    with database():
        from duijie.library.exchange import command

        sys.exit(command.run_import(file, kind=kind, community=community, template=template, as_json=as_json))


@cli.command(short_help="Export a library or the organisations to FILE.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, type=click.Choice(["problem", "project", "talent", "organisation"]))
@json_option
def export(file: Path, kind: str, as_json: bool) -> None:
    """Export a library or the organisations to FILE (.csv, .xlsx, .jsonl), ready to import again."""
    with database():
        from duijie.library.exchange import command

        sys.exit(command.run_export(file, kind=kind, as_json=as_json))


@cli.command(short_help="Send the weekly mails about saved searches now.")
@click.option("--dry-run", is_flag=True, help="Show what would go; send and change nothing.")
@click.option("--user", "email", default="", help="Only the mail to this address.")
@click.option("--week", default="", metavar="2026-W47", help="The week it is for (default: this one).")
@json_option
def digest(dry_run: bool, email: str, week: str, as_json: bool) -> None:
    """Send the weekly mails about saved searches now; the worker does so on Mondays at seven.

    Each person gets one mail a week, and none when nothing is new. What could not be sent is
    listed, and tried again.
    """
    with database():
        from duijie.matching.commands.digest import run

        run(week=week, email=email, dry_run=dry_run, as_json=as_json)


@cli.command(short_help="Write database and files to one archive; the site goes on.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with-secrets", is_flag=True, help="Also the secret key and the values of the settings.")
@json_option
def backup(file: Path, with_secrets: bool, as_json: bool) -> None:
    """Write database and files, as they are at one moment, to FILE (.tar.gz); the site goes on meanwhile."""
    with database(tables=False):
        from duijie.core.backup.command import run_backup

        run_backup(file, with_secrets=with_secrets, as_json=as_json)


@cli.command(short_help="Make an empty installation what FILE holds.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what this installation holds.")
def restore(file: Path, replace: bool) -> None:
    """Make an empty installation what FILE holds: all of it or nothing.

    Every checksum is tested before anything is touched; an archive of an older version is
    brought up to this one. In the end the log is verified; exit code 1 when it does not hold.
    """
    with database(tables=False):
        from duijie.core.backup.command import run_restore
        from duijie.docking.command import verify
        from duijie.docking.services.log import verify_all

        done = run_restore(file, replace=replace)
        code = verify(as_json=False)
        if code and not done.same_key and not verify_all().breaks:
            code = 0  # only the signatures of the other key, which was said
    sys.exit(code)


@cli.group()
def audit() -> None:
    """The log of introductions, deals and contracts."""


@audit.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Check that nobody altered the log; say where it breaks. Exit code 1 when it does."""
    with database():
        from duijie.docking.command import verify

        code = verify(as_json=as_json)
    sys.exit(code)


@cli.command()
@click.option("--again", is_flag=True, help="Put the unsent mails back into the queue.")
@json_option
def mail(again: bool, as_json: bool) -> None:
    """How many mails wait, went, or failed, and which are unsent."""
    with database():
        from duijie.core.command_mail import run

        code = run(again=again, as_json=as_json)
    sys.exit(code)


@cli.command()
@click.option("--resend", default="", metavar="ID", help="Send this message again, under the id that it has.")
@json_option
def webhooks(resend: str, as_json: bool) -> None:
    """Which webhooks fail or were paused because they failed."""
    with database():
        from duijie.api.webhooks.command import run

        run(resend=resend, as_json=as_json)


@cli.group()
def index() -> None:
    """The search index: derived data that can always be rebuilt."""


@index.command("rebuild")
@click.option("--ray", default="", metavar="ADDRESS", help="Embed on this Ray cluster (extra `cluster`), or `local`.")
@json_option
def index_rebuild(ray: str, as_json: bool) -> None:
    """Build a new version from PostgreSQL and switch to it; searches go on meanwhile.

    Vectors that were computed before are taken over. What lacks some is embedded by the worker
    after the switch; with --ray by the cluster, before it.

    \b
    duijie index rebuild --ray 10.2.0.5:6379
    """
    with database():
        from duijie.matching.commands.match import rebuild

        rebuild(as_json=as_json, ray=ray)


@index.command("status")
@json_option
def index_status(as_json: bool) -> None:
    """What is indexed, what waits for words and for embedding."""
    with database():
        from duijie.matching.commands.match import status

        status(as_json=as_json)


@cli.group(short_help="Measure quality, speed and scale on this machine.")
def bench() -> None:
    """Measure quality, speed and scale on this machine. docs/benches.md has the figures."""


def main() -> None:
    """Run the command; user errors become one sentence and exit code 2."""
    from duijie.bench.command import register

    register(bench)
    try:
        code = cli.main(prog_name="duijie", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        say("duijie: stopped.")
        sys.exit(130)
    except click.ClickException as error:
        say(f"duijie: {error.format_message()}")
        sys.exit(2)
    except DuijieError as error:
        say(f"duijie: {error}")
        sys.exit(2)
    except BrokenPipeError:  # the reader of a pipe went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
