"""Renders docs/scene.png, the picture of the README: the expert in the middle of each task of `quickstart`."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from perdure.demos.expert import solve
from perdure.envs import load_suite
from perdure.envs.rendering import open_renderer
from perdure.envs.settling import fresh_layout
from perdure.envs.simulation import Simulation

SIDE, STRIP, SEED = 264, 30, 11
MOMENTS = (0.62, 0.55, 0.8, 0.4, 0.75)  # how far into its episode each task is shown


def main() -> None:
    """Render and write the picture."""
    tasks = load_suite("quickstart").tasks
    picture = Image.new("RGB", (SIDE * len(tasks), SIDE + STRIP), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(12)
    for column, (task, moment) in enumerate(zip(tasks, MOMENTS, strict=True)):
        simulation = Simulation(task, look="full")
        simulation.reset_to_layout(fresh_layout(simulation, task, np.random.default_rng(SEED)))
        states = [simulation.get_state()]
        for action in solve(simulation, np.random.default_rng(SEED)):
            simulation.step(action)
            states.append(simulation.get_state())
        simulation.set_state(states[int(moment * len(states))])
        renderer = open_renderer(simulation.model, 4 * SIDE, renderer="opengl")
        view = Image.fromarray(renderer.render(simulation.data, "agentview")).resize(
            (SIDE, SIDE), Image.Resampling.LANCZOS
        )
        renderer.close()
        picture.paste(view, (column * SIDE, 0))
        draw.text((column * SIDE + SIDE / 2, SIDE + STRIP / 2), task.instruction, "black", font, anchor="mm")
    picture.quantize(192, dither=Image.Dither.FLOYDSTEINBERG).save(Path(__file__).with_name("scene.png"), optimize=True)


if __name__ == "__main__":
    main()
