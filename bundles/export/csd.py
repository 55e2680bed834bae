"""CSD (Contrastive Style Descriptors, Somepalli et al. 2024): CLIP's picture tower with a style and a content projection.

Written from the published definition, with the parameter names of its checkpoints.
"""
import argparse
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

HEADS = ["style", "content"]
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]


class Block(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.ln_1 = nn.LayerNorm(width)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, 4 * width), "c_proj": nn.Linear(4 * width, width)})

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.ln_1(x)
        x = x + self.attn(h, h, h, need_weights=False)[0]
        h = self.mlp["c_fc"](self.ln_2(x))
        return x + self.mlp["c_proj"](h * torch.sigmoid(1.702 * h))


class Transformer(nn.Module):
    def __init__(self, width: int, layers: int, heads: int):
        super().__init__()
        self.resblocks = nn.ModuleList([Block(width, heads) for _ in range(layers)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.resblocks:
            x = block(x)
        return x


class Backbone(nn.Module):
    def __init__(self, width: int, layers: int, heads: int, patch: int, grid: int):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.zeros(width))
        self.positional_embedding = nn.Parameter(torch.zeros(grid * grid + 1, width))
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(width, layers, heads)
        self.ln_post = nn.LayerNorm(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x).flatten(2).transpose(1, 2)
        first = self.class_embedding.expand(x.shape[0], 1, -1)
        x = self.ln_pre(torch.cat([first, x], dim=1) + self.positional_embedding)
        return self.ln_post(self.transformer(x)[:, 0])


class Csd(nn.Module):
    """f32[N,3,h,w], normalised as CLIP asks, to f32[2,N,D]: style, content."""

    def __init__(self, width: int, layers: int, heads: int, patch: int, grid: int, dimension: int):
        super().__init__()
        self.backbone = Backbone(width, layers, heads, patch, grid)
        self.last_layer_style = nn.Parameter(torch.zeros(width, dimension))
        self.last_layer_content = nn.Parameter(torch.zeros(width, dimension))
        self.size = patch * grid

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        feature = self.backbone(x)
        return torch.stack([
            F.normalize(feature @ self.last_layer_style, dim=1),
            F.normalize(feature @ self.last_layer_content, dim=1),
        ])


def of_weights(weights: dict, head_width: int = 64) -> Csd:
    """A checkpoint's tensors by name; the shapes say the sizes, all but the width of an attention head."""
    weights = {name.removeprefix("module."): value.float() for name, value in weights.items()}
    if "last_layer_content.projection.weight" in weights:
        raise ValueError("this checkpoint has the custom content head; only the plain projection is known here")
    width, _, patch, _ = weights["backbone.conv1.weight"].shape
    layers = 1 + max(int(name.split(".")[3]) for name in weights if name.startswith("backbone.transformer.resblocks."))
    grid = round((weights["backbone.positional_embedding"].shape[0] - 1) ** 0.5)
    model = Csd(width, layers, width // head_width, patch, grid, weights["last_layer_style"].shape[1])
    model.load_state_dict({name: value for name, value in weights.items() if not name.startswith("backbone.proj")})
    return model.eval()


def load(folder: pathlib.Path, head_width: int = 64) -> Csd:
    """The one *.safetensors, *.pth, *.pt or *.bin file of the folder."""
    files = [f for f in sorted(folder.iterdir()) if f.suffix in (".safetensors", ".pth", ".pt", ".bin")]
    if len(files) != 1:
        raise ValueError(f"expected one checkpoint in {folder}, found {[f.name for f in files]}")
    if files[0].suffix == ".safetensors":
        from safetensors.torch import load_file
        return of_weights(load_file(files[0]), head_width)
    with torch.serialization.safe_globals([argparse.Namespace]):
        saved = torch.load(files[0], map_location="cpu", weights_only=True)
    return of_weights(saved.get("model_state_dict", saved), head_width)
