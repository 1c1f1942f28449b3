import io
import itertools
import json
import math
import re
import shlex
from dataclasses import asdict, replace

import pytest
from rich.console import Console

from perdure.envs.errors import PerdureError
from perdure.lifelong import protocol
from perdure.lifelong.cli.shell.hydra_app import compose
from perdure.lifelong.cli.train import Train
from perdure.lifelong.clip import clips
from perdure.lifelong.leaderboard import build, table
from perdure.lifelong.leaderboard.columns import columns
from perdure.lifelong.leaderboard.command import command
from perdure.lifelong.leaderboard.tracks import collect
from perdure.lifelong.ledger import Cell, Ledger
from perdure.lifelong.statistics import components, mean_interval, wilson
from tests.fake_runs import SEGMENTS, TASKS, make_clip, make_run

HOSTILE = '</script><img src=x onerror="alert(1)">&\''


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


def inlined(page):
    return json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', page.read_text())[0])


def test_the_best_method_comes_first_with_numbers_from_the_ledger(runs, tmp_path):
    er = make_run(runs / "er", algorithm="er", keep=0.95)
    make_run(runs / "seq", algorithm="sequential", keep=0.4)
    rows = inlined(build(runs, tmp_path / "site"))
    assert [row["method"] for row in rows] == ["er", "sequential"]
    stored = json.loads((er / "metrics.json").read_text())
    for name in ("acc", "nbt", "bwt", "forgetting", "fwt", "auc"):
        assert rows[0][name][0] == pytest.approx(stored[name])
    last = json.loads((er / "matrix.json").read_text())
    low, high = wilson(sum(last["successes"][-1]), sum(last["episodes"][-1]))
    assert rows[0]["acc"][1:] == [low, high]
    assert rows[0]["nbt"][1:] == [None, None]
    assert [rows[0][key][0] for key in ("parameters", "old_data_bytes", "seconds")] == [1234567, 2.4e6, 431]
    assert rows[1]["old_data_bytes"][0] == 0


def test_runs_that_differ_in_order_or_seed_are_averaged(runs):
    folders = [
        make_run(runs / f"er_{n}", seed=n, order=order) for n, order in enumerate([(0, 1, 2), (2, 0, 1), (0, 1, 2)])
    ]
    (track,) = collect(runs).tracks
    (method,) = track.methods
    accuracies = [json.loads((folder / "metrics.json").read_text())["acc"] for folder in folders]
    assert len(method.entries) == 3
    by_order = [(accuracies[0] + accuracies[2]) / 2, accuracies[1]]  # an order with two seeds counts no more
    mean, low, high = mean_interval(by_order)
    assert method.metric("acc") == pytest.approx((mean, max(0, low), min(1, high)))
    assert set(method.final) == {0, 1, 2}


def test_runs_of_a_crossed_design_get_its_interval(runs):
    orders = [(0, 1, 2), (2, 0, 1), (1, 2, 0)]
    acc = [
        [
            json.loads((make_run(runs / f"{o}_{s}", seed=s, order=order) / "metrics.json").read_text())["acc"]
            for s in (0, 1)
        ]
        for o, order in enumerate(orders)
    ]
    (method,) = collect(runs).tracks[0].methods
    expected = components(acc).mean
    assert method.metric("acc") == pytest.approx((expected.mean, max(0, expected.low), min(1, expected.high)))
    assert method.metric("acc").high - method.metric("acc").low < 1


def test_final_success_is_kept_by_task_whatever_its_position(runs):
    run = make_run(runs / "er", order=(2, 0, 1))
    (method,) = collect(runs).tracks[0].methods
    last = json.loads((run / "matrix.json").read_text())["success"][-1]
    assert method.final == dict(zip((2, 0, 1), last, strict=True))
    assert collect(runs).tracks[0].instructions == dict(enumerate(TASKS[:3]))


def test_the_same_run_again_is_no_further_evidence(runs):
    make_run(runs / "a")
    make_run(runs / "b")
    board = collect(runs)
    assert [len(method.entries) for track in board.tracks for method in track.methods] == [1]
    assert board.left_out == {"b": "the same method, order and seed as a"}


@pytest.mark.parametrize(
    "other",
    [
        {"suite": "goal"},
        {"suite_hash": "another"},
        {"observation": "pixels"},
        {"protocol_hash": "another"},
        {"fingerprint": "another"},
        {"order": (0, 1, 2)},
        {"declares": {"needs_task_id": True}},
        {"language": {"name": "task_id", "size": 64}},
        {"declares": {"needs_pretraining": True}},
    ],
)
def test_what_cannot_be_compared_is_not_put_into_one_table(runs, other):
    make_run(runs / "a")
    make_run(runs / "b", algorithm="sequential", **other)
    tracks = collect(runs).tracks
    assert [len(track.methods) for track in tracks] == [1, 1]
    same_title = tracks[0].title == tracks[1].title
    assert all(("do not compare" in " ".join(track.notes)) == same_title for track in tracks)


def test_a_reference_that_sees_all_tasks_is_said_to_be_one(runs):
    make_run(runs / "a")
    make_run(runs / "b", algorithm="multitask", declares={"sees_all_tasks": True})
    (track,) = collect(runs).tracks
    assert list(track.notes) == ["multitask learns from all tasks in every stage: a reference, not a competitor."]


def test_knobs_that_differ_are_in_the_name_and_others_are_not(runs):
    make_run(runs / "a", algorithm={"name": "er", "capacity": 10, "balance": True})
    make_run(runs / "b", algorithm={"name": "er", "capacity": 50, "balance": True})
    make_run(runs / "c", algorithm="sequential")
    labels = {method.label for method in collect(runs).tracks[0].methods}
    assert labels == {"er, capacity=10", "er, capacity=50", "sequential"}


def test_unfinished_and_damaged_runs_are_left_out_and_named(runs, tmp_path):
    make_run(runs / "good")
    (make_run(runs / "half", algorithm="b") / "metrics.json").unlink()
    (make_run(runs / "torn", algorithm="c") / "ledger.jsonl").write_text("{}\n")
    (make_run(runs / "odd", algorithm="d") / "config.yaml").write_text("- a\n- b\n")
    (make_run(runs / "deep" / "er", algorithm="e") / "matrix.json").write_text("{")
    (make_run(runs / "hollow", algorithm="f") / "ledger.jsonl").write_text("")
    board = collect(runs)
    assert set(board.left_out) == {"half", "torn", "odd", "deep/er", "hollow"}
    page = build(runs, tmp_path / "site").read_text()
    assert "it has not finished" in page
    assert "ledger.jsonl:1" in page


def test_numbers_that_disagree_with_the_ledger_are_pointed_out(runs, tmp_path):
    run = make_run(runs / "er")
    metrics = json.loads((run / "metrics.json").read_text()) | {"acc": 0.999, "zero_shot": math.nan}
    (run / "metrics.json").write_text(json.dumps(metrics))
    page = build(runs, tmp_path / "site")
    assert "metrics.json says otherwise than the ledger about acc." in page.read_text()
    assert inlined(page)[0]["acc"][0] != 0.999


def test_nothing_to_show_is_one_sentence(tmp_path):
    with pytest.raises(PerdureError, match="There is no finished run"):
        build(tmp_path / "nowhere", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_words_of_users_are_text_and_never_markup(runs, tmp_path):
    run = make_run(
        runs / "er", algorithm=HOSTILE, policy=HOSTILE, instructions=[HOSTILE] * 5, command=HOSTILE, suite=HOSTILE
    )
    make_clip(run)
    facts = run / "videos" / "stage_4_task_0.json"
    facts.write_text(json.dumps(json.loads(facts.read_text()) | {"instruction": HOSTILE}))
    (run / "videos" / "stage_4_task_0.mp4").rename(run / "videos" / "<b>'.mp4")
    page = build(runs, tmp_path / "site")
    text = page.read_text()
    assert "<img src=x" not in text
    assert text.count("</script>") == 2
    assert inlined(page)[0]["method"] == HOSTILE
    assert next((tmp_path / "site" / "videos").glob("*.mp4")).name.startswith("er-b-")


def test_the_site_needs_nothing_from_outside(runs, tmp_path):
    make_clip(make_run(runs / "er"))
    page = build(runs, tmp_path / "site")
    text = page.read_text()
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert "url(" not in text
    assert "@import" not in text
    sources = re.findall(r'(?:src|poster)="([^"]+)"', text)
    assert len(sources) == 2
    assert all((page.parent / source).is_file() for source in sources)


def test_building_again_gives_the_same_bytes_and_removes_stale_videos(runs, tmp_path):
    run = make_run(runs / "er")
    video = make_clip(run)
    make_clip(run, task=1)
    page = build(runs, tmp_path / "site")
    first = page.read_bytes()
    assert build(runs, tmp_path / "site").read_bytes() == first
    assert len(list((tmp_path / "site" / "videos").glob("*.mp4"))) == 2
    video.unlink()
    build(runs, tmp_path / "site")
    assert len(list((tmp_path / "site" / "videos").glob("*.mp4"))) == 1


def test_a_video_without_readable_facts_is_shown_all_the_same(tmp_path):
    run = make_run(tmp_path / "runs" / "er")
    (run / "videos").mkdir()
    for name, facts in (("a", None), ("b", "{"), ("c", '{"task": "x", "success": 1, "stage": 2}'), ("d", "[]")):
        (run / "videos" / f"{name}.mp4").write_bytes(b"video")
        if facts:
            (run / "videos" / f"{name}.json").write_text(facts)
    found = clips(run / "videos")
    assert [(clip.path.stem, clip.task, clip.stage, clip.success) for clip in found] == [
        ("a", -1, -1, None), ("b", -1, -1, None), ("d", -1, -1, None), ("c", -1, 2, None),
    ]  # fmt: skip
    build(tmp_path / "runs", tmp_path / "site")


def test_the_terminal_gets_the_same_numbers(runs):
    make_run(runs / "er", algorithm="er")
    make_run(runs / "seq", algorithm="sequential[bold]", keep=0.4)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(table(runs))
    text = console.export_text()
    assert text.index("er ") < text.index("sequential[bold]")
    for method in collect(runs).tracks[0].methods:
        assert f"{method.metric('acc').mean:.3f}" in text
    assert "ACC ↑" in text
    assert "NBT ↓" in text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("parameters", 1_234_567.0, "1.23 M"),
        ("parameters", 950.0, "950"),
        ("old_data_bytes", 0.0, "none"),
        ("old_data_bytes", 640.0, "640 B"),
        ("old_data_bytes", 2.4e9, "2.4 GB"),
        ("seconds", 42.0, "42 s"),
        ("seconds", 431.0, "7 min"),
        ("seconds", 7500.0, "2 h 05"),
    ],
)
def test_quantities_are_readable(key, value, text):
    assert next(column for column in columns([]) if column.key == key).write(value) == text


def test_a_run_is_told_by_the_command_that_makes_it_again(runs):
    algorithm, policy = {"name": "er", "capacity": 7}, {"name": "state_transformer", "width": 64}
    plain = {"command": None, "algorithm": algorithm, "policy": policy, "demos_per_task": 30}
    make_run(runs / "a", order=(2, 0), seed=3, training={"updates": 77, "batch_size": 64}, **plain)
    (method,) = collect(runs).tracks[0].methods
    assert command(method.entries[0]) == (
        "perdure train suite=quickstart algorithm=er policy=state_transformer observation=state protocol=fast "
        "'order=[2,0]' seed=3 updates=77 algorithm.capacity=7 policy.width=64"
    )


def test_a_changed_protocol_is_in_the_command_and_in_another_table(runs):
    fast = protocol.load("fast")
    for folder, made in (("a", fast), ("b", fast.changed(episodes=5, horizons={"goal": 9}))):
        make_run(runs / folder, command=None, protocol=asdict(made), protocol_hash=made.hash)
    frozen, changed = sorted(collect(runs).tracks, key=lambda track: track.facts["protocol"])
    assert frozen.facts["protocol"] == f"fast {fast.hash}"
    assert changed.facts["protocol"].startswith("fast+episodes=5+horizons.goal=9 ")
    told = command(changed.methods[0].entries[0])
    assert " protocol=fast " in told
    assert shlex.split(told)[-2:] == ["protocol.episodes=5", "protocol.horizons={goal:9}"]


@pytest.mark.parametrize(("changes", "words"), [({}, []), ({"within_points": []}, ["protocol.within_points=[]"])])
def test_what_a_protocol_leaves_out_is_in_the_command_where_it_was_changed(runs, changes, words):
    made = protocol.load("continual").changed(**changes)
    make_run(runs / "a", command=None, protocol={"name": made.name, **made.content()}, protocol_hash=made.hash)
    told = shlex.split(command(collect(runs).tracks[0].methods[0].entries[0]))
    assert "protocol=continual" in told
    assert [word for word in told if word.startswith("protocol.")] == words


def test_old_tasks_are_drawn_within_later_stages(runs, tmp_path):
    text = build(make_run(runs / "a").parent, tmp_path / "site").read_text()
    ledger = Ledger(runs / "a" / "ledger.jsonl")
    lines = ledger.cell(Cell(0, 0, 0, "val"))
    ledger.append(replace(line, stage=stage, epoch=2) for line in lines for stage in (1, 3))
    more = build(runs, tmp_path / "site").read_text()
    assert more.count('class="dot soft"') == text.count('class="dot soft"') + 2
    assert "Grey in later stages" in more
    assert "Grey in later stages" not in text


def test_the_stability_gap_has_a_column_where_it_was_measured(runs, tmp_path):
    plain = build(make_run(runs / "a").parent, tmp_path / "site").read_text()
    ledger = Ledger(runs / "a" / "ledger.jsonl")
    for stage, later in itertools.combinations(range(5), 2):
        after = ledger.cell(Cell(stage, SEGMENTS, stage, "val"))
        fallen = [replace(line, stage=later, epoch=2, success=False) for line in after]
        ledger.append([*fallen, *(replace(line, stage=later, epoch=-1, success=True) for line in after)])
    more = build(runs, tmp_path / "site").read_text()
    assert "stability gap" not in plain
    assert "stability gap" in more
    (row,) = inlined(tmp_path / "site" / "index.html")
    assert row["gap_held_out"][0] == pytest.approx(1.0)


def test_the_command_names_blocks_and_language_as_hydra_reads_them(runs):
    head = {"name": "flow", "hidden": 16}
    policy = {"name": "composed", "head": head, "trunk": "lstm", "ensemble": None, "encoder": {"channels": [8, None]}}
    make_run(runs / "a", command=None, policy=policy, language={"name": "task_id", "size": 32})
    words = shlex.split(command(collect(runs).tracks[0].methods[0].entries[0]))
    assert {"language=task_id", "language.size=32", "policy.trunk=lstm"} <= set(words)
    assert not [word for word in words if "ensemble" in word]  # as it comes
    knobs = compose("train", Train, [word for word in words[2:] if word.startswith(("policy", "language"))]).knobs
    assert knobs.policy["head"] == head
    assert knobs.policy["encoder"] == {"channels": [8, None]}


def test_the_command_of_a_stranger_names_all_its_knobs(runs):
    make_run(runs / "a", command=None, algorithm={"name": "mine", "x": 1}, policy={"name": "yours", "y": 2})
    (method,) = collect(runs).tracks[0].methods
    assert command(method.entries[0]).endswith("'order=[0,1,2,3,4]' algorithm.x=1 policy.y=2")
