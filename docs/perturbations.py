"""Renders docs/perturbations.png: the same start under each perturbation that can be seen, as a policy sees it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from perdure.envs import make
from perdure.envs.perturbations import names

UNSEEN = {"action_delay", "friction", "mass", "paraphrase"}
TASK, START, SEED = 0, {"init_state": 3, "split": "val"}, 1
SEEN, SIDE, STRIP, EDGE, COLUMNS = 128, 256, 30, 46, 5  # [pixel]; the last is a number of perturbations
MAGNITUDES = (0.5, 1.0)


def main() -> None:
    """Render and write the picture."""
    shown = ["none", *(name for name in names() if name not in UNSEEN)]
    blocks = [shown[first : first + COLUMNS] for first in range(0, len(shown), COLUMNS)]
    height = STRIP + SIDE * len(MAGNITUDES)
    picture = Image.new("RGB", (EDGE + SIDE * COLUMNS, height * len(blocks)), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(17)
    for block, members in enumerate(blocks):
        for row, magnitude in enumerate(MAGNITUDES):
            y = block * height + STRIP + row * SIDE
            draw.text((EDGE / 2, y + SIDE / 2), f"{magnitude:g}", "black", font, anchor="mm")
            for column, name in enumerate(members):
                x = EDGE + column * SIDE
                view = Image.fromarray(_seen(name if name == "none" else f"{name}:{magnitude}"))
                picture.paste(view.resize((SIDE, SIDE), Image.Resampling.NEAREST), (x, y))
                draw.text((x + SIDE / 2, block * height + STRIP / 2), name, "black", font, anchor="mm")
    picture.save(Path(__file__).with_name("perturbations.png"), optimize=True)


def _seen(perturbation: str) -> NDArray[np.uint8]:
    env = make("quickstart", TASK, observation="pixels", image_size=SEEN, perturbation=perturbation)
    seen, _ = env.reset(seed=SEED, options=START)
    env.close()
    return np.asarray(seen["agentview"])


if __name__ == "__main__":
    main()
