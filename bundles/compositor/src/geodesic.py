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
    for _ in range(rounds):
        d = _pass(d, cost, 3)
        d = _pass(d, cost, 2)
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
        part = (distance(seed, cost * 100.0, 14) < 50.0).to(torch.float32) * mask
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
    cost = mask * 100.0
    outside = distance(border_seed(mask, mask * 100.0), cost, 10) < 50.0
    return 1.0 - outside.to(torch.float32)
