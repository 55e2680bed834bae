"""Matches a subject to the scene it stands in."""
import torch
from torch import Tensor
from typing import List, Tuple
from pixels import clampf, span


def harmony_gain(z: List[float], own: Tensor, photo: Tensor, scene: Tensor, kind: float, protect: float) -> Tensor:
    """Gain in light values ``[3]`` for a subject.

    ``own``, ``photo``, ``scene`` are ``light_of`` rows (illuminant 3, mean Lab 3, deviation 3) of the subject inside its
    matte, of its whole photo and of the target scene. Colour: von Kries ratio between the two scenes' illuminants.
    Exposure: the scenes' difference in L, so that a black product stays black. A photo whose surroundings say nothing
    (alpha, plain backdrop: kinds 1 and 3) counts as neutrally lit at L = 70. ``protect`` > 1 keeps more of the product.
    """
    neutral = kind < 1.5 or (kind > 2.5 and kind < 3.5)
    source = torch.ones([3]) if neutral else photo[0:3]
    before = 70.0 if neutral else float(photo[3].item())
    ratio = (scene[0:3] / source.clamp(min=0.2)).clamp(0.6, 1.6)
    amount = clampf(span(z[8], 0.10, 0.60) / protect, 0.0, 0.85)
    tint = ratio.pow(amount)
    tint = tint / (tint * torch.tensor([0.2126, 0.7152, 0.0722])).sum()
    shift = clampf((float(scene[3].item()) - before) / 100.0, -0.45, 0.35)
    gain = 2.718281828 ** (2.0 * shift * clampf(span(z[9], 0.1, 0.6) / protect, 0.0, 0.6))
    return tint * gain
