"""A reader of TFRecord files of `tf.train.Example`, slow and plain, to check the writer with."""

import struct


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def examples(path, verify=True):
    """Yield name -> list of values for each record of a file."""
    content, at = path.read_bytes(), 0
    while at < len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        payload = content[at + 12 : at + 12 + length]
        assert len(payload) == length
        if verify:
            _verify(content[at : at + 8], content[at + 8 : at + 12])
            _verify(payload, content[at + 12 + length : at + 16 + length])
        at += 16 + length
        yield _example(payload)


def _verify(data, stored):
    crc = struct.unpack("<I", stored)[0] - 0xA282EAD8 & 0xFFFFFFFF
    assert (crc >> 17 | crc << 15) & 0xFFFFFFFF == crc32c(data)


def _example(payload):
    found = {}
    for _, features in _fields(payload):
        for _, entry in _fields(features):
            parts = dict(_fields(entry))
            ((kind, values),) = _fields(parts[2])
            found[parts[1].decode()] = _values(kind, values)
    return found


def _values(kind, content):
    if kind == 1:
        return [value for _, value in _fields(content)]
    packed = b"".join(value for _, value in _fields(content))
    if kind == 2:
        return list(struct.unpack(f"<{len(packed) // 4}f", packed))
    numbers, at = [], 0
    while at < len(packed):
        number, at = _varint(packed, at)
        numbers.append(number - (1 << 64) if number >> 63 else number)
    return numbers


def _fields(content):
    at, found = 0, []
    while at < len(content):
        key, at = _varint(content, at)
        assert key & 7 == 2
        length, at = _varint(content, at)
        found.append((key >> 3, content[at : at + length]))
        at += length
    return found


def _varint(content, at):
    number = shift = 0
    while True:
        byte = content[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at
