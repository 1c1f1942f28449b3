"""`lerobot`: a policy of LeRobot from a folder on this machine."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch

from perdure.envs.errors import PerdureError

from ..device import choose
from .layout import Content, Layout
from .missing import needed
from .outside import SIZE, Actions, Mask, Outside, checked

_IMAGES = "observation.images."


class LeRobot(Outside):
    """A `PreTrainedPolicy` for each lane, with the processors that lie beside it.

    LeRobot's policies keep a queue of actions for the whole batch, which cannot be emptied for one lane alone. Since
    episodes end at different times, each lane has a copy of the policy, with a queue of its own and the same weights.

    Args:
        path: folder as `save_pretrained` writes it; nothing is downloaded.
        device: of the policy: auto, cpu, cuda or cuda:1.
        images: how the pictures stand, see `Layout`.
        sends: what a batch holds, see `Layout`; keys that begin with `observation.images.` become floats (1, 3, H, W)
            in 0 to 1, `task` a list of one sentence, everything else (1, n) floats.

    Raises:
        PerdureError: lerobot is not installed, or cannot load the folder.
    """

    def __init__(
        self,
        path: str | None = None,
        device: str = "auto",
        images: str = "upright",
        sends: Mapping[str, Content] | None = None,
    ) -> None:
        if path is None or not Path(path).is_dir():
            raise PerdureError(f"via=lerobot needs the folder of a policy, via.path=..., but got '{path}'.")
        self._layout = Layout(sends, images)
        self._device = choose(device)
        self._policy, self._before, self._after = _load(Path(path), self._device)
        self._lanes: list[Any] = []
        self._instruction, self._task = "", 0
        self.facts = {"type": str(self._policy.config.type), **self._layout.facts}

    def begin(self, instruction: str, task: int) -> None:
        """Say what all lanes shall do from now on."""
        self._instruction, self._task = instruction, task

    @torch.no_grad()
    def act(self, observation: Mapping[str, Any], busy: Mask) -> Actions:
        """Return the actions (lanes, 7), zeros on idle lanes."""
        if not self._lanes:
            self._lanes = [_sharing(self._policy) for _ in busy]
            self.reset(np.ones(len(busy), bool))
        actions = np.zeros((len(busy), SIZE), np.float32)
        for lane in map(int, np.flatnonzero(busy)):
            seen = {key: value[lane] for key, value in observation.items()}
            told = {"instruction": self._instruction, "task": self._task, "fresh": False}
            batch = self._batch(self._layout.message(seen, told))
            action = self._after(self._lanes[lane].select_action(self._before(batch)))
            actions[lane] = checked(action.float().cpu().numpy(), 1, "The LeRobot policy")[0]
        return actions

    def reset(self, mask: Mask | None = None) -> None:
        """Forget the past of the lanes in the mask, or of all."""
        for lane, policy in enumerate(self._lanes):
            if mask is None or mask[lane]:
                policy.reset()

    def _batch(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._entry(key, value) for key, value in message.items()}

    def _entry(self, key: str, value: Any) -> Any:
        if isinstance(value, str):
            return [value]
        tensor = torch.as_tensor(np.array(value)).to(self._device)[None]
        return tensor.permute(0, 3, 1, 2).float() / 255.0 if key.startswith(_IMAGES) else tensor.float()


def _load(path: Path, device: torch.device) -> tuple[Any, Any, Any]:
    """Return the policy, what comes before it and what after it."""
    configs, factory = needed("lerobot.configs.policies"), needed("lerobot.policies.factory")
    try:
        config = configs.PreTrainedConfig.from_pretrained(str(path), local_files_only=True)
        config.device = str(device)
        kind = factory.get_policy_class(config.type)
        policy = kind.from_pretrained(str(path), config=config, local_files_only=True).to(device).eval()
        place = {"device_processor": {"device": str(device)}}
        before, after = factory.make_pre_post_processors(config, str(path), preprocessor_overrides=place)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise PerdureError(f"lerobot cannot load a policy from '{path}': {error}.") from error
    return policy, before, after


def _sharing(policy: Any) -> Any:
    """Return a copy that has the very same tensors and nothing else in common."""
    tensors = chain(policy.parameters(), policy.buffers())
    return copy.deepcopy(policy, {id(tensor): tensor for tensor in tensors})
