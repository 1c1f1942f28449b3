import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.envs.errors import PerdureError
from perdure.lifelong.ledger import Cell, Ledger, Line, group

KEYS = ["run", "stage", "epoch", "task", "episode", "split", "init_state"]
KEYS += ["seed", "perturbation", "success", "steps", "progress", "fingerprint", "protocol"]


def line(episode=0, **changes):
    place = {"run": "r", "stage": 0, "epoch": -1, "task": 2, "episode": episode, "split": "test"}
    start = {"init_state": episode, "seed": 17, "perturbation": "none"}
    outcome = {"success": True, "steps": 80, "progress": 1.0, "fingerprint": "f", "protocol": "p"}
    return Line(**(place | start | outcome | changes))


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "run" / "ledger.jsonl")


def test_a_line_has_the_keys_of_the_contract_in_that_order(ledger):
    ledger.append([line()])
    assert list(json.loads(ledger.path.read_text())) == KEYS


def test_what_is_appended_is_read_in_order(ledger):
    first, second = [line(n) for n in range(3)], [line(n, stage=1, success=False, progress=0.5) for n in range(2)]
    ledger.append(first)
    ledger.append(second)
    assert ledger.read() == first + second
    assert ledger.path.read_bytes().count(b"\n") == 5


def test_a_missing_ledger_is_empty(ledger):
    assert ledger.read() == []
    ledger.keep(lambda _: True)
    assert not ledger.path.exists()


@given(st.integers(min_value=1, max_value=400))
def test_a_kill_in_the_middle_of_a_write_costs_only_the_half_line(tmp_path_factory, cut):
    ledger = Ledger(tmp_path_factory.mktemp("torn") / "ledger.jsonl")
    ledger.append([line(n) for n in range(3)])
    data = ledger.path.read_bytes()
    ledger.path.write_bytes(data[:-cut])
    whole = data[:-cut].count(b"\n")
    assert ledger.read() == [line(n) for n in range(whole)]
    ledger.append([line(9)])
    assert ledger.read() == [*(line(n) for n in range(whole)), line(9)]


def test_a_half_line_longer_than_a_block_is_cut_off_too(ledger):
    ledger.append([line(0)])
    with open(ledger.path, "ab") as file:
        file.write(b"x" * 10_000)
    ledger.append([line(1)])
    assert Ledger(ledger.path).read() == ledger.read() == [line(0), line(1)]


def test_only_a_half_line_is_an_empty_ledger(ledger):
    ledger.path.parent.mkdir()
    ledger.path.write_text('{"run": "r"')
    assert ledger.read() == []
    ledger.append([line(0)])
    assert Ledger(ledger.path).read() == [line(0)]


def test_what_another_process_wrote_is_seen(ledger):
    ledger.append([line(0)])
    assert ledger.read() == [line(0)]
    Ledger(ledger.path).append([line(1)])
    assert ledger.read() == [line(0), line(1)]
    ledger.append([line(2)])
    assert Ledger(ledger.path).read() == [line(0), line(1), line(2)]


def test_what_is_returned_can_be_changed_without_harm(ledger):
    ledger.append([line(0)])
    ledger.read().clear()
    assert ledger.read() == [line(0)]


def test_resume_keeps_a_finished_cell_and_removes_an_unfinished_one(ledger):
    done, half = [line(n) for n in range(4)], [line(n, stage=1) for n in range(3)]
    ledger.append(done + half)
    assert ledger.resume(Cell(0, -1, 2, "test"), 4) == done
    assert ledger.resume(Cell(1, -1, 2, "test"), 4) == []
    assert ledger.read() == done


def test_a_resumed_ledger_is_byte_identical(ledger, tmp_path):
    straight = Ledger(tmp_path / "straight.jsonl")
    batches = [[line(n, stage=stage) for n in range(4)] for stage in range(3)]
    for batch in batches:
        straight.append(batch)
    ledger.append(batches[0])
    ledger.append(batches[1])
    ledger.path.write_bytes(ledger.path.read_bytes()[:-30])
    for stage, batch in enumerate(batches):
        if not ledger.resume(Cell(stage, -1, 2, "test"), 4):
            ledger.append(batch)
    assert ledger.path.read_bytes() == straight.path.read_bytes()


@pytest.mark.parametrize(
    "text", ["\x00", "{}", "[]", "nonsense", json.dumps({key: 1 for key in KEYS}), json.dumps({"run": "r"})]
)
def test_a_damaged_line_is_named(ledger, text):
    ledger.append([line()])
    with open(ledger.path, "a") as file:
        file.write(text + "\n")
    with pytest.raises(PerdureError, match=r"ledger\.jsonl:2"):
        ledger.read()


def test_an_episode_counted_twice_is_an_error():
    assert list(group([line(0), line(1), line(0, epoch=3)])) == [Cell(0, -1, 2, "test"), Cell(0, 3, 2, "test")]
    with pytest.raises(PerdureError, match="episode 1"):
        group([line(1), line(1)])
