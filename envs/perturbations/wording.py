"""Other wordings of an instruction, by rule: verbs and the form of the sentence change, nouns and relations never."""

from __future__ import annotations

import re
from itertools import product

# What stands at the beginning of a clause -> what can stand there; {0} is the rest of the clause.
_VERBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:turn|switch) on (.+)", ("turn on {0}", "switch on {0}")),
    (r"(?:turn|switch) off (.+)", ("turn off {0}", "switch off {0}")),
    (r"pick up (.+)", ("pick up {0}", "take {0}", "grab {0}", "lift {0}")),
    (r"(?:put|place|set) (.+)", ("put {0}", "place {0}", "set {0}")),
    (r"open (.+)", ("open {0}", "pull open {0}")),
    (r"(?:close|shut) (.+)", ("close {0}", "shut {0}")),
    (r"stack (.+)", ("stack {0}", "pile {0}")),
    (r"push (.+)", ("push {0}", "shove {0}", "slide {0}")),
    (r"move (.+)", ("move {0}", "bring {0}")),
)
_FORMS = ("{0}", "please {0}", "{0}, please", "could you {0}", "i want you to {0}", "your task is to {0}")
_JOIN = re.compile(
    r"(,? and then |,? then |,? and |, )(?=(?:turn|switch|pick|put|place|set|open|close|shut|stack|push|move)\b)"
)


def rewordings(instruction: str) -> tuple[str, ...]:
    """Return sentences that mean the same as an instruction, without itself, sorted.

    Each clause of an imperative sentence ('open ... and put ...') may have another verb, and the whole another form; a
    clause with an unknown verb keeps it.
    """
    pieces = _JOIN.split(instruction.strip().rstrip("."))
    clauses = [_clause(piece) if index % 2 == 0 else (piece,) for index, piece in enumerate(pieces)]
    said = ("".join(choice) for choice in product(*clauses))
    return tuple(sorted({form.format(text) for text in said for form in _FORMS} - {instruction}))


def _clause(text: str) -> tuple[str, ...]:
    """Return a clause with each verb that fits it."""
    for pattern, verbs in _VERBS:
        if found := re.fullmatch(pattern, text, re.IGNORECASE):
            return tuple(verb.format(*found.groups()) for verb in verbs)
    return (text,)
