"""Prepares a subject: its matte, its box, and a small pyramid of the cut-out."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from cutout import matte_of
from matting import spread
from pixels import empty, fit_long, lab, planar, shrink, smoothstep, to_u8



def bounds(alpha: Tensor, level: float) -> List[int]:
    """``[x0, y0, x1, y1]`` of the pixels above ``level`` in ``[1, 1, H, W]``; the whole frame when there are none."""
    solid = alpha[0, 0] > level
    cols = torch.nonzero(solid.any(0)).flatten()
    rows = torch.nonzero(solid.any(1)).flatten()
    if cols.numel() < 2 or rows.numel() < 2:
        return [0, 0, alpha.size(3), alpha.size(2)]
    return [int(cols[0].item()), int(rows[0].item()), int(cols[-1].item()) + 1, int(rows[-1].item()) + 1]


def defringe(colour: Tensor, alpha: Tensor, solid: float) -> Tensor:
    """Replaces the colours where the matte is not opaque by those of the nearest opaque parts.

    Inside colours are spread outwards by normalised blurs of growing width; the narrowest that reaches a pixel wins.
    """
    h, w = fit_long(colour.size(2), colour.size(3), 512)
    m = max(h, w) / 512.0
    sure = ((alpha - solid) / (1.0 - solid)).clamp(0.0, 1.0)
    fill = spread(shrink(colour, h, w), shrink(sure, h, w).pow(2.0), [0.8 * m, 2.5 * m, 10.0 * m, 40.0 * m])
    fill = F.interpolate(fill, size=[colour.size(2), colour.size(3)], mode="bilinear", align_corners=False)
    # Thin parts, never quite opaque, keep a colour that is plainly their own.
    own = smoothstep((fill - colour).abs().max(1, keepdim=True)[0], 0.12, 0.30) * smoothstep(alpha, 0.30, 0.75)
    return fill + (colour - fill) * torch.maximum(sure, own)


def _level(colour: Tensor, alpha: Tensor, longest: int) -> Tensor:
    h, w = fit_long(alpha.size(2), alpha.size(3), longest)
    a = shrink(alpha, h, w)
    c = shrink(colour * colour * alpha, h, w) / a.clamp(min=1e-3)
    filled = shrink(colour * colour, h, w)
    keep = (a * 50.0).clamp(0.0, 1.0)
    c = c * keep + filled * (1.0 - keep)
    return to_u8(torch.cat([c.clamp(0.0, 1.0).sqrt(), a], 1))[0]


def encode_subject(image: Tensor, mask: Tensor) -> List[Tensor]:
    """See the bundle's README for the six tensors."""
    full = planar(image)
    h, w = fit_long(full.size(2), full.size(3), 1536)
    full = shrink(full, h, w)
    rgb = full[:, 0:3]
    alpha, kind, confidence = matte_of(full, mask)
    b = bounds(alpha, 0.25)
    x0, y0, x1, y1 = b[0], b[1], b[2], b[3]
    touch: List[float] = []
    solid = (alpha > 0.5).to(torch.float32)
    bw, bh = float(max(1, x1 - x0)), float(max(1, y1 - y0))
    edge = max(1, int(0.004 * max(h, w)))
    touch.append(float(solid[:, :, h - edge :, :].mean([0, 1, 2]).sum().item()) / bw)
    touch.append(float(solid[:, :, :edge, :].mean([0, 1, 2]).sum().item()) / bw)
    touch.append(float(solid[:, :, :, :edge].mean([0, 1, 3]).sum().item()) / bh)
    touch.append(float(solid[:, :, :, w - edge :].mean([0, 1, 3]).sum().item()) / bh)

    crop_a = alpha[:, :, y0:y1, x0:x1]
    crop_c = defringe(rgb[:, :, y0:y1, x0:x1], crop_a, 0.9 if kind != 1 else 0.6)
    info = torch.zeros([16], dtype=torch.float32)
    info[0] = confidence
    info[1] = x0 / w
    info[2] = y0 / h
    info[3] = x1 / w
    info[4] = y1 / h
    info[5] = float(kind)
    info[6] = bw / bh
    for i in range(4):
        info[7 + i] = touch[i]
    info[11] = crop_a.mean()

    # Light of the photo around and on the subject, for the harmonisation.
    sh, sw = fit_long(h, w, 96)
    small = shrink(rgb, sh, sw)
    a_small = shrink(alpha, sh, sw)
    stats = torch.cat([_light(small, torch.ones_like(a_small)), _light(small, a_small)])
    top = _level(crop_c, crop_a, 1024)
    return [info, top, _level(crop_c, crop_a, 512), _level(crop_c, crop_a, 256), stats, empty()]


def _light(display: Tensor, weight: Tensor) -> Tensor:
    """Shades-of-grey illuminant (p = 6, light values, unit mean), mean and spread of Lab: 3 + 3 + 3 numbers."""
    wsum = weight.sum().clamp(min=1e-3)
    c = display * display
    ill = ((c.pow(6.0) * weight).sum([0, 2, 3]) / wsum).pow(1.0 / 6.0)
    ill = ill / ill.mean().clamp(min=1e-4)
    v = lab(display)
    mean = (v * weight).sum([0, 2, 3]) / wsum
    dev = (((v - mean.reshape(1, 3, 1, 1)).pow(2.0) * weight).sum([0, 2, 3]) / wsum).sqrt()
    return torch.cat([ill, mean, dev])


def light_of(display: Tensor, weight: Tensor) -> Tensor:
    return _light(display, weight)
