"""Taking files apart in a child process with bounded time and memory.

Parsers of HTML, PDF and zip meet input made to exhaust them. One child is kept for many
files; when a file exceeds its time the child is killed and the next file gets a new one, so
that the rest of a batch goes on. The parent and the child speak length-prefixed JSON and
bytes over pipes; nothing is pickled.

The child: ``python -m duijie.reading.formats.isolated``.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO

import duijie
from duijie.core.errors import DuijieError, InvalidInput, Sentence, TooLarge, gettext_noop
from duijie.reading.formats.extracted import Extracted
from duijie.reading.limits import Limits, megabytes

_HEADER = struct.Struct(">QQ")
_ERRORS: dict[str, type[DuijieError]] = {error.code: error for error in (InvalidInput, TooLarge)}
_START_SECONDS = 60.0  # a child's imports on a busy machine do not count against the file


class _Child:
    def __init__(self, limits: Limits) -> None:
        # -P and a path of our own: a file html.py where the command was given must not be run.
        environment = {**os.environ, "PYTHONPATH": str(Path(duijie.__file__).parents[1])}
        self.limits = limits
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "duijie.reading.formats.isolated", str(limits.parse_memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        if self._receive(_START_SECONDS) != {"ready": True}:
            self.kill()
            raise InvalidInput(
                Sentence(gettext_noop("The process that takes files apart did not start; see whether memory is short."))
            )

    def ask(self, kind: str, data: bytes) -> dict[str, object] | None:
        """The child's answer; None when it died or its time ran out (it is dead then)."""
        request = json.dumps({"kind": kind, "limits": asdict(self.limits)}).encode()
        stdin = self.process.stdin
        if stdin is None:
            return None
        try:
            stdin.write(_HEADER.pack(len(request), len(data)) + request)
            stdin.write(data)
            stdin.flush()
        except OSError:
            self.kill()
            return None
        return self._receive(self.limits.parse_seconds)

    def _receive(self, seconds: float) -> dict[str, object] | None:
        deadline = time.monotonic() + seconds
        header = self._read(8, deadline)
        body = self._read(struct.unpack(">Q", header)[0], deadline) if header else None
        if body is None:
            self.kill()
            return None
        answer: dict[str, object] = json.loads(body)
        return answer

    def _read(self, size: int, deadline: float) -> bytes | None:
        stdout = self.process.stdout
        pieces: list[bytes] = []
        while size and stdout is not None:
            ready, _, _ = select.select([stdout], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(stdout.fileno(), min(size, 1 << 20)) if ready else b""
            if not piece:
                return None
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


_lock = threading.Lock()
_child: _Child | None = None
_owner = 0


def extract(kind: str, data: bytes, limits: Limits) -> Extracted:
    """The text of an HTML, PDF or Word file.

    Raises:
        InvalidInput: it is broken, encrypted, no text, took too long or too much memory.
        TooLarge: it exceeds a limit.
    """
    global _child, _owner
    with _lock:
        if _child is not None and (
            _owner != os.getpid() or _child.limits != limits or _child.process.poll() is not None
        ):
            if _owner == os.getpid():
                _child.kill()
            _child = None
        if _child is None:
            _child, _owner = _Child(limits), os.getpid()
        started = time.monotonic()
        answer = _child.ask(kind, data)
        if answer is None:
            _child = None
    if answer is None:
        if time.monotonic() - started >= limits.parse_seconds:
            raise TooLarge(
                Sentence(
                    gettext_noop(
                        "The file took longer than {seconds:g} s to take apart and was given up; simplify or split it."
                    ),
                    seconds=limits.parse_seconds,
                ),
                limit=limits.parse_seconds,
            )
        raise InvalidInput(
            Sentence(
                gettext_noop("The file crashed its parser or took too much memory; it is broken or made to do harm.")
            )
        )
    if answer.pop("spent", False):
        close()
    if "error" in answer:
        raise _ERRORS.get(str(answer.get("code")), InvalidInput)(_sentence(answer["error"]))
    return Extracted(**answer)  # type: ignore[arg-type]


@atexit.register
def close() -> None:
    """End the child, if there is one; the next file gets a new one."""
    global _child
    with _lock:
        if _child is not None and _owner == os.getpid():
            _child.kill()
        _child = None


def _answer(kind: str, data: bytes, limits: Limits) -> dict[str, object]:
    try:
        extracted = _extract(kind, data, limits)
        if not extracted.text.strip() and _memory_peak() > 0.8 * limits.parse_memory:
            raise MemoryError  # the parsers swallow it and hand back nothing
        return asdict(extracted)
    except DuijieError as error:
        return _refusal(error.message, error.code)
    except MemoryError:
        template = gettext_noop("The file needs more than {size} of memory to take apart; split it.")
        return {**_refusal(Sentence(template, size=megabytes(limits.parse_memory)), TooLarge.code), "spent": True}
    except RecursionError:
        template = gettext_noop("The file is nested too deeply to be taken apart.")
        return _refusal(Sentence(template), InvalidInput.code)
    except Exception as error:  # a broken file makes the parsers throw anything
        template = gettext_noop("The file is broken and cannot be taken apart ({kind}).")
        return _refusal(Sentence(template, kind=type(error).__name__), InvalidInput.code)


def _refusal(message: object, code: str) -> dict[str, object]:
    """An error as it crosses the pipe: the template and its values, so that the reader's
    language is spoken on the other side."""
    if isinstance(message, Sentence):
        return {"error": [message.template, message.values], "code": code}
    return {"error": [str(message).replace("{", "{{").replace("}", "}}"), {}], "code": code}


def _sentence(sent: object) -> Sentence:
    template, values = sent if isinstance(sent, list) else (str(sent), {})
    return Sentence(template, **values)


def _extract(kind: str, data: bytes, limits: Limits) -> Extracted:
    if kind == "text/html":
        from duijie.reading.formats.html import read_html

        return read_html(data, limits.html_depth)
    if kind == "application/pdf":
        from duijie.reading.formats.pdf import read_pdf

        return read_pdf(data, limits.pdf_pages)
    from duijie.reading.formats.docx import read_docx

    return read_docx(data, limits.unpacked_bytes)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _send(stream: IO[bytes], answer: dict[str, object]) -> None:
    # Lone surrogates survive as JSON escapes.
    body = json.dumps(answer).encode()
    stream.write(struct.pack(">Q", len(body)) + body)
    stream.flush()


def _memory_peak() -> int:
    """The most address space this process ever had, in bytes; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return 0
    match = re.search(r"VmPeak:\s*(\d+) kB", status)
    return int(match[1]) * 1024 if match else 0


def _bound_memory(limit: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        # Not on this system: time stays bounded.
        return


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    _bound_memory(int(sys.argv[1]))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not disturb the protocol
    _send(stdout, {"ready": True})
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            head, size = _HEADER.unpack(_exactly(stdin, _HEADER.size))
            request = json.loads(_exactly(stdin, head))
            data = _exactly(stdin, size)
            _send(stdout, _answer(request["kind"], data, Limits(**request["limits"])))


if __name__ == "__main__":
    main()
