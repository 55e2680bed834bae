"""Mattes: given alpha, a user's mask, a plain backdrop, or an ordinary photo."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from backdrop import plain_matte
from matting import refine, unmix
from photo import photo_matte
from pixels import box, gauss, shrink, smoothstep

# Kinds of matte: 1 given alpha, 2 user mask, 3 plain backdrop, 4 ordinary photo.


def matte_of(full: Tensor, mask: Tensor) -> Tuple[Tensor, int, float]:
    """``[1, 4, H, W]`` display RGBA and an optional uint8 mask to (matte ``[1, 1, H, W]``, kind, confidence)."""
    h, w = full.size(2), full.size(3)
    given = full[:, 3:4]
    rgb = full[:, 0:3]
    if mask.numel() > 0:
        m = shrink(mask.to(torch.float32).unsqueeze(0).unsqueeze(0) * (1.0 / 255.0), h, w)
        if float((m > 0.5).to(torch.float32).mean().item()) > 0.0005:
            # A hand-drawn outline is snapped to the edges near it; a soft matte is used as it is.
            soft = float(((m > 0.1) & (m < 0.9)).to(torch.float32).mean().item())
            if soft < 0.004:
                m = refine(rgb, m, 0.012, 1e-4, 0.15, 0.85)
            return m * given, 2, 1.0
    clear = float((given < 0.5).to(torch.float32).mean().item())
    if clear > 0.005 and clear < 0.9995:
        return given, 1, 1.0
    plain, sure, is_plain = plain_matte(rgb)
    if is_plain and sure > 0.25:
        soft = refine(rgb, gauss(plain, 0.6, 0.6), 0.006, 6e-5, 0.15, 0.85)
        return unmix(rgb, plain, soft, 0.006), 3, sure
    rough, trust = photo_matte(rgb)
    return refine(rgb, gauss(rough, 0.7, 0.7), 0.012, 2e-4, 0.2, 0.8), 4, trust
