"""Pictures that are made once: kept in memory, and on disk for the next process."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import ParamSpec, cast

from ... import cache
from .noise import Image

Arguments = ParamSpec("Arguments")


def kept(make: Callable[Arguments, Image]) -> Callable[Arguments, Image]:
    """Keep what a function of this folder makes of plain numbers and words, as long as the folder's code stays."""

    @lru_cache(maxsize=32)
    def find(*arguments: Arguments.args, **knobs: Arguments.kwargs) -> Image:
        key = cache.digest("texture", _code(), make.__name__, repr((arguments, sorted(knobs.items()))))
        image: Image = cache.arrays(key, lambda: {"image": make(*arguments, **knobs)})["image"]  # type: ignore[assignment]
        image.setflags(write=False)
        return image

    return cast(Callable[Arguments, Image], find)


@lru_cache(maxsize=1)
def _code() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
