"""Check this machine: versions, GPU, rendering, disk."""

from __future__ import annotations

from collections.abc import Sequence

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.plain import no_words


def main(words: Sequence[str]) -> None:
    """Print what was found and what to do about it.

    Raises:
        PerdureError: the main job cannot run here.
    """
    if not no_words("doctor", __doc__, words):
        return
    from ..doctor import examine

    findings = list(examine())
    screen.table(["", "what", "found"], [[finding.verdict, finding.what, finding.found] for finding in findings])
    for finding in findings:
        if finding.remedy:
            screen.say(f"{finding.what}: {finding.remedy}")
    bad = [finding for finding in findings if finding.verdict == "bad"]
    if bad:
        raise PerdureError(
            f"This machine cannot run perdure yet ({bad[0].what}: {bad[0].found}); try: {bad[0].remedy}."
        )
    screen.say("\nThis machine can run perdure. Next: [bold]perdure quickstart[/]")
