"""Geodesic distances and floods on the pixel grid by running minima: one exact pass per direction and line."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import box


def _pass(d: Tensor, cost: Tensor, dim: int) -> Tensor:
    """Relaxes ``d`` along both directions of ``dim``: d(x) = min over x' of d(x') + sum of the costs in between."""
    c = cost.cumsum(dim)
    fwd = c + torch.cummin(d - c, dim)[0]
    d = torch.minimum(d, fwd)
    # Backwards the cost of entering a pixel is that of its own cell again.
    r = cost.flip(dim).cumsum(dim)
    bwd = r + torch.cummin(d.flip(dim) - r, dim)[0]
    return torch.minimum(d, bwd.flip(dim))


def distance(seed: Tensor, cost: Tensor, rounds: int) -> Tensor:
    """Geodesic (city-block) distance from ``seed`` (initial distances, large where there is none) through ``cost``."""
    d = seed
    last = -1.0
    for _ in range(rounds):
        d = _pass(d, cost, 3)
        d = _pass(d, cost, 2)
        total = float(d.clamp(max=60.0).mean().item())
        if abs(total - last) < 1e-5:
            return d
        last = total
    return d


def border_seed(like: Tensor, extra: Tensor) -> Tensor:
    """``extra`` on the outermost pixels of the frame, 1e4 elsewhere."""
    d = torch.full_like(like, 1e4)
    d[:, :, 0, :] = extra[:, :, 0, :]
    d[:, :, -1, :] = extra[:, :, -1, :]
    d[:, :, :, 0] = extra[:, :, :, 0]
    d[:, :, :, -1] = extra[:, :, :, -1]
    return d


def largest_parts(mask: Tensor, share: float) -> Tensor:
    """Keeps of a 0/1 mask the connected parts with at least ``share`` of the area of the largest one found."""
    h, w = mask.size(2), mask.size(3)
    f = max(1, max(h, w) // 160)
    if f > 1:
        # Connectivity is judged on a coarse copy on which a cell counts when half of it does.
        small = F.avg_pool2d(mask, f, f, 0, True)
        kept = largest_parts_at((small > 0.4).to(torch.float32), share)
        kept = F.max_pool2d(kept, 3, 1, 1)
        wide = F.interpolate(kept, scale_factor=float(f), mode="nearest")[:, :, :h, :w]
        return mask * wide
    return largest_parts_at(mask, share)


def largest_parts_at(mask: Tensor, share: float) -> Tensor:
    left = mask.clone()
    keep = torch.zeros_like(mask)
    largest = 0.0
    cost = 1.0 - mask
    for _ in range(6):
        dense = box(left, max(1, max(mask.size(2), mask.size(3)) // 24)) * left
        top = dense.max()
        if float(top.item()) <= 0.02:
            break
        seed = (1.0 - (dense >= top).to(torch.float32)) * 1e4
        part = (distance(seed, cost * 100.0, 16) < 50.0).to(torch.float32) * mask
        size = float(part.sum().item())
        if size > largest:
            largest = size
            # Parts kept so far may turn out too small.
            if float(keep.sum().item()) < share * size:
                keep = torch.zeros_like(mask)
        if size >= share * largest:
            keep = torch.maximum(keep, part)
        left = left * (1.0 - part)
    return keep


def fill_holes(mask: Tensor) -> Tensor:
    """Fills what the frame's border cannot reach."""
    return 1.0 - reachable(mask)


def reachable(solid: Tensor) -> Tensor:
    """What the frame's border reaches without crossing ``solid``, 0/1."""
    h, w = solid.size(2), solid.size(3)
    f = max(1, max(h, w) // 200)
    seed = border_seed(solid, solid * 100.0)
    if f > 1:
        # Most of it on a coarse copy; two rounds at full size go up to the walls.
        small = F.max_pool2d(solid, f, f, 0, 1, True)
        coarse = (distance(border_seed(small, small * 100.0), small * 100.0, 12) < 50.0).to(torch.float32)
        wide = F.interpolate(coarse, scale_factor=float(f), mode="nearest")[:, :, :h, :w]
        seed = torch.minimum(seed, (1.0 - wide * (1.0 - solid)) * 1e4)
        return (distance(seed, solid * 100.0, 2) < 50.0).to(torch.float32)
    return (distance(seed, solid * 100.0, 12) < 50.0).to(torch.float32)
