"""TFRecord files of `tf.train.Example`, written without TensorFlow: protocol buffers, framed by checksums."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.compiled import compiled

Feature = Sequence[bytes] | NDArray[Any]
"""A list of byte strings, or numbers: floating point, integer or boolean."""


def record(payload: bytes) -> bytes:
    """Frame a payload: its length and itself, each followed by a masked checksum."""
    length = struct.pack("<Q", len(payload))
    return length + _masked(length) + payload + _masked(payload)


def example(features: Mapping[str, Feature]) -> bytes:
    """Return a serialised `tf.train.Example`, its features in the order of their names."""
    entries = (_field(1, _field(1, name.encode()) + _field(2, _feature(features[name]))) for name in sorted(features))
    return _field(1, b"".join(entries))


def _feature(values: Feature) -> bytes:
    if not isinstance(values, np.ndarray):
        return _field(1, b"".join(_field(1, value) for value in values))
    if values.dtype.kind == "f":
        return _field(2, _field(1, values.astype("<f4").tobytes()))
    return _field(3, _field(1, b"".join(_varint(int(value)) for value in values.ravel())))


def _field(number: int, content: bytes) -> bytes:
    """Return a length-delimited field."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    return bytes(_digits(value % (1 << 64)))


def _digits(value: int) -> Iterator[int]:
    while value >= 0x80:
        yield value & 0x7F | 0x80
        value >>= 7
    yield value


def _masked(data: bytes) -> bytes:
    crc = int(_crc32c(np.frombuffer(data, np.uint8), _TABLE))
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _table() -> NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0x82F63B78), table >> 1).astype(np.uint32)
    return table


_TABLE = _table()


@compiled()
def _crc32c(data: NDArray[np.uint8], table: NDArray[np.uint32]) -> np.uint32:
    crc = np.uint32(0xFFFFFFFF)
    for byte in data:
        crc = table[(crc ^ byte) & np.uint32(0xFF)] ^ (crc >> np.uint32(8))
    return crc ^ np.uint32(0xFFFFFFFF)
