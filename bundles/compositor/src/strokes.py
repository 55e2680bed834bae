"""Brush: flat areas, smooth noise."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import box, fit_long, luma


def flatten(display: Tensor, radius: int) -> Tensor:
    """Kuwahara-like smoothing: each pixel takes the means of its four quadrants, the calm ones counting most."""
    r = max(1, radius)
    lum = luma(display)
    both = box(torch.cat([display, lum * lum], 1), r)
    mean = both[:, 0:3]
    ml = luma(mean)
    var = (both[:, 3:4] - ml * ml).clamp(min=0.0)
    calm = 1.0 / (var + 2e-4)
    calm = calm * calm
    weight = F.pad(calm * calm, [r, r, r, r], mode="replicate")
    wide = F.pad(mean, [r, r, r, r], mode="replicate")
    h, w = display.size(2), display.size(3)
    total = torch.zeros_like(lum)
    out = torch.zeros_like(display)
    for k in range(4):
        dy = 0 if k < 2 else 2 * r
        dx = 0 if k % 2 == 0 else 2 * r
        q = weight[:, :, dy : dy + h, dx : dx + w]
        out = out + wide[:, :, dy : dy + h, dx : dx + w] * q
        total = total + q
    return out / total


def noise(height: int, width: int, seed: int) -> Tensor:
    """White noise 0..1 from an integer hash of the position."""
    y = torch.arange(height, dtype=torch.int64).reshape(height, 1)
    x = torch.arange(width, dtype=torch.int64).reshape(1, width)
    n = (x * 374761393 + y * 668265263 + 1442695 + seed * 92837111) & 4294967295
    n = ((n ^ (n >> 13)) * 1274126177) & 4294967295
    n = ((n ^ (n >> 16)) * 461845907) & 4294967295
    n = n ^ (n >> 15)
    return (n & 65535).to(torch.float32).reshape(1, 1, height, width) / 65535.0


def cloud(height: int, width: int, cells: int) -> Tensor:
    """Smooth noise ``[1, 2, height, width]``, about -1..1, with ``cells`` cells along the longer side."""
    h, w = fit_long(height * 8, width * 8, cells)
    n = noise(2 * h + 8, w + 4, 0) * 2.0 - 1.0
    both = torch.cat([n[:, :, : h + 4, :], n[:, :, h + 4 : 2 * h + 8, :]], 1)
    if cells * 3 < max(height, width):
        both = F.interpolate(both, size=[2 * h + 8, 2 * w + 8], mode="bicubic", align_corners=False)
    return F.interpolate(both, size=[height, width], mode="bilinear", align_corners=False)
