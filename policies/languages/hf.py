"""`hf`: a pretrained language model in a local folder, such as BERT or CLIP, through the package transformers."""

from __future__ import annotations

import importlib
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from ..errors import PolicyError
from .encoder import InstructionEncoder

POOLINGS = ("mean", "first", "last", "pooler")


class PretrainedEncoder(InstructionEncoder):
    """Frozen; loaded when the first instruction comes, and every instruction is embedded once.

    A model with a head for text (CLIP) gives its text features; any other one its last hidden states, pooled.

    Args:
        path: folder with the model and its tokenizer, as `save_pretrained` writes them; nothing is downloaded.
        pooling: of hidden states: `mean` over the words, `first` or `last` token, or the model's own `pooler`.
    """

    def __init__(self, path: str | None = None, pooling: str = "mean") -> None:
        if pooling not in POOLINGS:
            raise PolicyError(f"Unknown pooling '{pooling}'. Known: {', '.join(POOLINGS)}.")
        if path is None or not Path(path).is_dir():
            raise PolicyError(f"language=hf needs the folder of a model, language.path=..., but got '{path}'.")
        self.path, self.pooling = str(path), pooling
        self._known: dict[str, Tensor] = {}

    @cached_property
    def size(self) -> int:
        """Length of a vector."""
        return len(self.embed("size", 0))

    def embed(self, text: str, task: int) -> Tensor:
        """Return the unit vector (E,) of the sentence; the task's index is not looked at."""
        if text not in self._known:
            self._known[text] = functional.normalize(self._embed(text).float(), dim=-1)
        return self._known[text].clone()

    @torch.no_grad()
    def _embed(self, text: str) -> Tensor:
        tokenizer, model = self._loaded
        tokens = tokenizer([text], return_tensors="pt", truncation=True)
        if hasattr(model, "get_text_features"):
            features = model.get_text_features(**tokens)
            vector: Tensor = getattr(features, "pooler_output", features)[0]
            return vector
        return self._pool(model(**tokens), tokens["attention_mask"][0])

    def _pool(self, output: Any, mask: Tensor) -> Tensor:
        if self.pooling == "pooler":
            pooled = getattr(output, "pooler_output", None)
            if pooled is None:
                raise PolicyError(f"The model in '{self.path}' has no pooler; take language.pooling=mean.")
            vector: Tensor = pooled[0]
            return vector
        words: Tensor = output.last_hidden_state[0][mask.bool()]
        return words.mean(0) if self.pooling == "mean" else words[0 if self.pooling == "first" else -1]

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """Tokenizer and model; torch's random state stays as it was."""
        try:
            transformers = importlib.import_module("transformers")
        except ImportError as error:
            raise PolicyError("language=hf needs the package transformers: `pip install perdure[language]`.") from error
        try:
            with torch.random.fork_rng(devices=[]):
                tokenizer = transformers.AutoTokenizer.from_pretrained(self.path, local_files_only=True)
                model = transformers.AutoModel.from_pretrained(self.path, local_files_only=True)
        except (OSError, ValueError) as error:
            raise PolicyError(f"transformers cannot load a model from '{self.path}': {error}") from error
        return tokenizer, model.eval().requires_grad_(False)
