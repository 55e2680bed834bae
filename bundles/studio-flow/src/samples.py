#!/usr/bin/env python3
"""Draws held-out scenes: references | what the scene's rules make of them | what the model makes of them, twice.

    python samples.py --run FOLDER --out ../samples.jpg
"""
import argparse
import pathlib
import random

import torch

import pool
from draw import sampled, sheet
from scenes import Scenes
from train import Model, Reader

MAKE_UPS = (["subject", "background"], ["subject", "background", "lighting"], ["background", "subject", "style"],
            ["subject", "subject", "background"], ["subject", "subject", "background", "lighting"],
            ["subject", "background", "style", "lighting"], ["subject", "lighting"], ["subject", "subject", "background", "style"])


def load(run: pathlib.Path, weights: str = "average") -> Model:
    model = Model()
    model.load_state_dict(torch.load(run / "checkpoint.pt")[weights])
    return model.eval()


def held_out(scenes: Scenes, seed: int, roles: list, b: int = 1):
    return scenes.composed(random.Random(seed), torch.Generator().manual_seed(seed), b, (16, 16), list(roles))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=12)
    args = parser.parse_args()
    model, reader = load(args.run), Reader()
    scenes = Scenes(pool.kept(args.run.parent / "pool-held-out.pt", pool.HELD_OUT, 0.04))
    rows = []
    for number, roles in enumerate(MAKE_UPS):
        batch = held_out(scenes, args.seed + number, roles)
        print(roles, batch.prompts[0])
        references = [picture[0] for _, picture in batch.references]
        made = [sampled(model, reader, batch, seed, args.steps)[0] for seed in (1, 2)]
        rows.append(references + [None] * (4 - len(references)) + [batch.target[0], *made])
    sheet(rows).save(args.out, quality=88)


if __name__ == "__main__":
    main()
