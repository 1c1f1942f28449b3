"""The sections of a BDDL file: names, typed lists, regions and atoms, from trees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from .predicates import names
from .sexpr import Tree, Word, fail, number
from .task import Atom, Region

Item = Word | Tree


def name_of(item: Item, where: str) -> str:
    """Return a word as written; parentheses in its place are refused."""
    if isinstance(item, Tree):
        raise fail(where, item.line, "expected a word, found '('.")
    return item.text


def names_of(items: Sequence[Item], where: str) -> tuple[str, ...]:
    """Return words in lower case."""
    return tuple(name_of(item, where).lower() for item in items)


def typed(section: Tree, where: str) -> dict[str, str]:
    """Return a typed list, `a b - type c - type`, as instance -> category in its order."""
    words = names_of(section.items[1:], where)
    found: dict[str, str] = {}
    waiting: list[str] = []
    position = 0
    while position < len(words):
        line = section.items[position + 1].line
        if words[position] != "-":
            waiting.append(words[position])
            position += 1
            continue
        if not waiting or position + 1 == len(words):
            raise fail(where, line, "expected 'instance ... - category' around '-'.")
        for name in waiting:
            if name in found:
                raise fail(where, line, f"'{name}' is listed twice in {section.head}.")
            found[name] = words[position + 1]
        waiting = []
        position += 2
    if waiting:
        raise fail(where, section.line, f"'{waiting[0]}' in {section.head} has no category; expected '- category'.")
    return found


def regions(section: Tree, where: str) -> dict[str, Region]:
    """Return the regions by full name, `<target>_<name>`."""
    found: dict[str, Region] = {}
    for item in section.items[1:]:
        if isinstance(item, Word) or not item.head:
            raise fail(where, item.line, "expected a region '(NAME (:target ...) ...)'.")
        region = _region(item, where)
        full = f"{region.target}_{region.name}"
        if full in found:
            raise fail(where, item.line, f"the region '{full}' is defined twice.")
        found[full] = region
    return found


def _region(tree: Tree, where: str) -> Region:
    target = ""
    boxes: list[tuple[float, ...]] = []
    yaw: tuple[float, ...] = (0.0, 0.0)
    for item in tree.items[1:]:
        head = item.head if isinstance(item, Tree) else ""
        if isinstance(item, Tree) and head == ":target" and len(item.items) == 2:
            target = name_of(item.items[1], where).lower()
        elif isinstance(item, Tree) and head == ":ranges":
            boxes = _tuples(item, 4, where)
        elif isinstance(item, Tree) and head == ":yaw_rotation":
            yaw = _tuples(item, 2, where)[-1]
        elif head != ":rgba":  # a colour to draw the region with, which nothing shows
            raise fail(where, item.line, "expected (:target NAME), (:ranges ((x y x y))) or (:yaw_rotation ((a b))).")
    if not target:
        raise fail(where, tree.line, f"the region '{tree.head}' has no target; expected '(:target NAME)'.")
    for box in boxes:
        if box[0] > box[2] or box[1] > box[3]:
            raise fail(where, tree.line, f"the range {box} of '{tree.head}' is empty; expected (x0 y0 x1 y1).")
    if yaw[0] > yaw[1]:
        raise fail(where, tree.line, f"the yaw {yaw} of '{tree.head}' is empty; expected (low high).")
    ranges = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in boxes)
    return Region(tree.head, target, ranges, (yaw[0], yaw[1]))


def _tuples(tree: Tree, size: int, where: str) -> list[tuple[float, ...]]:
    """Return `(:key ((1 2) (3 4)))` as tuples of `size` numbers."""
    inner = tree.items[1] if len(tree.items) == 2 else None
    groups = inner.items if isinstance(inner, Tree) else []
    if not groups or any(isinstance(group, Word) or len(group.items) != size for group in groups):
        raise fail(where, tree.line, f"expected '({tree.head} (({' '.join(['number'] * size)})))'.")
    return [tuple(number(item, where) for item in group.items) for group in groups if isinstance(group, Tree)]


def atoms(items: Sequence[Item], known: Collection[str], where: str) -> tuple[Atom, ...]:
    """Return `(Predicate a b)` items as atoms; their arguments must be `known` instances or regions."""
    return tuple(_atom(item, known, where) for item in items)


def _atom(item: Item, known: Collection[str], where: str) -> Atom:
    if isinstance(item, Word) or len(item.items) < 2 or not item.head:
        raise fail(where, item.line, "expected an atom '(Predicate argument ...)'.")
    args = names_of(item.items[1:], where)
    for arg, at in zip(args, item.items[1:], strict=True):
        if arg not in known:
            raise fail(where, at.line, f"'{arg}' is neither instance nor region; known: {', '.join(sorted(known))}.")
    word = name_of(item.items[0], where)
    return Atom(_spelling().get(word.lower(), word), args)


def goal(section: Tree, known: Collection[str], where: str) -> tuple[tuple[Atom, ...], bool]:
    """Return the atoms of a goal and whether they are ordered.

    A goal is `(:goal (And (P a) ...))`, `(:goal (P a))` or, one after the other, `(:goal (Sequence (P a) ...))`.
    """
    inner = section.items[1] if len(section.items) == 2 else None
    found: tuple[Atom, ...] = ()
    head = inner.head if isinstance(inner, Tree) else ""
    if isinstance(inner, Tree):
        found = atoms(inner.items[1:] if head in ("and", "sequence") else [inner], known, where)
    if not found:
        raise fail(where, section.line, "expected '(:goal (And (Predicate argument ...) ...))' or '(Sequence ...)'.")
    return found, head == "sequence"


@cache
def _spelling() -> dict[str, str]:
    return {name.lower(): name for name in names()}
