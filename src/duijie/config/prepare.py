"""What has to be there before the site can serve: files, models, a first community."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from duijie.core.errors import DuijieError


def static_files() -> None:
    """Collect static files into the var folder, when they changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):  # type: ignore[attr-defined]
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest.hexdigest())


def models() -> list[str]:
    """Build the model files that are built once and kept in the cache folder.

    Returns:
        A sentence for each vector space that cannot be used now.
    """
    from duijie.matching.runtime import embedders

    troubles = []
    for embedder in embedders():
        try:
            embedder.encode_queries(["对接"])
        except DuijieError as error:
            troubles.append(f"The space {embedder.name} cannot be used: {error}")
    return troubles


def is_empty() -> bool:
    """Whether the installation has no community yet."""
    from duijie.registry.models import Community

    return not Community.objects.exists()


def first_community(*, sample: bool) -> None:
    """Make the root community: the sample one with everything in it, or an empty one."""
    if sample:
        from duijie.library.sample import load

        load()
        return
    from duijie.registry.services import create_community, load_classifications

    load_classifications()
    create_community(actor=None, parent=None, slug="root", name_zh="对接", name_en="Duijie")


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
