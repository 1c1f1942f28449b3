"""How those who publish vision transformers name their tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Naming:
    """How a publisher names the tensors.

    Attributes:
        mark: end of the name of the patches' kernel, before which a prefix may stand.
        names: ours -> theirs, outside of the blocks, without `.weight` and `.bias` where there are both.
        blocks: what stands before a block's number.
        inside: ours -> theirs, inside of a block.
        apart: names of queries, keys and values where they are kept apart.
    """

    mark: str
    names: Mapping[str, str]
    blocks: str
    inside: Mapping[str, str]
    apart: tuple[str, ...] = ()


_SAME = {name: name for name in ("norm1", "norm2", "mlp.fc1", "mlp.fc2")}
NAMINGS = (
    Naming(  # facebookresearch's DINOv2, and timm
        "patch_embed.proj.weight",
        {
            "patches": "patch_embed.proj",
            "summary": "cls_token",
            "place": "pos_embed",
            "norm_first": "norm_pre",
            "norm": "norm",
        },
        "blocks.",
        {**_SAME, "attn.qkv": "attn.qkv", "attn.proj": "attn.proj", "ls1.gamma": "ls1.gamma", "ls2.gamma": "ls2.gamma"},
    ),
    Naming(  # transformers' Dinov2Model
        "embeddings.patch_embeddings.projection.weight",
        {
            "patches": "embeddings.patch_embeddings.projection",
            "summary": "embeddings.cls_token",
            "place": "embeddings.position_embeddings",
            "norm": "layernorm",
        },
        "encoder.layer.",
        {
            **_SAME,
            "attn.proj": "attention.output.dense",
            "ls1.gamma": "layer_scale1.lambda1",
            "ls2.gamma": "layer_scale2.lambda1",
        },
        tuple(f"attention.attention.{name}" for name in ("query", "key", "value")),
    ),
    Naming(  # transformers' CLIPVisionModel
        "embeddings.patch_embedding.weight",
        {
            "patches": "embeddings.patch_embedding",
            "summary": "embeddings.class_embedding",
            "place": "embeddings.position_embedding.weight",
            "norm_first": "pre_layrnorm",
            "norm": "post_layernorm",
        },
        "encoder.layers.",
        {**_SAME, "norm1": "layer_norm1", "norm2": "layer_norm2", "attn.proj": "self_attn.out_proj"},
        tuple(f"self_attn.{name}_proj" for name in "qkv"),
    ),
    Naming(  # OpenAI's CLIP, and open_clip
        "conv1.weight",
        {
            "patches": "conv1",
            "summary": "class_embedding",
            "place": "positional_embedding",
            "norm_first": "ln_pre",
            "norm": "ln_post",
        },
        "transformer.resblocks.",
        {
            "norm1": "ln_1",
            "norm2": "ln_2",
            "attn.qkv": "attn.in_proj",
            "attn.proj": "attn.out_proj",
            "mlp.fc1": "mlp.c_fc",
            "mlp.fc2": "mlp.c_proj",
        },
    ),
)
