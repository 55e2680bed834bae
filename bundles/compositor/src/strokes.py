"""Drawing: flat brush areas, outlines and ink hatching that follows the form."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import box, fit_long, gauss, luma, shrink, smoothstep


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


def outlines(lum: Tensor, long: float, width: float, threshold: float) -> Tensor:
    """Extended difference of Gaussians (Winnemoeller et al., 2012) before its threshold: below 0 is line."""
    s = width * long
    a = gauss(lum, s, s)
    b = gauss(lum, 1.6 * s, 1.6 * s)
    return a - 0.965 * b + threshold


def _noise(height: int, width: int) -> Tensor:
    """White noise 0..1 from an integer hash of the position."""
    y = torch.arange(height, dtype=torch.int64).reshape(height, 1)
    x = torch.arange(width, dtype=torch.int64).reshape(1, width)
    n = (x * 374761393 + y * 668265263 + 1442695) & 4294967295
    n = ((n ^ (n >> 13)) * 1274126177) & 4294967295
    n = ((n ^ (n >> 16)) * 461845907) & 4294967295
    n = n ^ (n >> 15)
    return (n & 65535).to(torch.float32).reshape(1, 1, height, width) / 65535.0


def cloud(height: int, width: int, cells: int) -> Tensor:
    """Smooth noise ``[1, 2, height, width]``, about -1..1, with ``cells`` cells along the longer side."""
    h, w = fit_long(height * 8, width * 8, cells)
    n = _noise(2 * h + 8, w + 4) * 2.0 - 1.0
    both = torch.cat([n[:, :, : h + 4, :], n[:, :, h + 4 : 2 * h + 8, :]], 1)
    if cells * 3 < max(height, width):
        both = F.interpolate(both, size=[2 * h + 8, 2 * w + 8], mode="bicubic", align_corners=False)
    return F.interpolate(both, size=[height, width], mode="bilinear", align_corners=False)


def direction(lum: Tensor) -> Tuple[Tensor, Tensor]:
    """Unit vector along the form (across the smoothed gradient) of ``[1, 1, H, W]``; diagonal where nothing leads."""
    p = F.pad(lum, [1, 1, 1, 1], mode="replicate")
    gx = (p[:, :, 1:-1, 2:] - p[:, :, 1:-1, :-2])
    gy = (p[:, :, 2:, 1:-1] - p[:, :, :-2, 1:-1])
    s = 0.012 * max(lum.size(2), lum.size(3))
    e = 2e-4
    xx = gauss(gx * gx, s, s)
    yy = gauss(gy * gy, s, s)
    xy = gauss(gx * gy, s, s) + e
    angle = 0.5 * torch.atan2(2.0 * xy, xx - yy) + 1.5707963
    return torch.cos(angle), torch.sin(angle)


def hatching(lum: Tensor, height: int, width: int) -> Tensor:
    """A stroke texture with a flat histogram 0..1: noise dragged along the form. ``lum`` is a small display luma."""
    small_h, small_w = fit_long(lum.size(2), lum.size(3), 192)
    dx, dy = direction(shrink(lum, small_h, small_w))
    dx = F.interpolate(dx, size=[height, width], mode="bilinear", align_corners=False)
    dy = F.interpolate(dy, size=[height, width], mode="bilinear", align_corners=False)
    n = (dx * dx + dy * dy).sqrt().clamp(min=1e-3)
    fx = (dx / n * (2.0 / width)).squeeze(1)
    fy = (dy / n * (2.0 / height)).squeeze(1)
    eye = torch.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    grid = F.affine_grid(eye, [1, 1, height, width], align_corners=False)
    step = torch.stack([fx, fy], 3)
    total = _noise(height, width)
    # Three taps, then three of those three apart: nine taps along the form for four look-ups.
    for reach in [1.2, 3.6]:
        ahead = F.grid_sample(total, grid + step * reach, mode="bilinear", padding_mode="reflection", align_corners=False)
        behind = F.grid_sample(total, grid - step * reach, mode="bilinear", padding_mode="reflection", align_corners=False)
        total = total + ahead + behind
    total = total - box(total, 6)
    total = total / total.std().clamp(min=1e-4)
    return 0.5 + 0.5 * torch.erf(total * 0.70710678)
