"""The command `perdure`. One file of this folder per command, found by listing it; `shell/` is what they share."""

from .shell.dispatch import main

__all__ = ["main"]
