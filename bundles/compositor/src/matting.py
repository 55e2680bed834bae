"""From a rough mask to a soft matte at full size: colour guided filter around the contour."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import blur, box, fit_long, shrink, smoothstep


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


def spread(values: Tensor, weight: Tensor, sigmas: List[float]) -> Tensor:
    """Fills where ``weight`` is 0 with the nearest weighted values: normalised blurs of growing width, narrowest first."""
    out = values * weight
    have = weight
    for sigma in sigmas:
        c = blur(values * weight, sigma)
        a = blur(weight, sigma)
        take = (a * 40.0).clamp(0.0, 1.0) * (1.0 - have)
        out = out + c / a.clamp(min=1e-4) * take
        have = have + take
    mean = (values * weight).sum([2, 3], keepdim=True) / weight.sum().clamp(min=1.0)
    return out + mean * (1.0 - have)


def unmix(rgb: Tensor, mask: Tensor, soft: Tensor, radius: float) -> Tensor:
    """Matte against a smooth backdrop whose colour is known on both sides of the contour.

    In a band of ``radius`` (share of the longer side) around the contour of ``mask`` each pixel is taken for a mixture of
    the nearest sure product colour F and the nearest sure backdrop colour B, and alpha is its position between the
    two (in light values). Where F and B are alike ``soft`` decides.
    """
    h, w = rgb.size(2), rgb.size(3)
    long = float(max(h, w))
    r = max(2, int(radius * long + 0.5))
    m = F.interpolate(mask, size=[h, w], mode="bilinear", align_corners=False)
    near = box(m, r)
    inside = (near > 0.985).to(torch.float32)
    outside = (near < 0.015).to(torch.float32)
    light = rgb * rgb
    # F and B are smooth: found on a small copy.
    sh, sw = fit_long(h, w, 512)
    small = shrink(light, sh, sw)
    f = 0.012 * max(sh, sw) / 2.0
    widths = [0.8 * f, 2.0 * f, 6.0 * f, 20.0 * f]
    front = spread(small, (shrink(inside, sh, sw) > 0.999).to(torch.float32), widths)
    back = spread(small, (shrink(outside, sh, sw) > 0.999).to(torch.float32), widths)
    front = F.interpolate(front, size=[h, w], mode="bilinear", align_corners=False)
    back = F.interpolate(back, size=[h, w], mode="bilinear", align_corners=False)
    d = front - back
    n = (d * d).sum(1, keepdim=True)
    a = ((light - back) * d).sum(1, keepdim=True) / n.clamp(min=1e-4)
    # Residual across the line between F and B: another colour, not a mixture; such pixels belong to whatever is solid.
    rest = (light - back - a.clamp(0.0, 1.0) * d).pow(2.0).sum(1, keepdim=True)
    other = smoothstep(rest / (0.25 * n + 0.002), 0.15, 0.6)
    a = smoothstep(a, 0.08, 0.90)
    a = a + (torch.maximum(a, soft) - a) * other
    # Thin parts (wires, rims) have no sure inside next to them.
    clear = smoothstep(n, 0.006, 0.04) * smoothstep(box(inside, 2 * r), 0.02, 0.10)
    a = soft + (a - soft) * clear
    a = a * smoothstep(near, 0.02, 0.30)
    return torch.maximum(a * (1.0 - outside), inside)
