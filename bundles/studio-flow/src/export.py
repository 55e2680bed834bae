#!/usr/bin/env python3
"""Writes the bundle of a training run: its averaged weights in half precision, summed in float32.

    python export.py --run FOLDER --out ../1
"""
import argparse
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "export"))

from flow_files import listed, save  # noqa: E402
from flow_modules import Vae  # noqa: E402

import words  # noqa: E402
from model import CHANNELS  # noqa: E402
from objects import STRIDE  # noqa: E402
from samples import load  # noqa: E402
from scenes import FULL, SMALL  # noqa: E402
from train import SHIFT  # noqa: E402

NAME, VERSION, STEPS, SUBJECT_SIDE = "studio-flow", "1", 12, 8 * STRIDE


class Encoder(nn.Module):
    """u8[1,H,W,3] to f32[1,tokens,C] in [-2, 2]: squares of pixels in a row. Exact both ways."""

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        numbers = pixels.permute(0, 3, 1, 2).to(torch.float32) / 255.0
        return F.pixel_unshuffle(2.0 * (2.0 * numbers - 1.0), 12).flatten(2).transpose(1, 2)


class Decoder(nn.Module):
    """f32[B,C,h,w] to f32[B,3,H,W] in [-1, 1]."""

    def forward(self, grid: torch.Tensor) -> torch.Tensor:
        return F.pixel_shuffle(grid, 12) / 2.0


class Text(nn.Module):
    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.encoder = encoder

    @torch.jit.export
    def encode(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.encoder(ids, mask)


class Transformer(nn.Module):
    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    @torch.jit.export
    def velocity(self, latents: torch.Tensor, references: torch.Tensor, sigma: torch.Tensor, text: torch.Tensor,
                 positions: torch.Tensor, text_positions: torch.Tensor) -> torch.Tensor:
        batch = latents.size(0)
        clean = self.network(latents, references.expand(batch, -1, -1), sigma, text.expand(batch, -1, -1), positions)[0]
        return (latents - clean) / sigma[:, None, None]


def modules(model: nn.Module) -> dict:
    return {"text": torch.jit.script(Text(model.text).eval()), "transformer": torch.jit.script(Transformer(model.network).eval()),
            "vae": torch.jit.script(Vae(Encoder(), Decoder()).eval())}


def manifest(count: int, files: list) -> dict:
    return {
        "schema": 1, "name": NAME, "version": VERSION, "kind": "flow", "family": "studio",
        "description": f"Multi-reference flow matching trained from nothing on procedural scenes; {count / 1e6:.1f} million parameters, 192 pixels.",
        "license": "Apache-2.0", "precision": "float16 in the file, float32 in sums",
        "roles": {"subject": {"max": 2}, "background": {"max": 1}, "style": {"max": 1}, "lighting": {"max": 1}},
        "maxReferences": 5,
        "sizes": {"min": 96, "max": FULL * STRIDE},
        "latents": {"length": CHANNELS * FULL * FULL, "groups": []},
        "guidance": {"min": -math.log(2), "max": math.log(2)},
        "grid": {"stride": STRIDE, "channels": CHANNELS},
        "schedule": {"steps": STEPS, "shift": {"kind": "linear", "baseTokens": 1, "maxTokens": FULL * FULL, "base": math.log(SHIFT),
                                               "max": math.log(SHIFT)}},
        "sampler": {"name": "euler"},
        "guidanceScale": 1.0,
        "text": {"tokenizer": "tokenizer.json", "length": words.LENGTH, "prefix": "", "suffix": "", "mention": "image"},
        "references": {"least": 32, "area": SUBJECT_SIDE ** 2, "glance": SMALL * STRIDE},
        "modules": {"text": "text.pt", "transformer": "transformer.pt", "vae": "vae.pt"},
        "files": sorted(files, key=lambda file: file["path"]),
    }


def write(model: nn.Module, target: pathlib.Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    files = [save(module, target / f"{part}.pt") for part, module in modules(model).items()]
    tokenizer = target / "tokenizer.json"
    tokenizer.write_text(words.tokenizer().to_str(pretty=False))
    files.append(listed(tokenizer))
    count = sum(value.numel() for value in model.parameters())
    (target / "bundle.json").write_text(json.dumps(manifest(count, files), indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    torch.set_grad_enabled(False)
    write(load(args.run).half(), args.out)


if __name__ == "__main__":
    main()
