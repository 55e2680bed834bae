"""Grades a scene towards the colours that the client asked for; the subjects are composed on top and keep theirs."""
import torch
from torch import Tensor
from pixels import lab, smoothstep, unlab


def graded(canvas: Tensor, colours: Tensor, studio: bool) -> Tensor:
    """Light values ``[1, 3, H, W]`` moved towards ``colours`` f32[k, 3] (sRGB 0..1).

    A studio sweep is painted in the first colour and keeps its shading. In a photo every pixel takes hue and chroma from the
    palette's colours near its own, little where it is grey, and almost keeps its lightness, so that the place stays recognisable.
    """
    inks = lab(colours.clamp(0.0, 1.0).reshape(-1, 3, 1, 1))
    scene = lab(canvas.clamp(0.0, 1.0).sqrt())
    if studio:
        tone = scene[:, 0:1] - scene[:, 0:1].mean()
        l = (inks[0:1, 0:1] + 0.8 * tone).clamp(0.0, 100.0)
        out = torch.cat([l, inks[0:1, 1:3].expand(1, 2, scene.size(2), scene.size(3))], 1)
    else:
        weight = torch.zeros_like(scene[:, 0:1])
        wanted = torch.zeros_like(scene)
        for k in range(inks.size(0)):
            ink = inks[k : k + 1]
            d = 0.15 * (scene[:, 0:1] - ink[:, 0:1]).pow(2.0) + (scene[:, 1:3] - ink[:, 1:3]).pow(2.0).sum(1, keepdim=True)
            w = torch.exp(-d / 900.0) + 1e-6
            weight = weight + w
            wanted = wanted + w * ink
        wanted = wanted / weight
        chroma = scene[:, 1:3].pow(2.0).sum(1, keepdim=True).sqrt()
        amount = 0.35 + 0.55 * smoothstep(chroma, 3.0, 18.0)
        # Near black and near white no colour is as strong as in between.
        l = scene[:, 0:1] + 0.12 * (wanted[:, 0:1] - scene[:, 0:1])
        amount = amount * smoothstep(l, 2.0, 22.0) * (1.0 - smoothstep(l, 90.0, 100.0))
        out = torch.cat([l, scene[:, 1:3] + (wanted[:, 1:3] - scene[:, 1:3]) * amount], 1)
    display = unlab(out)
    return display * display
