"""From proposals to a stream: at each position the first attempt that passes, in order, whoever judges it and when.

A proposal depends on its own seed and on the tasks before it, a verdict on nothing but its task. So while verdicts are
awaited, the attempts that follow if these are good are proposed and judged ahead, and the stream is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from ..errors import PerdureError
from .history import History
from .judge import Judge, Verdict
from .pool import Pool, pool
from .propose import Proposal, Rejected, propose
from .spec import Spec
from .stock import Stock

ATTEMPTS = 150  # at one position, then the specification counts as impossible


@dataclass
class Stream:
    """What has been accepted, and why other attempts were not.

    Attributes:
        accepted: proposals with their verdicts.
        rejections: reason -> how many attempts.
        details: what exactly was wrong -> how many.
    """

    accepted: list[tuple[Proposal, Verdict]] = field(default_factory=list)
    rejections: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)


Progress = Callable[[Stream], None]


def stream(spec: Spec, judge: Judge, workers: int, progress: Progress) -> Stream:
    """Return the stream that a specification describes.

    Args:
        spec: what it shall be like.
        judge: says of a task whether it is sound; it must go into other processes where there are several workers.
        workers: processes; 1 works in this one. The stream does not depend on it.
        progress: called after every attempt.

    Raises:
        PerdureError: at some position no attempt passes, or a worker process died.
    """
    try:
        with pool(workers) as members:
            return _search(_Searcher(spec, judge, members), 1 + workers * (workers > 1), progress)
    except BrokenProcessPool:
        raise PerdureError("A worker process died; if memory was short, run again with fewer workers.") from None


def _search(searcher: _Searcher, most: int, progress: Progress) -> Stream:
    """Go from position to position; `most` tasks may wait for their verdicts at a time."""
    found, spec = Stream(), searcher.spec
    node, number = _Node(History()), 0
    while len(found.accepted) < spec.tasks:
        if number == ATTEMPTS:
            raise _impossible(spec, found)
        searcher.look_ahead(node, number, most)
        attempt = searcher.attempt(node, number)
        verdict = attempt.verdict()
        if attempt.proposal is not None and not verdict.reason:
            found.accepted.append((attempt.proposal, verdict))
            node, number = attempt.then(node), 0
        else:
            found.rejections[verdict.reason] += 1
            if verdict.detail:
                found.details[verdict.detail] += 1
            number += 1
        progress(found)
    return found


@dataclass
class _Attempt:
    """One attempt: its proposal, or a verdict without one; later a verdict that is awaited, and what comes after it."""

    proposal: Proposal | None
    refused: Verdict = field(default_factory=Verdict)
    future: Future[Verdict] | None = None
    next: _Node | None = None

    def verdict(self) -> Verdict:
        """Wait for the verdict."""
        return self.refused if self.future is None else self.future.result()

    def then(self, node: _Node) -> _Node:
        """Return the position after this attempt's task."""
        if self.next is None:
            assert self.proposal is not None
            self.next = _Node(node.history.after(*self.proposal))
        return self.next


@dataclass
class _Node:
    """A position of the stream after some tasks, with its attempts by number."""

    history: History
    attempts: dict[int, _Attempt] = field(default_factory=dict)


class _Searcher:
    """Proposes, and hands out what is to be judged."""

    def __init__(self, spec: Spec, judge: Judge, members: Pool) -> None:
        self.spec, self._judge, self._pool = spec, judge, members
        self._stock = Stock(spec)

    def attempt(self, node: _Node, number: int) -> _Attempt:
        """Return an attempt at a position, proposed once."""
        if number not in node.attempts:
            try:
                node.attempts[number] = _Attempt(propose(self.spec, self._stock, node.history, number))
            except Rejected as error:
                node.attempts[number] = _Attempt(None, Verdict(str(error)))
        return node.attempts[number]

    def look_ahead(self, node: _Node, number: int, most: int) -> None:
        """Have tasks judged along the way that the stream takes if all awaited verdicts are good, at most so many."""
        waiting = 0
        while waiting < most and number < ATTEMPTS and len(node.history.tasks) < self.spec.tasks:
            attempt = self.attempt(node, number)
            if attempt.proposal is not None and attempt.future is None:
                attempt.future = self._pool.submit(self._judge, attempt.proposal.task)
            awaited = attempt.future is not None and not attempt.future.done()
            waiting += awaited
            if awaited or not attempt.verdict().reason:
                node, number = attempt.then(node), 0
            else:
                number += 1


def _impossible(spec: Spec, found: Stream) -> PerdureError:
    """Return the error that says what was in the way most often."""
    recent = found.rejections.most_common(1)
    return PerdureError(
        f"Only {len(found.accepted)} of {spec.tasks} tasks were found: at the next one {ATTEMPTS} attempts failed "
        f"(over all, most often: {recent[0][0]}, {recent[0][1]} times); ask for fewer tasks, more families or assets, "
        "longer goals, or less overlap."
    )
