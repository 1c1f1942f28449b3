"""Run episodes of a run again from its checkpoints and compare them with its ledger.

perdure verify run=runs/quickstart/<name> samples=20

Exit status 0: every episode came out the same. 1: some did not, on the same physics and rendering, so that ledger and
checkpoints do not belong together. 2: some did not, on others, which proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..saved_run import SavedRun
    from ..verify import Check, Verification

_SHOWN = 12  # episodes that are told one by one


@dataclass
class Verify:
    """The types of the keys of `conf/verify.yaml`."""

    run: str
    samples: int
    seed: int
    workers: int
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and verify."""
    app(Verify, run, words)


def run(knobs: Verify) -> None:
    """Verify, print what agrees, and say what to do.

    Raises:
        PerdureError: episodes that differ in another world than that of the ledger.
        SystemExit: episodes that differ in the same one.
    """
    from ..saved_run import open_run
    from ..verify import verify

    if knobs.samples < 1:
        raise PerdureError(f"samples={knobs.samples} must be at least 1.")
    saved = open_run(Path(knobs.run))
    with board() as shown:
        found = verify(
            saved,
            samples=knobs.samples,
            seed=knobs.seed,
            workers=knobs.workers,
            device=knobs.device,
            progress=lambda done, total: shown.show(Event("verifying", done, total, f"{done} of {total} cells")),
        )
    _world(found)
    _table(found, saved)
    _episodes(found.wrong)
    _verdict(found, saved)


def _world(found: Verification) -> None:
    """Say first whether this is the world that the ledger is about."""
    if found.same_world:
        screen.say(f"Physics and rendering are those of the ledger (fingerprint {found.here}).")
    else:
        told = " and ".join(found.told)
        screen.say(f"[bold]Another world[/]: the ledger's fingerprint is {told}, this machine's is {found.here}.")


def _table(found: Verification, saved: SavedRun) -> None:
    rows = []
    for stage in sorted({check.told.stage for check in found.checks}):
        checks = [check for check in found.checks if check.told.stage == stage]
        same = sum(not check.differs for check in checks)
        told, now = (_rate([getattr(check, when).success for check in checks]) for when in ("told", "found"))
        rows.append([f"task {saved.stream[stage]}", len(checks), same, f"{same / len(checks):.0%}", told, now])
    heads = ["after learning", "episodes", "the same", "agreement", "success in the ledger", "success now"]
    screen.table(heads, rows, "Episodes run again")


def _rate(won: Sequence[bool]) -> str:
    return f"{sum(won) / len(won):.2f}"


def _episodes(wrong: Sequence[Check]) -> None:
    """Print the first episodes that differ."""
    from ..verify import COMPARED

    if wrong:
        rows = [
            [check.told.stage, check.told.task, check.told.episode, *(_both(check, key) for key in COMPARED)]
            for check in wrong[:_SHOWN]
        ]
        title = f"What differs, ledger > now ({len(rows)} of {len(wrong)} episodes)"
        screen.table(["stage", "task", "episode", *COMPARED], rows, title)


def _both(check: Check, key: str) -> str:
    return f"{getattr(check.told, key)} > {getattr(check.found, key)}" if key in check.differs else ""


def _verdict(found: Verification, saved: SavedRun) -> None:
    """Say what it means and what to do."""
    anew = f"perdure evaluate run={saved.folder} stage=all"
    if not found.wrong:
        screen.say(f"All {len(found.checks)} episodes came out the same.")
        screen.say(f"Next: [bold]perdure render run={saved.folder}[/]")
        return
    if found.same_world:
        device = saved.config.get("device", "auto")
        screen.say("The ledger is not what these checkpoints do: one of the two was changed, or the run was made on")
        screen.say(f"another device (its device={device}; say device=). To measure them as they are: [bold]{anew}[/]")
        raise SystemExit(1)
    raise PerdureError(
        f"{len(found.wrong)} of {len(found.checks)} episodes differ, but physics or rendering do too, so that proves "
        "nothing. Verify with the versions that made the run ('perdure doctor' shows those here), or measure its "
        f"checkpoints here with '{anew}'."
    )
