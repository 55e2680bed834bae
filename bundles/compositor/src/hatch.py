"""Hatching: a threshold texture that turns tone into layers of tapering strokes."""
import math
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from flow import tensor_field
from pixels import fit_long, gauss, shrink, up
from strokes import noise


def alignment(lum: Tensor, angles: List[float]) -> Tensor:
    """How far the form runs along each angle (radians, of the strokes), 0..1, ``[1, n, h, w]`` on a small grid.

    Where nothing leads the first angle does.
    """
    h, w = fit_long(lum.size(2), lum.size(3), 96)
    long = float(max(h, w))
    d = tensor_field(shrink(lum, h, w), 0.035 * long)
    c, s = d[:, 0:1], d[:, 1:2]
    n = (c * c + s * s).sqrt()
    bias = 0.004
    # The tangent is a quarter turn from the gradient: its doubled angle is the opposite.
    c = (-c + bias * math.cos(2.0 * angles[0])) / (n + bias)
    s = (-s + bias * math.sin(2.0 * angles[0])) / (n + bias)
    out: List[Tensor] = []
    for a in angles:
        out.append(0.5 + 0.5 * (c * math.cos(2.0 * a) + s * math.sin(2.0 * a)))
    return torch.cat(out, 1)


def hatching(lum: Tensor, height: int, width: int, lines: float, angles: List[float], lo: float, hi: float) -> Tensor:
    """Threshold ``[1, 1, height, width]``: tone below it is ink.

    Each angle is a layer of parallel lines, ``lines`` to the longer side, bent by the form in ``lum`` (display luma,
    any size). A layer begins to draw where the tone falls below a level between ``lo`` (its angle crosses the form)
    and ``hi`` (it follows the form), and its lines swell as the tone goes on falling; every stroke begins and ends by
    its own chance.
    """
    long = float(max(height, width))
    level = up(alignment(lum, angles).pow(1.5) * (hi - lo) + lo, height, width)
    sh, sw = fit_long(lum.size(2), lum.size(3), 128)
    form = gauss(shrink(lum, sh, sw), 0.02 * float(max(sh, sw)), 0.02 * float(max(sh, sw)))
    bend = up(form * 3.0, height, width)
    y = ((torch.arange(height, dtype=torch.float32) + 0.5) / long).reshape(1, 1, height, 1)
    x = ((torch.arange(width, dtype=torch.float32) + 0.5) / long).reshape(1, 1, 1, width)
    out = torch.zeros([1, 1, height, width])
    rows = int(lines * 1.5) + 8
    for k in range(len(angles)):
        c, s = math.cos(angles[k]), math.sin(angles[k])
        across = (y * c - x * s + s) * lines + bend + float(4 * k + 1)
        run = x * c + y * s
        index = across.floor()
        chance = noise(rows, 40, k)
        grid = torch.stack([(run - 0.35 * c - 0.5 * s).expand_as(across)[:, 0] * 1.6 + index[:, 0] * 0.037,
                            (index[:, 0] + 0.5) * (2.0 / rows) - 1.0], 3)
        stroke = F.grid_sample(chance, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
        ridge = 1.0 - (2.0 * (across - index) - 1.0).abs()
        top = level[:, k : k + 1] + (stroke - 0.5) * 0.26
        out = torch.maximum(out, top - (1.0 - ridge) * 0.55)
    return out
