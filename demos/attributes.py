"""What a demonstration file says about itself, in robomimic's and LIBERO's words and in ours."""

from __future__ import annotations

import json
from typing import Any

from .schema import FORMAT_VERSION, IMAGE_CONVENTION
from .settings import Settings

ROBOSUITE = 1
"""robomimic's number for environments made with robosuite."""


def data_attributes(settings: Settings, index: int, task: Any) -> dict[str, Any]:
    """Return the attributes of `/data` for one task, without the counts."""
    problem = str(getattr(task, "problem", "")) or "perdure"
    domain = {"problem_name": problem, "domain_name": "robosuite", "language_instruction": task.instruction}
    arguments = {"suite": settings.suite, "task": index, "horizon": settings.max_steps, "robot": settings.robot}
    bddl = f"{settings.suite}/{task.name}.bddl"
    return {
        "format_version": FORMAT_VERSION,
        "suite": settings.suite,
        "suite_hash": settings.suite_hash,
        "task": task.name,
        "task_index": index,
        "instruction": task.instruction,
        "robot": settings.robot,
        "seed": settings.seed,
        "source": json.dumps(settings.source(index), sort_keys=True),
        "fingerprint": json.dumps(settings.fingerprint, sort_keys=True),
        "image_fingerprint": json.dumps(settings.image_fingerprint, sort_keys=True),
        "image_convention": IMAGE_CONVENTION,
        # the names below are read by robomimic's and LIBERO's loaders
        "macros_image_convention": "opencv",  # robosuite's word for upright
        "env_name": "perdure",
        "env_args": json.dumps(
            {
                "env_name": "perdure",
                "type": ROBOSUITE,
                "problem_name": problem,
                "bddl_file": bddl,
                "env_kwargs": arguments,
            }
        ),
        "problem_info": json.dumps(domain),
        "bddl_file_name": bddl,
        "bddl_file_content": task.bddl(),
    }
