"""Renders docs/looks.png: what policies see, from both renderers, beside the look of pictures and videos."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from perdure.envs import load_suite
from perdure.envs.rendering import open_renderer
from perdure.envs.simulation import Simulation

SIDE, STRIP, FINE = 256, 26, 1024
TASK, STATE = 1, 3
# title, look, renderer, side that is rendered
COLUMNS = (
    ("look=fast, raster, 128 x 128", "fast", "raster", 128),
    ("look=fast, OpenGL, 128 x 128", "fast", "opengl", 128),
    ("look=full, OpenGL", "full", "opengl", FINE),
)


def main() -> None:
    """Render and write the picture."""
    suite = load_suite("quickstart")
    picture = Image.new("RGB", (SIDE * len(COLUMNS), 2 * SIDE + STRIP), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(12)
    for column, (title, look, renderer, side) in enumerate(COLUMNS):
        simulation = Simulation(suite.tasks[TASK], look=look)
        simulation.reset_to_layout(suite.init_states(TASK, "val")[STATE])
        for _ in range(12):
            simulation.step(np.array([0.3, -0.1, -0.6, 0.0, 0.0, 0.0, -1.0]))
        opened = open_renderer(simulation.model, side, renderer=renderer)
        for row, camera in enumerate(("agentview", "eye_in_hand")):
            view = Image.fromarray(opened.render(simulation.data, camera))
            fit = Image.Resampling.NEAREST if side < SIDE else Image.Resampling.LANCZOS
            picture.paste(view.resize((SIDE, SIDE), fit), (column * SIDE, STRIP + row * SIDE))
        opened.close()
        draw.text((column * SIDE + SIDE / 2, STRIP / 2), title, "black", font, anchor="mm")
    picture.quantize(192, dither=Image.Dither.FLOYDSTEINBERG).save(Path(__file__).with_name("looks.png"), optimize=True)


if __name__ == "__main__":
    main()
