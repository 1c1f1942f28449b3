"""TFRecord files, read again by a parser that shares nothing with the writer."""

import struct

import numpy as np

from perdure.demos.exchange._tfrecord import example, record
from tests.tfrecords import crc32c, examples


def test_the_checksum_is_castagnolis() -> None:
    assert crc32c(b"123456789") == 0xE3069283  # the check value of its specification
    crc = crc32c(b"abc")
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert struct.unpack("<I", record(b"abc")[-4:])[0] == masked


def test_every_kind_of_feature_comes_back(tmp_path) -> None:
    rng = np.random.default_rng(0)
    written = [
        {
            "bytes": [rng.bytes(300), b"", b"x"],
            "floats": rng.normal(size=(5, 3)).astype(np.float32),
            "ints": np.array([0, 1, 127, 128, 2**40, -1, -(2**62)]),
            "flags": np.array([True, False]),
        },
        {"floats": np.zeros(0, np.float32), "text": ["ä".encode() * 100]},
    ]
    path = tmp_path / "x.tfrecord"
    path.write_bytes(b"".join(record(example(features)) for features in written))
    for given, found in zip(written, examples(path), strict=True):
        assert set(given) == set(found)
        for name, values in given.items():
            wanted = values.ravel().tolist() if isinstance(values, np.ndarray) else values
            assert found[name] == wanted


def test_equal_contents_are_equal_bytes() -> None:
    one, two = {"a": [b"1"], "b": np.array([2.0])}, {"b": np.array([2.0]), "a": [b"1"]}
    assert example(one) == example(two)
