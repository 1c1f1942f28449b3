"""Runs sorted into tracks, within which they can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perdure.envs.errors import PerdureError

from .entry import Entry
from .method import Method, methods
from .reading import read


@dataclass(frozen=True, eq=False)
class Track:
    """Methods that can be compared: same suite, observation, protocol and fingerprint.

    Attributes:
        facts: what is the same for all.
        methods: the best first.
        notes: sentences that a reader must know.
    """

    facts: Mapping[str, str]
    methods: Sequence[Method]
    notes: Sequence[str]

    @property
    def title(self) -> str:
        """Suite and observation."""
        return f"{self.facts['suite']}, {self.facts['observation']} observation"

    @property
    def instructions(self) -> dict[int, str]:
        """The sentence of each task, in the order of the suite."""
        entry = self.methods[0].entries[0]
        return dict(sorted(zip(entry.order, entry.instructions, strict=True)))


@dataclass(frozen=True, eq=False)
class Board:
    """All that was found.

    Attributes:
        tracks: by suite and observation.
        left_out: run -> why it is not shown.
        repeats: sound runs among those, which only repeat one that is shown.
    """

    tracks: Sequence[Track]
    left_out: Mapping[str, str]
    repeats: Sequence[Entry] = ()


def collect(runs: Path, read: Callable[[Path], Entry] = read) -> Board:
    """Return the finished runs under a folder, each as `read` reads it.

    Raises:
        PerdureError: there is none.
    """
    entries, left_out = [], {}
    for ledger in sorted(Path(runs).rglob("ledger.jsonl")):
        folder = ledger.parent
        try:
            entries.append(read(folder))
        except PerdureError as error:
            left_out[str(folder.relative_to(runs))] = str(error)
    if not entries:
        reasons = "".join(f" Left out: {name} ({reason})." for name, reason in left_out.items())
        raise PerdureError(f"There is no finished run under '{runs}'; train one with `perdure train`.{reasons}")
    kept = _distinct(entries)
    repeats = [entry for entry in entries if kept[_identity(entry)] is not entry]
    for entry in repeats:
        first = kept[_identity(entry)].name
        left_out[str(entry.folder.relative_to(runs))] = f"the same method, order and seed as {first}"
    return Board(_tracks(list(kept.values())), left_out, repeats)


def _distinct(entries: Iterable[Entry]) -> dict[object, Entry]:
    """Return the first run of each: the same method, order and seed again is no further evidence."""
    kept: dict[object, Entry] = {}
    for entry in entries:
        kept.setdefault(_identity(entry), entry)
    return kept


def _identity(entry: Entry) -> object:
    return entry.track, entry.method, entry.replicate


def _tracks(entries: Sequence[Entry]) -> list[Track]:
    groups: dict[tuple[tuple[str, str], ...], list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.track, []).append(entry)
    fullest = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [Track(_facts(key, members), methods(members), _notes(key, members, groups)) for key, members in fullest]


def _facts(key: tuple[tuple[str, str], ...], entries: Sequence[Entry]) -> dict[str, str]:
    """Return what a track's runs share, the protocol with its name."""
    names = sorted({entry.word("protocol") for entry in entries} - {""})
    facts = {name: value[:12] if name == "suite version" else value for name, value in key}
    return facts | {"protocol": " ".join([*names, facts["protocol"]])}


def _notes(
    key: tuple[tuple[str, str], ...], entries: Sequence[Entry], groups: Mapping[tuple[tuple[str, str], ...], object]
) -> list[str]:
    notes = [f"{entry.name}: {doubt}." for entry in entries for doubt in entry.doubts]
    references = dict.fromkeys(entry.word("algorithm") for entry in entries if entry.declares("sees_all_tasks"))
    notes += [f"{name} learns from all tasks in every stage: a reference, not a competitor." for name in references]
    if entries[0].declares("external"):
        notes.append("These policies were not trained on the stream: there is nothing to keep, so only ACC is known.")
    for other in groups:
        if other != key and other[:2] == key[:2]:
            parts = [name for (name, mine), (_, theirs) in zip(key[2:], other[2:], strict=True) if mine != theirs]
            notes.append(
                f"Another table is about the same suite with another {' and '.join(parts)}; do not compare them."
            )
    return list(dict.fromkeys(notes))
