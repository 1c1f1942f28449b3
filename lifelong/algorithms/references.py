"""The papers that the algorithms are from, as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from perdure.envs.errors import UnknownNameError

_FILE = Path(__file__).with_name("references.bib")


@cache
def entries() -> dict[str, str]:
    """Return key -> BibTeX entry."""
    found = re.findall(r"^@\w+\{([^,]+),.*?^\}", _FILE.read_text(), re.MULTILINE | re.DOTALL)
    texts = [match.group(0) for match in re.finditer(r"^@.*?^\}", _FILE.read_text(), re.MULTILINE | re.DOTALL)]
    return dict(zip(found, texts, strict=True))


def bibtex(papers: Iterable[str]) -> str:
    """Return the entries of some keys.

    Raises:
        UnknownNameError: there is no such entry.
    """
    known = entries()
    for paper in papers:
        if paper not in known:
            raise UnknownNameError("reference", paper, known)
    return "\n\n".join(known[paper] for paper in papers)
