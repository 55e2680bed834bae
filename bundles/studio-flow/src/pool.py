"""Things and places drawn once and kept, for scenes to be composed of. Equal seeds give equal pools."""
import pathlib

import numpy as np
import torch

import objects
import places

GRIDS = {(8, 8): 5000, (10, 6): 900, (6, 10): 900}
PLACES = 2000
HELD_OUT = 1_000_003


class Pool:
    """`things[grid]` are pairs u8[N,H,W,4], i8[N,H,W,2]; `places` u8[M,S,S,3] with `horizons` f32[M]."""

    def __init__(self, things: dict, pictures: torch.Tensor, horizons: torch.Tensor):
        self.things, self.places, self.horizons = things, pictures, horizons


def drawn(seed: int, share: float = 1.0) -> Pool:
    things = {}
    for grid, count in GRIDS.items():
        made = [objects.thing(np.random.default_rng((seed, *grid, i)), *grid) for i in range(max(1, int(count * share)))]
        things[grid] = tuple(torch.from_numpy(np.stack(part)) for part in zip(*made))
    made = [places.place(np.random.default_rng((seed, i))) for i in range(max(1, int(PLACES * share)))]
    pictures, horizons = zip(*made)
    return Pool(things, torch.from_numpy(np.stack(pictures)), torch.tensor(horizons))


def kept(file: pathlib.Path, seed: int, share: float = 1.0) -> Pool:
    """The pool of a file; drawn and written where there is none."""
    if file.exists():
        return Pool(*torch.load(file))
    pool = drawn(seed, share)
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save((pool.things, pool.places, pool.horizons), file)
    return pool
