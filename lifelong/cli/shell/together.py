"""One bar for all jobs of a sweep."""

from __future__ import annotations

from .progress import Board, Event


class Together:
    """A board that adds up what its jobs have done and shows it as one thing on another board."""

    def __init__(self, board: Board, label: str, jobs: int) -> None:
        self._board, self._label, self._jobs = board, label, jobs
        self._shares: dict[str, float] = {}

    def show(self, event: Event) -> None:
        """Count the event's job; what it says stands behind its name."""
        self._shares[event.label] = event.done / max(event.total, 1e-9)
        shares = list(self._shares.values())
        ended = sum(share >= 1 for share in shares)
        note = f"{ended} of {self._jobs}, {event.label}: {event.note}"
        self._board.show(Event(self._label, sum(shares), self._jobs, note))
