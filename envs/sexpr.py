"""Parenthesised text as trees that know their lines, and the numbers in it, without ever evaluating code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import PerdureError

_TOKEN = re.compile(r";[^\n]*|\n|[()]|[^\s();]+")
_NUMBER = re.compile(r"(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|(?:np\.|math\.)?pi|[-+*/])", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """A word, as written, on a line of the text."""

    text: str
    line: int


@dataclass(frozen=True)
class Tree:
    """What stands between two parentheses; `line` is that of the opening one."""

    line: int
    items: list[Word | Tree] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The first word in lower case, or '' when there is none."""
        first = self.items[0] if self.items else None
        return first.text.lower() if isinstance(first, Word) else ""


def fail(where: str, line: int, message: str) -> PerdureError:
    """Return the error that names the file and the line."""
    return PerdureError(f"{where}, line {line}: {message}")


def read_tree(text: str, where: str) -> Tree:
    """Return the one tree of a text; `;` starts a comment.

    Raises:
        PerdureError: parentheses do not balance, or there is something besides the one tree.
    """
    root = Tree(1)
    stack = [root]
    line = 1
    for word in _words(text):
        line = word.line
        if word.text == "(":
            stack.append(Tree(line))
            stack[-2].items.append(stack[-1])
        elif word.text != ")":
            stack[-1].items.append(word)
        elif len(stack) == 1:
            raise fail(where, line, "')' closes nothing; expected the end of the file.")
        else:
            stack.pop()
    if len(stack) > 1:
        raise fail(where, line, f"expected ')' for the '(' of line {stack[-1].line}, found the end of the file.")
    if len(root.items) != 1 or not isinstance(root.items[0], Tree):
        raise fail(where, root.items[-1].line if root.items else 1, "expected one '(define ...)' and nothing else.")
    return root.items[0]


def _words(text: str) -> Iterator[Word]:
    line = 1
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "\n":
            line += 1
        elif token[0] != ";":
            yield Word(token, line)


def number(word: Word | Tree, where: str) -> float:
    """Return a finite number: a float, or products, quotients and sums of floats and `pi` without spaces ('-pi/4').

    Raises:
        PerdureError: it is anything else.
    """
    text = word.text if isinstance(word, Word) else "("
    try:
        return float_or_pi(text)
    except (ValueError, ZeroDivisionError):
        raise fail(where, word.line, f"expected a number, found '{text}'.") from None


def float_or_pi(text: str) -> float:
    """Return the value of a number or of simple arithmetic with `pi`; ValueError when it is neither or not finite."""
    if "pi" in text.lower():
        parts = _NUMBER.split(text)
        if any(parts[0::2]):
            raise ValueError(text)
        value = _sum(parts[1::2])
    else:
        value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _sum(tokens: list[str]) -> float:
    total, position = 0.0, 0
    while position < len(tokens):
        sign = 1.0
        if tokens[position] in "+-":
            sign = -1.0 if tokens[position] == "-" else 1.0
            position += 1
        elif position:
            raise ValueError("expected an operator")
        term, position = _product(tokens, position)
        total += sign * term
    return total


def _product(tokens: list[str], position: int) -> tuple[float, int]:
    value = _atom(tokens[position : position + 1])
    position += 1
    while position < len(tokens) and tokens[position] in "*/":
        factor = _atom(tokens[position + 1 : position + 2])
        value = value * factor if tokens[position] == "*" else value / factor
        position += 2
    return value, position


def _atom(token: list[str]) -> float:
    return math.pi if token and token[0].lower().endswith("pi") else float(token[0] if token else "")
