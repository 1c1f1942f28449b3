import math
import os
import tarfile
import time
from pathlib import Path

import pytest

from perdure.envs.assets import split
from perdure.envs.bddl import parse, read, write
from perdure.envs.errors import PerdureError
from perdure.envs.problems import PROBLEMS, Problem
from perdure.envs.sexpr import float_or_pi
from perdure.envs.task import Atom, Region, Task

TEXT = """; a comment (with a parenthesis
(define (problem LIBERO_Kitchen_Tabletop_Manipulation)
  (:domain robosuite)
  (:language Put the Black bowl in the top drawer)
  (:regions
    (bowl_region
      (:target kitchen_table)
      (:ranges ((-0.1 -0.2 0.0 0.1) (0.1 0 .2 1e-1)))
      (:yaw_rotation ((-pi/4 pi)))
      (:rgba (0 0 1 0)))
    (top_region (:target cabinet_1))
  )
  (:fixtures kitchen_table - kitchen_table
    cabinet_1 - cabinet)
  (:objects bowl_1 bowl_2 - bowl can_1 - can)
  (:obj_of_interest bowl_1 cabinet_1)
  (:init (on Bowl_1 kitchen_table_bowl_region) (OPEN cabinet_1_top_region) (near bowl_2 can_1))
  (:goal (And (In bowl_1 cabinet_1_top_region) (Turnoff cabinet_1)))
)
"""


def test_a_file_is_read_as_libero_means_it() -> None:
    task = parse(TEXT, "somewhere/put_it_away.bddl")
    assert task == Task(
        name="put_it_away",
        scene="kitchen",
        instruction="Put the Black bowl in the top drawer",
        fixtures={"cabinet_1": "cabinet"},
        objects={"bowl_1": "bowl", "bowl_2": "bowl", "can_1": "can"},
        regions={
            "kitchen_table_bowl_region": Region(
                "bowl_region",
                "kitchen_table",
                ((-0.1, -0.2, 0.0, 0.1), (0.1, 0.0, 0.2, 0.1)),
                (-math.pi / 4, math.pi),
            ),
            "cabinet_1_top_region": Region("top_region", "cabinet_1"),
        },
        init=(
            Atom("On", ("bowl_1", "kitchen_table_bowl_region")),
            Atom("Open", ("cabinet_1_top_region",)),
            Atom("near", ("bowl_2", "can_1")),
        ),
        goal=(Atom("In", ("bowl_1", "cabinet_1_top_region")), Atom("TurnOff", ("cabinet_1",))),
        interest=("bowl_1", "cabinet_1"),
    )


def test_what_is_written_is_read_back() -> None:
    task = parse(TEXT, "t.bddl")
    again = parse(task.bddl(), "t.bddl")
    assert again == task
    assert [*again.objects] == [*task.objects]
    assert write(again) == write(task)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_class_means_a_scene_and_back(problem: Problem) -> None:
    name, scene, workspace, category = problem
    text = TEXT.replace("LIBERO_Kitchen_Tabletop_Manipulation", name.upper()).replace("kitchen_table", workspace)
    task = parse(text.replace(f"{workspace} - {workspace}", f"{workspace} - {category}"), "t.bddl")
    assert task.scene == scene
    assert [*task.fixtures] == ["cabinet_1"]
    assert f"(problem {name})" in write(task)


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("(:goal", "(:gaol", 18, "unknown section, ':gaol'; expected one of .*:goal"),
        ("(:objects bowl_1 bowl_2 - bowl can_1 - can)", "", 2, "missing section :objects"),
        ("(:domain robosuite)", "(:domain robosuite) (:domain robosuite)", 3, "a second ':domain'"),
        ("(:domain robosuite)", "(:domain kitchen)", 3, r"expected '\(:domain robosuite\)'"),
        ("LIBERO_Kitchen_T", "LIBERO_Kitchn_T", 2, "Unknown problem class .* Did you mean 'LIBERO_Kitchen_T"),
        ("(:ranges ((-0.1 -0.2 0.0 0.1) (0.1 0 .2 1e-1)))", "(:ranges (0 0 1 1))", 8, "expected '.:ranges .*number"),
        ("(-0.1 -0.2 0.0 0.1)", "(0.1 -0.2 0.0 0.1)", 6, "is empty"),
        ("-0.1 -0.2", "-0.1 north", 8, "expected a number, found 'north'"),
        ("-pi/4", "__import__('os')", 9, "expected '.:yaw_rotation"),
        ("-pi/4", "pi.real", 9, "expected a number, found 'pi.real'"),
        ("(:rgba", "(:shape", 10, "expected .:target NAME"),
        ("(:target cabinet_1)", "", 11, "has no target"),
        ("can_1 - can", "can_1", 15, "'can_1' in :objects has no category"),
        ("can_1 - can", "bowl_1 - can", 15, "'bowl_1' is listed twice"),
        ("can_1 - can", "cabinet_1 - can", 15, "'cabinet_1' is both"),
        ("(near bowl_2 can_1)", "(near bowl_2 can_2)", 17, "'can_2' is neither instance nor region"),
        ("(near bowl_2 can_1)", "near", 17, "expected an atom"),
        ("(And (In", "(Or (In", 18, "expected a word, found '\\('"),
        ("(:goal (And (In bowl_1 cabinet_1_top_region) (Turnoff cabinet_1)))", "(:goal (And))", 18, "expected '.:goal"),
    ],
)
def test_a_mistake_is_answered_with_its_line(old: str, new: str, line: int, expected: str) -> None:
    assert old in TEXT
    with pytest.raises(PerdureError, match=f"^dir/t.bddl, line {line}: .*{expected}"):
        parse(TEXT.replace(old, new), "dir/t.bddl")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT[:-3], r"line \d+: expected '\)' for the '\(' of line 2, found the end"),
        (TEXT + ")", r"line 20: '\)' closes nothing"),
        (TEXT + "more", r"line 20: expected one '\(define"),
        ("", r"line 1: expected one '\(define"),
        ("(undefine)", r"line 1: expected '\(define \(problem NAME\)"),
    ],
)
def test_unbalanced_or_foreign_text_is_refused(text: str, expected: str) -> None:
    with pytest.raises(PerdureError, match=expected):
        parse(text, "t.bddl")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PerdureError, match="Cannot read the task file"):
        read(tmp_path / "none.bddl")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("-1e-3", -1e-3),
        ("pi", math.pi),
        ("-PI/4", -math.pi / 4),
        ("3*pi/4", 3 * math.pi / 4),
        ("pi/2-0.1", math.pi / 2 - 0.1),
        ("np.pi", math.pi),
    ],
)
def test_numbers_may_use_pi(text: str, value: float) -> None:
    assert float_or_pi(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["nan", "inf", "pi/", "pipi", "2**pi", "pi()", "x*pi", "pi/0", ""])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        float_or_pi(text)


def test_all_of_libero_is_read_and_round_trips(tmp_path: Path) -> None:
    archive = os.environ.get("PERDURE_LIBERO_BDDL")
    if not archive:
        pytest.skip("set PERDURE_LIBERO_BDDL to a tar of LIBERO's bddl_files to read all of them")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    files = sorted(tmp_path.rglob("*.bddl"))
    assert len(files) == 130
    begin = time.process_time()
    tasks = [read(file) for file in files]
    assert time.process_time() - begin < 2.0
    counts: dict[str, int] = {}
    for task in tasks:
        assert parse(write(task), f"{task.name}.bddl") == task
        for atom in task.goal:
            counts[atom.name] = counts.get(atom.name, 0) + 1
        for word in {**task.fixtures, **task.objects}.values():
            assert split(word)  # perdure has such a thing
    assert counts == {"In": 63, "On": 61, "Close": 11, "TurnOn": 8, "Open": 7, "TurnOff": 1}
