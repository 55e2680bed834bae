"""From a rough mask to a soft matte at full size: colour guided filter around the contour."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import box, fit_long, shrink, smoothstep


def guided(guide: Tensor, mask: Tensor, radius: int, eps: float) -> Tuple[Tensor, Tensor]:
    """Coefficients of the colour guided filter (He, Sun and Tang, 2013): slope ``[1, 3, H, W]`` and offset."""
    mean_i = box(guide, radius)
    mean_p = box(mask, radius)
    cov_ip = box(guide * mask, radius) - mean_i * mean_p
    r, g, b = guide[:, 0:1], guide[:, 1:2], guide[:, 2:3]
    pairs = torch.cat([r * r, r * g, r * b, g * g, g * b, b * b], 1)
    m = mean_i
    mr, mg, mb = m[:, 0:1], m[:, 1:2], m[:, 2:3]
    v = box(pairs, radius) - torch.cat([mr * mr, mr * mg, mr * mb, mg * mg, mg * mb, mb * mb], 1)
    rr = v[:, 0:1] + eps
    rg = v[:, 1:2]
    rb = v[:, 2:3]
    gg = v[:, 3:4] + eps
    gb = v[:, 4:5]
    bb = v[:, 5:6] + eps
    # Inverse of the symmetric 3x3 matrix by cofactors.
    c00 = gg * bb - gb * gb
    c01 = gb * rb - rg * bb
    c02 = rg * gb - gg * rb
    c11 = rr * bb - rb * rb
    c12 = rb * rg - rr * gb
    c22 = rr * gg - rg * rg
    det = (rr * c00 + rg * c01 + rb * c02).clamp(min=1e-12)
    p0, p1, p2 = cov_ip[:, 0:1], cov_ip[:, 1:2], cov_ip[:, 2:3]
    slope = torch.cat([c00 * p0 + c01 * p1 + c02 * p2, c01 * p0 + c11 * p1 + c12 * p2, c02 * p0 + c12 * p1 + c22 * p2], 1) / det
    offset = mean_p - (slope * mean_i).sum(1, keepdim=True)
    return box(slope, radius), box(offset, radius)


def refine(rgb: Tensor, mask: Tensor, radius: float, eps: float, lo: float, hi: float) -> Tensor:
    """Snaps a soft mask of any size to the edges of display ``rgb``; ``radius`` is a share of the longer side.

    Coefficients are found at 512 px and applied at full size; ``lo..hi`` of the result is stretched to 0..1.
    """
    h, w = rgb.size(2), rgb.size(3)
    sh, sw = fit_long(h, w, 512)
    guide = shrink(rgb, sh, sw)
    m = shrink(mask, sh, sw)
    r = max(2, int(radius * max(sh, sw) + 0.5))
    slope, offset = guided(guide, m, r, eps)
    slope = F.interpolate(slope, size=[h, w], mode="bilinear", align_corners=False)
    offset = F.interpolate(offset, size=[h, w], mode="bilinear", align_corners=False)
    a = (slope * rgb).sum(1, keepdim=True) + offset
    # Far from the contour the mask is right; the filter only decides near it.
    near = box(m, r + 1)
    sure_in = smoothstep(near, 0.96, 0.995)
    sure_out = 1.0 - smoothstep(near, 0.005, 0.04)
    sure = F.interpolate(torch.cat([sure_in, sure_out], 1), size=[h, w], mode="bilinear", align_corners=False)
    a = smoothstep(a, lo, hi)
    return torch.maximum(a, sure[:, 0:1]) * (1.0 - sure[:, 1:2])
