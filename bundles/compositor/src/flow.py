"""The flow of a picture: a tangent field along its edges, smoothing along it, and lines drawn with it.

Lines are a difference of Gaussians smoothed along the tangents (flow-based DoG, Kang, Lee and Chui, 2007): noise breaks
up, hair and folds stay whole.
"""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import fit_long, gauss, shrink, smoothstep


def tensor_field(lum: Tensor, sigma: float) -> Tensor:
    """Smoothed structure tensor ``[1, 2, h, w]`` of ``[1, 1, h, w]`` as doubled-angle cosine and sine of the gradient,
    longer where edges are stronger and agree."""
    p = F.pad(lum, [1, 1, 1, 1], mode="replicate")
    gx = p[:, :, 1:-1, 2:] - p[:, :, 1:-1, :-2]
    gy = p[:, :, 2:, 1:-1] - p[:, :, :-2, 1:-1]
    return gauss(torch.cat([gx * gx - gy * gy, 2.0 * gx * gy], 1), sigma, sigma)


def tangents(lum: Tensor, height: int, width: int) -> Tensor:
    """Unit steps along the form for ``grid_sample`` at ``height x width``: ``[1, height, width, 2]``, one pixel long."""
    h, w = fit_long(height, width, 256)
    d = tensor_field(shrink(lum, h, w), 0.006 * float(max(h, w)))
    d = F.interpolate(d, size=[height, width], mode="bilinear", align_corners=False)
    c, s = d[:, 0], d[:, 1]
    n = (c * c + s * s).sqrt() + 1e-8
    # Half the doubled angle, a quarter turn on: the tangent. With cos 2a = c the gradient's own angle has
    # cos^2 a = (1 + c) / 2.
    c = c / n
    gy = ((1.0 - c) * 0.5).clamp(min=0.0).sqrt()
    gx = ((1.0 + c) * 0.5).clamp(min=0.0).sqrt() * torch.sign(s + 1e-12)
    return torch.stack([-gy * (2.0 / width), gx * (2.0 / height)], 3)


def identity(height: int, width: int) -> Tensor:
    eye = torch.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    return F.affine_grid(eye, [1, 1, height, width], align_corners=False)


def along(x: Tensor, grid: Tensor, tangent: Tensor, reach: float) -> Tensor:
    """Smooths ``[1, C, H, W]`` along the tangents, about ``reach`` pixels each way: three taps of three taps."""
    out = x
    for step in [reach * 0.3, reach * 0.9]:
        ahead = F.grid_sample(out, grid + tangent * step, mode="bilinear", padding_mode="border", align_corners=False)
        behind = F.grid_sample(out, grid - tangent * step, mode="bilinear", padding_mode="border", align_corners=False)
        out = (out + ahead + behind) * (1.0 / 3.0)
    return out


def difference(lum: Tensor, sigma: float, keep: float) -> Tensor:
    """Difference of Gaussians, below 0 on the dark side of edges: ``G(sigma) - keep G(1.6 sigma)``."""
    return gauss(lum, sigma, sigma) - keep * gauss(lum, 1.6 * sigma, 1.6 * sigma)


def _slope(x: Tensor) -> Tensor:
    """Gradient magnitude of ``[1, 1, H, W]``, per pixel."""
    p = F.pad(x, [1, 1, 1, 1], mode="replicate")
    gx = p[:, :, 1:-1, 2:] - p[:, :, 1:-1, :-2]
    gy = p[:, :, 2:, 1:-1] - p[:, :, :-2, 1:-1]
    return 0.5 * (gx * gx + gy * gy).sqrt()


def borders(lum: Tensor, sigma: float, width: float, least: float) -> Tensor:
    """Thin lines where broad tones meet, however soft (zero crossings; Marr and Hildreth, 1980), 0..1.

    ``width``: of a line, pixels; ``least``: the weakest step of tone that is drawn. A line thins out with its edge.
    """
    a = gauss(lum, sigma, sigma)
    d = a - gauss(a, sigma, sigma)
    rise = _slope(a) * (2.5 * sigma)
    reach = 0.5 * width * (0.4 + 0.6 * ((rise - least) / (3.0 * least)).clamp(0.0, 1.0))
    line = (reach + 0.5 - d.abs() / (_slope(d) + 1e-5)).clamp(0.0, 1.0)
    return line * smoothstep(rise, 1.2 * least, 1.8 * least)
