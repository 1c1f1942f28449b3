"""Renders docs/perturbations.png: the same start under each perturbation that can be seen."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from perdure.envs import make
from perdure.envs.perturbations import names

UNSEEN = {"action_delay", "friction", "mass", "paraphrase"}
SUITE, TASK, START, SEED = "quickstart", 0, {"init_state": 3, "split": "val"}, 1
SIDE, STRIP, FINE = 236, 22, 472
ROWS = (("agentview", 0.5), ("agentview", 1.0), ("eye_in_hand", 1.0))


def main() -> None:
    """Render and write the picture."""
    columns = ["none", *(name for name in names() if name not in UNSEEN)]
    left = 74
    picture = Image.new("RGB", (left + SIDE * len(columns), STRIP + SIDE * len(ROWS)), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(14)
    for column, name in enumerate(columns):
        draw.text((left + (column + 0.5) * SIDE, STRIP / 2), name, "black", font, anchor="mm")
        for row, (camera, magnitude) in enumerate(ROWS):
            shown = Image.fromarray(_seen(name if name == "none" else f"{name}:{magnitude}", camera))
            picture.paste(
                shown.resize((SIDE, SIDE), Image.Resampling.LANCZOS), (left + column * SIDE, STRIP + row * SIDE)
            )
    for row, (camera, magnitude) in enumerate(ROWS):
        text = f"{camera.replace('_in_', '-in-')}\nmagnitude {magnitude:g}".replace(" ", "\n")
        draw.text(
            (left / 2, STRIP + (row + 0.5) * SIDE),
            text,
            "black",
            ImageFont.load_default(12),
            anchor="mm",
            align="center",
        )
    picture.quantize(224, dither=Image.Dither.FLOYDSTEINBERG).save(
        Path(__file__).with_name("perturbations.png"), optimize=True
    )


def _seen(perturbation: str, camera: str) -> np.ndarray:
    env = make(SUITE, TASK, observation="pixels", image_size=FINE, perturbation=perturbation)
    seen, _ = env.reset(seed=SEED, options=START)
    env.close()
    return seen[camera]


if __name__ == "__main__":
    main()
