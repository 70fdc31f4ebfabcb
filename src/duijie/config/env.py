"""Every setting an operator may give, typed, from the environment.

A wrong value fails at start with the name of the setting. docs/operator.md lists them all;
a test fails when one is missing there.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from duijie.core.errors import InvalidInput


def _default_var() -> Path:
    checkout = Path(__file__).resolve().parents[3]
    home = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return home / "var"


class Env(BaseSettings):
    """The settings, each read from ``DUIJIE_<NAME>`` (``DATABASE_URL`` as it stands)."""

    model_config = SettingsConfigDict(env_prefix="DUIJIE_", env_ignore_empty=True, extra="ignore")

    database_url: str = Field(
        "", validation_alias="DATABASE_URL", description="PostgreSQL 15+; empty: the embedded one"
    )
    var_dir: Path = Field(default_factory=_default_var, description="where everything that is written lives")
    secret_key: str = Field("", description="50 or more random characters; empty: one is made in the var folder")
    debug: bool = Field(False, description="Django's debug pages; never in production")
    hosts: str = Field("localhost,127.0.0.1,[::1]", description="host names the site answers to, comma-separated")
    site_url: str = Field(
        "", description="the public address, for links in mail and exports; empty: http://localhost and the port"
    )
    https: bool = Field(False, description="the site is served over HTTPS: secure cookies, HSTS, redirect")
    port: int = Field(8000, ge=1, le=65535, description="the port `duijie up` tries first")
    bind: str = Field("127.0.0.1", description="the address `duijie up` listens on")
    restart_seconds: int = Field(
        300, ge=1, le=1800, description="longest time that requests under way may take when the site is restarted"
    )
    language: Literal["zh-hans", "en"] = Field(
        "zh-hans", description="the language of pages when the browser states none"
    )
    time_zone: str = Field("Asia/Shanghai", description="IANA name")
    index_uri: str = Field("", description="folder or s3:// address of the search index; empty: var/index")
    index_endpoint: str = Field("", description="address of the S3-compatible server that an s3:// index lies on")
    index_region: str = Field("", description="its region")
    index_key: str = Field("", description="access key of the s3:// index; empty: as S3 clients find it")
    index_secret: str = Field("", description="its secret")
    cache_dir: str = Field("", description="built model files; empty: var/cache")
    embedders: str = Field("", description="vector spaces, comma-separated; empty: the shipped ones")
    openai_url: str = Field("", description="an OpenAI-compatible endpoint for embeddings, such as http://gpu:8080/v1")
    openai_key: str = Field("", description="its key")
    openai_model: str = Field("", description="its embedding model")
    openai_dimension: int = Field(0, ge=0, description="length of its vectors")
    openai_patience: float = Field(3.0, gt=0, le=60, description="seconds that somebody who asks waits for it")
    sentence_model: str = Field("", description="folder of a sentence-transformers model (extra `st`)")
    sentence_dimension: int = Field(0, ge=0, description="length of its vectors")
    embed_threads: int = Field(2, ge=1, le=64, description="threads that one embedding may take")
    email_url: str = Field("", description="smtp://user:password@host:port; empty: mails are files in var/mail")
    email_from: str = Field("duijie@localhost", description="sender of mails")
    api_rate: int = Field(600, ge=0, description="API requests a minute of one token or signed-in user; 0: no limit")
    api_rate_anonymous: int = Field(
        120, ge=0, description="API requests a minute of one address without sign-in; 0: no limit"
    )
    webhook_loopback: bool = Field(
        False, description="webhooks may lead to this machine, over http too; for development, never in production"
    )
    post_rate: int = Field(60, ge=0, description="forms a minute that one signed-in user may send; 0: no limit")
    post_rate_anonymous: int = Field(
        20, ge=0, description="forms a minute from one address without sign-in; 0: no limit"
    )
    search_rate: int = Field(120, ge=0, description="searches a minute of one signed-in user; 0: no limit")
    search_rate_anonymous: int = Field(
        60, ge=0, description="searches a minute of one address without sign-in; 0: no limit"
    )
    trusted_proxies: int = Field(
        0, ge=0, description="how many proxies of yours add to X-Forwarded-For; 0: the header is not believed"
    )
    metrics_token: str = Field("", description="whoever shows it as a bearer token may read /metrics; empty: nobody")
    metrics_from: str = Field(
        "", description="networks that may read /metrics, such as 127.0.0.1, 10.2.0.0/16; empty: none"
    )
    log_json: bool = Field(False, description="the log is one JSON object a line")
    open_invitations: int = Field(10, ge=1, description="invitations that may wait for one person's answer at a time")
    contract_codes: str = Field(
        "", description="a table of what the registration of contracts asks for, as JSON; empty: the one shipped"
    )
    sign_provider: str = Field(
        "", description="electronic signatures: `local` to try them, or the dotted path of a provider; empty: none"
    )
    upload_limit_mb: int = Field(20, ge=1, description="largest attachment")
    deal_file_mb: int = Field(200, ge=1, le=100_000, description="largest file in the room of a deal")
    deal_link_minutes: int = Field(10, ge=1, le=1440, description="how long the link to such a file is good for")
    scan_command: str = Field(
        "", description="virus scanner: a program that gets the path of a file; 0 clean, 1 infected; empty: none"
    )
    scan_seconds: float = Field(120.0, gt=0, le=3600, description="longest time one scan may take")
    fetch_contact: str = Field("", description="whom the keepers of fetched sites may write to: an address or a URL")
    fetch_private: str = Field(
        "", description="networks that may be fetched although they are not public, such as 10.2.0.0/16"
    )
    fetch_delay: float = Field(1.0, ge=0, le=120, description="seconds between two requests to one host")
    fetch_seconds: float = Field(60.0, gt=0, le=3600, description="longest time one answer may take")
    fetch_size_mb: int = Field(20, ge=1, le=1000, description="largest answer that is fetched")
    fetch_pages: int = Field(10_000, ge=1, description="most addresses of one run over a source")
    reader_url: str = Field(
        "", description="an OpenAI-compatible endpoint that reads facts, such as http://gpu:8080/v1"
    )
    reader_key: str = Field("", description="its key")
    reader_model: str = Field("", description="its language model")
    reader_seconds: float = Field(120.0, gt=0, le=3600, description="longest time one of its answers may take")
    propose_from: float = Field(
        0.8, ge=0, le=1.01, description="confidence from which a number in a page is proposed as an indicator"
    )
    explore: float = Field(
        0.0, ge=0, le=0.5, description="share of pages of matches on which two nearly equal ones change places; 0: off"
    )
    use_days: int = Field(730, ge=1, le=3650, description="days after which what happened with matches is forgotten")
    accept_from: float = Field(
        0.95, ge=0.5, le=1.01, description="confidence from which facts of trusted sources are accepted by themselves"
    )

    oidc: str = Field(
        "", description="keys of OpenID Connect providers to sign in through, comma-separated; see docs/operator.md"
    )
    orcid_client_id: str = Field("", description="our id at ORCID; empty: no sign-in through ORCID")
    orcid_client_secret: str = Field("", description="its secret")
    orcid_url: str = Field("https://orcid.org", description="where ORCID answers, such as https://sandbox.orcid.org")

    @field_validator("metrics_from")
    @classmethod
    def _networks(cls, value: str) -> str:
        for network in filter(None, (part.strip() for part in value.split(","))):
            ip_network(network)
        return value


@lru_cache(maxsize=1)
def env() -> Env:
    """The settings of this process.

    Raises:
        InvalidInput: a setting has a value that does not fit; the message names it.
    """
    try:
        return Env()  # type: ignore[call-arg]  # from the environment
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        shown = name if name == "DATABASE_URL" else f"DUIJIE_{name.upper()}"
        raise InvalidInput(f"The setting {shown} does not fit: {first['msg']}.") from error


def secret_key(settings: Env) -> str:
    """The operator's secret key, or one made once and kept in the var folder, readable by the owner only.

    Processes that start at the same moment get the same one: it is written whole under a name of its own
    and linked into place, so that nobody reads half of it.

    Raises:
        InvalidInput: the kept file is empty, so what was signed with its key can't be read any more.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.var_dir / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".secret_key.", dir=path.parent)  # for its owner only
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was faster
                os.link(part, path)
        finally:
            Path(part).unlink()
    if not (kept := path.read_text().strip()):
        raise InvalidInput(
            f"{path} is empty. Put the key back from a backup, or remove the file to have a new one made "
            "(everybody signs in again, and what the old key sealed stays closed)."
        )
    return kept
