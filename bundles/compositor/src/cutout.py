"""Mattes: given alpha, a user's mask, a plain backdrop, or an ordinary photo."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import blur, fit_long, gauss, lab, shrink, smoothstep

# Kinds of matte: 1 given alpha, 2 user mask, 3 plain backdrop, 4 ordinary photo.


def matte_of(full: Tensor, mask: Tensor) -> Tuple[Tensor, int, float]:
    """``[1, 4, H, W]`` display RGBA and an optional uint8 mask to (matte ``[1, 1, H, W]``, kind, confidence)."""
    h, w = full.size(2), full.size(3)
    given = full[:, 3:4]
    if mask.numel() > 0:
        m = shrink(mask.to(torch.float32).unsqueeze(0).unsqueeze(0) * (1.0 / 255.0), h, w)
        if float((m > 0.5).to(torch.float32).mean().item()) > 0.0005:
            return m * (given > 0.02).to(torch.float32), 2, 1.0
    clear = float((given < 0.5).to(torch.float32).mean().item())
    if clear > 0.005 and clear < 0.9995:
        return given, 1, 1.0
    matte = plain_matte(full[:, 0:3])
    return matte, 3, 0.9


def plain_matte(rgb: Tensor) -> Tensor:
    h, w = rgb.size(2), rgb.size(3)
    sh, sw = fit_long(h, w, 512)
    v = lab(shrink(rgb, sh, sw))
    border = torch.cat([v[0, :, :4, :].reshape(3, -1), v[0, :, -4:, :].reshape(3, -1), v[0, :, :, :4].reshape(3, -1), v[0, :, :, -4:].reshape(3, -1)], 1)
    mid = border.median(1)[0].reshape(1, 3, 1, 1)
    d = v - mid
    dist = ((0.5 * d[:, 0:1]).pow(2.0) + d[:, 1:2].pow(2.0) + d[:, 2:3].pow(2.0)).sqrt()
    a = smoothstep(gauss(dist, 0.7, 0.7), 5.0, 14.0)
    return shrink(a, h, w)
