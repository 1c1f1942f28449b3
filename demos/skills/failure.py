"""How a skill ends early; the expert decides what to do next."""

from __future__ import annotations


class SkillError(Exception):
    """A skill could not be carried out; the text says why in a few words."""


class NoPlan(SkillError):
    """There is no way to do it; nothing has moved for it."""


class Slipped(SkillError):
    """It was tried and did not work: nothing held, nothing moved far enough, something was dropped."""
