"""Messages with arrays in them: msgpack, an array as a map of its bytes, type and shape, as openpi sends it.

Nothing is ever unpickled: an array of Python objects is refused in both directions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from perdure.envs.errors import PerdureError

from .missing import needed

_REFUSED = "OVMmUSc"  # kinds of numpy types that are not plain numbers
_ARRAY, _SCALAR, _DATA, _TYPE, _SHAPE = b"__ndarray__", b"__npgeneric__", b"data", b"dtype", b"shape"


def pack(message: Any) -> bytes:
    """Return a message of maps, lists, strings, numbers and arrays as bytes.

    Raises:
        PerdureError: it holds something else.
    """
    try:
        data: bytes = needed("msgpack").packb(message, default=_out)
    except (TypeError, ValueError, OverflowError) as error:
        raise PerdureError(f"A message cannot be sent: {error}.") from error
    return data


def unpack(data: bytes) -> Any:
    """Return the message in bytes; its arrays are read-only.

    Raises:
        PerdureError: the bytes are no message, or hold arrays that are not of plain numbers.
    """
    try:
        return needed("msgpack").unpackb(data, object_hook=_in, strict_map_key=False)
    except Exception as error:  # msgpack's errors have no common root
        raise PerdureError(f"A message cannot be read: {error}.") from error


def _out(value: Any) -> Any:
    if not isinstance(value, np.ndarray | np.generic):
        raise TypeError(f"{type(value).__name__} is neither text, number, list, map nor array")
    kind = _plain(value.dtype).str
    if isinstance(value, np.generic):
        return {_SCALAR: True, _DATA: value.item(), _TYPE: kind}
    return {_ARRAY: True, _DATA: value.tobytes(), _TYPE: kind, _SHAPE: value.shape}


def _in(value: dict[Any, Any]) -> Any:
    if _ARRAY in value:
        shape = tuple(int(side) for side in value[_SHAPE])
        return np.frombuffer(value[_DATA], _plain(np.dtype(value[_TYPE]))).reshape(shape)
    if _SCALAR in value:
        return _plain(np.dtype(value[_TYPE])).type(value[_DATA])
    return value


def _plain(kind: np.dtype[Any]) -> np.dtype[Any]:
    if kind.kind in _REFUSED:
        raise ValueError(f"arrays of '{kind}' are refused, only plain numbers are taken")
    return kind
