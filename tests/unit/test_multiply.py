"""Cutting demonstrations and carrying the pieces over."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest

from perdure.demos.episode import Episode, record
from perdure.demos.expert import solve
from perdure.demos.multiply import frames
from perdure.demos.multiply.segments import cut
from perdure.demos.multiply.subgoals import Subgoal, _spans, events
from perdure.demos.multiply.track import follow
from perdure.demos.multiply.transfer import Transfer, transfers
from perdure.demos.noise import QUIET
from perdure.demos.planning.path import distance
from perdure.envs import assets, load_suite, make
from perdure.envs.pose import Pose
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom

BOWL, DRAWER, STOVE = 0, 2, 4
PAUSE = 40
SETTLED = 1e-4  # by which things still settle at the start [m]


def waiting(simulation, rng):
    """The expert, who stops once in the air and once near the bowl."""
    for step, action in enumerate(solve(simulation, rng)):
        if step in (3, 25):
            for _ in range(PAUSE):
                yield np.append(np.zeros(6), action[6])
        yield action


def demonstration(task, solver=solve):
    env = make("quickstart", task, observation="state", horizon=None)
    episode = record(env, 11, solver, QUIET)
    assert isinstance(episode, Episode)
    return episode


def tracked(episode, task):
    simulation = Simulation(load_suite("quickstart").tasks[task])
    states = np.concatenate([episode.states, [episode.final_state]])
    track = follow("demo_0", 11, simulation, states, episode.expert_actions)
    simulation.set_state(episode.states[0])
    return track, simulation


@pytest.fixture(scope="module")
def bowl():
    episode = demonstration(BOWL)
    return *tracked(episode, BOWL), episode


@pytest.fixture(scope="module")
def drawer():
    episode = demonstration(DRAWER)
    return *tracked(episode, DRAWER), episode


def test_spans_forgive_short_interruptions():
    flags = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1], bool)
    assert list(_spans(flags, 1)) == [(1, 5), (8, 9)]
    assert list(_spans(flags, 3)) == [(1, 9)]
    assert list(_spans(np.zeros(4, bool), 1)) == []


def test_a_thing_is_taken_and_put(bowl):
    track, simulation, _ = bowl
    take, put = events(track, simulation)
    assert take.goal == Subgoal("take", "bowl_1")
    assert put.goal == Subgoal("put", "bowl_1", atom=Atom("On", ("bowl_1", "plate_1")))
    assert not track.moments[take.start - 1].held("bowl_1")
    held = [moment.held("bowl_1") for moment in track.moments[take.end : put.start]]
    assert np.mean(held) > 0.9  # a finger may lose touch for a moment
    assert not track.moments[put.end].held("bowl_1")


@pytest.mark.parametrize(
    ("task", "part", "atom"),
    [
        (DRAWER, "middle_drawer", Atom("Open", ("cabinet_1_middle_region",))),
        (STOVE, "knob", Atom("TurnOn", ("stove_1",))),
    ],
)
def test_a_part_is_moved(task, part, atom):
    track, simulation = tracked(demonstration(task), task)
    (move,) = events(track, simulation)
    assert move.goal == Subgoal("move", atom.args[0].split("_1")[0] + "_1", part, atom)
    before, after = (track.moments[step].joint(move.goal.thing, part) for step in (move.start, move.end))
    assert abs(before) < 0.01 < after


def test_pieces_begin_near_and_end_free(bowl):
    track, simulation, _ = bowl
    take, put = cut(track, events(track, simulation))
    for pieces in (take, put):
        lengths = [len(piece.steps) for piece in pieces]
        assert lengths == sorted(lengths)
        near = pieces[0]
        start, contact = (track.moments[step].hand.position for step in (near.steps[0], near.contact))
        assert 0.1 < np.linalg.norm(start - contact) < 0.16
    assert take[0].steps[-1] < put[0].steps[0]
    assert put[0].steps[-1] == track.length - 1


def test_pauses_are_left_out(bowl):
    track, simulation, _ = bowl
    plain = cut(track, events(track, simulation))
    idle, world = tracked(demonstration(BOWL, waiting), BOWL)
    assert idle.length > track.length + 1.5 * PAUSE
    pieces = cut(idle, events(idle, world))
    for one, other in zip(plain, pieces, strict=True):
        assert len(other[-1].steps) < len(one[-1].steps) + 12


def test_the_same_layout_gives_the_same_targets(bowl, drawer):
    for track, simulation, episode in (bowl, drawer):
        simulation.set_state(episode.states[0])
        (pieces, *_) = cut(track, events(track, simulation))
        transfer = transfers(pieces[0], simulation)[0]
        assert transfer.change < SETTLED
        for step in pieces[0].steps:
            assert distance(transfer.target(step), track.targets[step]) < SETTLED
            assert distance(transfer.hand(step), track.moments[step].hand) < SETTLED


def moved(simulation, layout, name, shift, yaw):
    """Start from a layout in which one thing is elsewhere; return the motion."""
    start = simulation.slots.unpack(layout)
    position, _ = start.poses[name]
    pose = simulation.pose(name)
    new = Pose(np.array(position) + shift, pose.rotation @ frames.yaw(yaw).rotation)
    quaternion = np.empty(4)
    mujoco.mju_mat2Quat(quaternion, new.rotation.ravel())
    poses = {**start.poses, name: (tuple(new.position), tuple(quaternion))}
    simulation.reset_to_layout(simulation.slots.pack(replace(start, poses=poses)))
    return new @ pose.inverse()


def test_a_piece_goes_with_the_thing(bowl):
    track, simulation, episode = bowl
    simulation.set_state(episode.states[0])
    piece = cut(track, events(track, simulation))[0][0]
    motion = moved(simulation, episode.layout, "bowl_1", np.array([0.03, -0.05, 0.0]), 0.7)
    transfer = Transfer(piece, simulation)
    for step in piece.steps:
        assert distance(transfer.target(step), motion @ track.targets[step]) < SETTLED
    # a bowl looks the same from all sides, so that the hand need not be turned
    best = transfers(piece, simulation)[0]
    assert best.change == pytest.approx(np.hypot(0.03, 0.05), abs=0.04)
    assert best.change < transfer.change


def test_what_is_held_otherwise_comes_to_the_same_place(bowl):
    track, simulation, episode = bowl
    piece = cut(track, events(track, simulation))[1][0]
    simulation.set_state(episode.states[piece.contact - 12])
    for transfer in transfers(piece, simulation):
        held = simulation.eef.inverse() @ simulation.pose("bowl_1")
        place = transfer.hand(piece.contact - 1) @ held
        then = track.moments[piece.contact - 1].pose("bowl_1")
        assert np.linalg.norm(place.position - then.position) < 0.002  # the plate gives way a little
        assert place.rotation[2] == pytest.approx(then.rotation[2], abs=0.02)


def test_a_part_that_has_less_far_to_go_ends_in_the_same_place(drawer):
    track, simulation, episode = drawer
    simulation.set_state(episode.states[0])
    (pieces,) = cut(track, events(track, simulation))
    simulation.data.qpos[simulation.joint_address("cabinet_1", "middle_drawer")] = 0.04
    mujoco.mj_forward(simulation.model, simulation.data)
    transfer = Transfer(pieces[0], simulation)
    assert not transfer.needless
    assert distance(transfer.hand(pieces[0].done), track.moments[pieces[0].done].hand) < 1e-6
    assert transfer.change == pytest.approx(0.04, abs=0.002)
    simulation.data.qpos[simulation.joint_address("cabinet_1", "middle_drawer")] = 0.5
    assert Transfer(pieces[0], simulation).needless


def test_parts_are_where_the_simulation_has_them(drawer):
    _, simulation, episode = drawer
    simulation.set_state(episode.final_state)
    value = simulation.joint("cabinet_1", "middle_drawer")
    known = simulation.pose("cabinet_1", "middle_drawer")
    assert distance(frames.part(simulation, "cabinet_1", "middle_drawer", value), known) < 1e-4


@pytest.mark.parametrize(("category", "count"), [("bowl", 24), ("mug", 1), ("book", 2), ("can", 24), ("frying_pan", 1)])
def test_turns_that_make_no_difference(category, count):
    angles = frames.turns(assets.build(category, 3, f"{category}_1"))
    assert len(angles) == count
    assert 0.0 in np.round(angles, 9)
