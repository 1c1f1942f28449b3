"""Renders docs/robots.png: every robot at the same table, in the middle of the same task."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from perdure.demos.expert import solve
from perdure.envs import load_suite, robots
from perdure.envs.rendering import open_renderer
from perdure.envs.simulation import Simulation

SIDE, STRIP, FINE = 264, 26, 1056
TASK, STATE, MOMENT = 1, 3, 0.55  # how far into its episode each is shown
EYE, LOOKS_AT = np.array([1.25, -1.0, 1.85]), np.array([-0.37, 0.03, 1.20])  # [m]
ANGLE = 31  # of view [degrees]


def main() -> None:
    """Render and write the picture."""
    suite, names = load_suite("quickstart"), sorted(robots.robots(), key=lambda name: name != "panda")
    picture = Image.new("RGB", (SIDE * len(names), SIDE + STRIP), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(14)
    for column, name in enumerate(names):
        simulation = Simulation(suite.tasks[TASK], name, look="full")
        simulation.reset_to_layout(suite.init_states(TASK, "val")[STATE])
        states = [simulation.get_state()]
        for action in solve(simulation, np.random.default_rng(0)):
            simulation.step(action)
            states.append(simulation.get_state())
        simulation.set_state(states[int(MOMENT * len(states))])
        _stand_aside(simulation)
        renderer = open_renderer(simulation.model, FINE, renderer="opengl")
        view = Image.fromarray(renderer.render(simulation.data, "agentview"))
        renderer.close()
        picture.paste(view.resize((SIDE, SIDE), Image.Resampling.LANCZOS), (column * SIDE, 0))
        draw.text((column * SIDE + SIDE / 2, SIDE + STRIP / 2), name, "black", font, anchor="mm")
    picture.save(Path(__file__).with_name("robots.png"), optimize=True)


def _stand_aside(simulation: Simulation) -> None:
    """Move the main camera to where all of the arm is seen."""
    back = (EYE - LOOKS_AT) / np.linalg.norm(EYE - LOOKS_AT)
    right = np.cross([0.0, 0.0, 1.0], back)
    right /= np.linalg.norm(right)
    camera = simulation.model.camera("agentview").id
    simulation.model.cam_fovy[camera] = ANGLE
    simulation.data.cam_xpos[camera] = EYE
    simulation.data.cam_xmat[camera] = np.column_stack([right, np.cross(back, right), back]).ravel()


if __name__ == "__main__":
    main()
