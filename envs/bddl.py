"""Tasks as text: a reader and a writer of LIBERO's dialect of BDDL.

Names are not case-sensitive and are read in lower case; predicates are spelt as in `perdure.envs.predicates`; the words
of the instruction are kept as written. The workspace, which LIBERO lists among the fixtures, follows from the problem
class and is not a fixture of the task. Beyond LIBERO, a region with a range may belong to an instance and then moves
with it, and a goal may be a `Sequence`. Nothing that a file says is evaluated as code.
"""

from __future__ import annotations

from pathlib import Path

from .errors import PerdureError
from .problems import of_name, of_scene
from .sections import atoms, goal, name_of, names_of, regions, typed
from .sexpr import Tree, fail, read_tree
from .task import Atom, Region, Task

NEEDED = (":domain", ":language", ":regions", ":fixtures", ":objects", ":init", ":goal")
OPTIONAL = (":obj_of_interest", ":scene_properties")  # the latter styles a scene in LIBERO; here a seed does


def read(path: str | Path) -> Task:
    """Return the task of a file, its name being the file's without the ending.

    Raises:
        PerdureError: there is no such file, or it is not a task; the sentence names the line and what was expected.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PerdureError(f"Cannot read the task file '{path}': {error}.") from None
    return parse(text, str(path))


def parse(text: str, where: str) -> Task:
    """Return the task that a text describes.

    Args:
        text: a `(define (problem ...) ...)` in LIBERO's dialect.
        where: the file it comes from; its stem becomes the task's name, and errors mention it.

    Raises:
        PerdureError: it is not a task.
    """
    tree = read_tree(text, where)
    problem_name, found = _sections(tree, where)
    try:
        problem = of_name(problem_name)
    except PerdureError as error:
        raise fail(where, tree.line, str(error)) from None
    if names_of(found[":domain"].items[1:], where) != ("robosuite",):
        raise fail(where, found[":domain"].line, "expected '(:domain robosuite)'.")
    fixtures = typed(found[":fixtures"], where)
    fixtures.pop(problem.workspace, None)
    objects = typed(found[":objects"], where)
    places = regions(found[":regions"], where)
    known = {*fixtures, *objects, *places, problem.workspace}
    if twice := fixtures.keys() & objects.keys():
        raise fail(where, found[":objects"].line, f"'{min(twice)}' is both a fixture and an object.")
    wanted, ordered = goal(found[":goal"], known, where)
    interest = names_of(found[":obj_of_interest"].items[1:], where) if ":obj_of_interest" in found else ()
    return Task(
        name=Path(where).stem,
        scene=problem.scene,
        instruction=" ".join(name_of(word, where) for word in found[":language"].items[1:]),
        fixtures=fixtures,
        objects=objects,
        regions=places,
        init=atoms(found[":init"].items[1:], known, where),
        goal=wanted,
        ordered=ordered,
        interest=interest,
        problem=problem.name,
    )


def _sections(tree: Tree, where: str) -> tuple[str, dict[str, Tree]]:
    """Return the problem's name and the sections by name, every needed one being there once."""
    parts = [item for item in tree.items[1:] if isinstance(item, Tree)]
    if tree.head != "define" or len(parts) != len(tree.items) - 1 or not parts or parts[0].head != "problem":
        raise fail(where, tree.line, "expected '(define (problem NAME) (:domain robosuite) ...)'.")
    if len(parts[0].items) != 2:
        raise fail(where, parts[0].line, "expected '(problem NAME)'.")
    found: dict[str, Tree] = {}
    for part in parts[1:]:
        if part.head not in NEEDED + OPTIONAL:
            shown = f"'{part.head}'" if part.head else "one without a name"
            raise fail(where, part.line, f"unknown section, {shown}; expected one of {', '.join(NEEDED + OPTIONAL)}.")
        if part.head in found:
            raise fail(where, part.line, f"a second '{part.head}'; the first is on line {found[part.head].line}.")
        found[part.head] = part
    if missing := [name for name in NEEDED if name not in found]:
        raise fail(where, tree.line, f"missing section {', '.join(missing)}; expected one '({missing[0]} ...)'.")
    return name_of(parts[0].items[1], where), found


def write(task: Task) -> str:
    """Return the task as BDDL; `parse` reads an equal one back, but for what the suite keeps: seed and paraphrases."""
    problem = of_scene(task.scene)
    lines = [f"(define (problem {task.problem or problem.name})", "  (:domain robosuite)"]
    lines += [f"  (:language {task.instruction})", "  (:regions"]
    lines += [line for full, region in task.regions.items() for line in _region(full, region)]
    lines += ["  )", "  (:fixtures", f"    {problem.workspace} - {problem.category}"]
    lines += [f"    {name} - {category}" for name, category in task.fixtures.items()]
    lines += ["  )", "  (:objects"]
    lines += [f"    {name} - {category}" for name, category in task.objects.items()]
    lines += ["  )", f"  (:obj_of_interest {' '.join(task.interest)})", "  (:init"]
    lines += [f"    {_atom(atom)}" for atom in task.init]
    lines += ["  )", f"  (:goal ({'Sequence' if task.ordered else 'And'} {' '.join(map(_atom, task.goal))}))", ")", ""]
    return "\n".join(lines)


def _atom(atom: Atom) -> str:
    return f"({' '.join((atom.name, *atom.args))})"


def _region(full: str, region: Region) -> list[str]:
    if full != f"{region.target}_{region.name}":
        raise PerdureError(f"The region '{full}' must be called '{region.target}_{region.name}'.")
    lines = [f"    ({region.name}", f"      (:target {region.target})"]
    if region.ranges:
        lines.append(f"      (:ranges ({' '.join(f'({_numbers(box)})' for box in region.ranges)}))")
    if region.yaw != (0.0, 0.0):
        lines.append(f"      (:yaw_rotation (({_numbers(region.yaw)})))")
    return [*lines, "    )"]


def _numbers(values: tuple[float, ...]) -> str:
    return " ".join(repr(float(value)) for value in values)
