#!/usr/bin/env python3
"""Compares pictures of held-out scenes with the scene's rules: does a subject stand where the words say, on the ground, in the frame; how far
are colours from what the rules make at the place that the model chose.

    python evaluate.py --run FOLDER
"""
import argparse
import pathlib
import random

import torch

import pool
from draw import arrived
from samples import MAKE_UPS, load
from scenes import STRIDE, ZONES, Scenes, extent
from train import Reader

GRID = (16, 16)


def scene(scenes: Scenes, seed: int, roles: list, b: int, placed=None):
    return scenes.composed(random.Random(seed), torch.Generator().manual_seed(seed), b, GRID, list(roles), placed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--scenes", type=int, default=12, help="of each make-up")
    parser.add_argument("--seed", type=int, default=30_000)
    parser.add_argument("--steps", type=int, default=12)
    args = parser.parse_args()
    model, reader = load(args.run), Reader()
    scenes = Scenes(pool.kept(args.run.parent / "pool-held-out.pt", pool.HELD_OUT, 0.04))
    seen = {"told": [], "untold": [], "grounded": [], "inside": []}
    errors: dict = {}
    for number, roles in enumerate(MAKE_UPS):
        seed = args.seed + number
        batch = scene(scenes, seed, roles, args.scenes)
        made, shifts = arrived(model, reader, batch, seed, args.steps)
        as_ruled = scene(scenes, seed, roles, args.scenes, shifts).target
        bare = next((picture for role, picture in batch.references if role == "background"), torch.full_like(made, 0.5))
        error = [(255 * (one - as_ruled).abs().mean()).item() for one in (made, bare)]
        errors["+".join(roles)] = error
        for k, (cover, shift) in enumerate(zip(batch.covers, shifts)):
            for i in range(args.scenes):
                top, bottom, left, right = extent(cover[i, 0])
                middle = (shift[i, 1] * STRIDE + (left + right) / 2).item() / (GRID[1] * STRIDE)
                foot, head = bottom + shift[i, 0].item() * STRIDE, top + shift[i, 0].item() * STRIDE
                half = (right - left) / 2 / (GRID[1] * STRIDE)
                said = batch.facts[i]["said"][k]
                low, high = ZONES[batch.facts[i]["zones"][k]]
                slack = STRIDE / 2 / (GRID[1] * STRIDE)
                low, high = min(max(low, half), 1 - half) - slack, max(min(high, 1 - half), half) + slack
                seen["told" if said else "untold"].append(low <= middle <= high)
                seen["grounded"].append(batch.facts[i]["ground"] - STRIDE / 2 <= foot <= GRID[0] * STRIDE)
                seen["inside"].append(head >= -STRIDE and foot <= (GRID[0] + 1) * STRIDE and half - 0.08 <= middle <= 1 - half + 0.08)
    for name, values in seen.items():
        print(f"{name:10s} {sum(values)} of {len(values)}")
    print("mean difference from the rules' picture, grey levels of 255; in brackets: of the background as it is")
    for name, (ours, bare) in errors.items():
        print(f"  {name:45s} {ours:5.1f} ({bare:.1f})")


if __name__ == "__main__":
    main()
