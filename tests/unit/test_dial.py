"""The forgetting dial: its settings, its numbers and its page."""

import json
import math
from dataclasses import asdict

import pytest

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.cli import dial as command
from perdure.lifelong.cli._dial import settings
from perdure.lifelong.cli.shell.study import listed, numbered
from perdure.lifelong.dial import Point, numbers, suite_name, values, write
from perdure.lifelong.dial.chart import Mark, chart
from perdure.lifelong.leaderboard.reading import read
from tests.fake_runs import make_run


def test_settings():
    assert values(5) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert values([0.7, 0, 0.7]) == [0.0, 0.7]
    for wrong in (1, True, [], [2], ["a"], "5", None):
        with pytest.raises(PerdureError, match="is neither a number of at least 2 nor overlaps"):
            values(wrong)


def test_a_suite_is_called_by_what_it_is():
    recipe = {"tasks": 10, "overlap": {"objects": 0.5}, "name": "x", "workers": 2}
    name = suite_name("objects", 0.5, recipe)
    assert name.startswith("dial_objects_0500_")
    assert suite_name("objects", 0.5, recipe | {"name": "y", "workers": None}) == name
    assert suite_name("objects", 0.5, recipe | {"tasks": 11}) != name


def test_words():
    assert listed("algorithm=er,ewc") == "algorithms=[er,ewc]"
    assert listed("updates=3") == "updates=3"
    assert (numbered(2), numbered([7, 0, 7])) == ([0, 1], [7, 0])
    with pytest.raises(PerdureError, match="seeds=0"):
        numbered(0)


@pytest.fixture(scope="module")
def points(tmp_path_factory):
    """Two settings; at the second less is forgotten, and each algorithm has two seeds."""
    home, points = tmp_path_factory.mktemp("runs"), []
    for overlap, keep in ((0.1, 0.6), (0.9, 0.95)):
        folders = {
            name: [make_run(home / f"{name}-{overlap}-{s}", algorithm=name, keep=keep, seed=s) for s in (0, 1)]
            for name in ("er", "single_task")
        }
        have = {"objects": overlap, "skills": 0.3, "scenes": 1.0, "language": 0.4}
        runs = {name: [read(folder) for folder in each] for name, each in folders.items()}
        points.append(Point(round(overlap), have, f"dial_{overlap}", runs))
    return points


def test_numbers_are_those_of_the_runs(points):
    found = numbers("objects", points)
    one, other = found["points"]
    assert (one["asked"], one["overlap"], other["overlap"]) == (0, 0.1, 0.9)
    runs = points[0].runs
    lca = {name: sum(run.metrics["lca"] for run in each) / 2 for name, each in runs.items()}
    assert one["algorithms"]["er"]["transfer"]["mean"] == pytest.approx(lca["er"] - lca["single_task"])
    assert one["algorithms"]["single_task"]["transfer"]["mean"] == pytest.approx(0)
    nbt = one["algorithms"]["er"]["nbt"]
    assert nbt["mean"] == pytest.approx(sum(run.metrics["nbt"] for run in runs["er"]) / 2)
    assert nbt["low"] < nbt["mean"] < nbt["high"]
    rates = [point["algorithms"]["er"][measure] for point in found["points"] for measure in ("learned", "acc")]
    assert all(0.0 <= rate["low"] <= rate["mean"] <= rate["high"] <= 1.0 for rate in rates)
    assert other["algorithms"]["er"]["nbt"]["mean"] < nbt["mean"] - 0.2
    alone = numbers("objects", [Point(0.0, points[0].have, "x", {"er": runs["er"][:1]})])["points"][0]["algorithms"][
        "er"
    ]
    assert math.isnan(alone["transfer"]["mean"])
    assert math.isnan(alone["acc"]["low"])


def test_the_page_and_its_numbers(points, tmp_path):
    write("objects", points, "perdure dial <axis>", tmp_path)
    stored = json.loads((tmp_path / "dial.json").read_text())
    assert [point["suite"] for point in stored["points"]] == ["dial_0.1", "dial_0.9"]
    text = (tmp_path / "dial.html").read_text()
    assert "perdure dial &lt;axis&gt;" in text
    assert text.count("<svg") == 5
    assert "NaN" not in text
    assert "http" not in text.replace("http-equiv", "")
    only = [Point(p.asked, p.have, p.suite, {"er": p.runs["er"]}) for p in points]
    write("objects", only, "x", tmp_path)
    assert (tmp_path / "dial.html").read_text().count("<svg") == 4  # no transfer without its reference


def test_a_chart_has_room_for_everything():
    marks = [Mark(0.0, -0.12, -0.31, 0.05), Mark(0.5, math.nan, math.nan, math.nan), Mark(1.0, 0.4, math.nan, math.nan)]
    drawn = chart([marks, []], ["er", "ewc"], "overlap", "nbt", -1.0)
    assert drawn.count("<circle") == 2
    assert drawn.count("whisker") == 1
    assert ">-0.5<" in drawn
    assert ">0.5<" in drawn


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (["axis=object"], UnknownNameError, "Did you mean 'objects'"),
        (["points=1"], PerdureError, "points=1"),
        (["-m", "updates=1,2"], PerdureError, "is a sweep already"),
        (["tasks=1"], PerdureError, "tasks=1 must be at least 2"),
        (["suite=goal"], PerdureError, "makes many: say axis="),
        (["generate.seed=3"], PerdureError, "is set by `perdure dial` itself"),
        (["generate.scen=kitchen"], PerdureError, "scen"),
        (["algorithm=err"], PerdureError, "err"),
        (["updats=3"], PerdureError, "updats"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_nothing_is_done(words, error, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=says):
        command.main(words)
    assert not list(tmp_path.iterdir())


def test_settings_differ_in_their_overlap_alone(monkeypatch):
    knobs = command.Dial("skills", 3, ["er", "er", "ewc"], 2, 4, 9, "site")
    found = settings(knobs, ["families=[stack]"], ["updates=7"])
    assert [setting.suite.overlap["skills"] for setting in found] == [0.0, 0.5, 1.0]
    rest = [asdict(setting.suite) | {"name": "", "overlap": {}} for setting in found]
    assert rest[0] == rest[1] == rest[2]
    assert (found[0].suite.seed, found[0].suite.tasks, found[0].suite.families) == (9, 4, ["stack"])
    assert [(name, config.seed) for name, config, _ in found[1].runs] == [
        ("er", 0),
        ("ewc", 0),
        ("er", 1),
        ("ewc", 1),
    ]
    assert all(config.suite == setting.suite.name for setting in found for _, config, _ in setting.runs)
    assert len({config.folder for setting in found for _, config, _ in setting.runs}) == 12
