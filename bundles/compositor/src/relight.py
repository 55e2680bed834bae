"""Light: what a lighting reference measures, the low-frequency gain that carries it, and the final tone."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import clampf, empty, gauss, luma, planar, shrink, span
from subject import light_of


def field_of(display: Tensor) -> Tensor:
    """Low-pass natural-log luminance of light values on a 24 x 24 grid."""
    s = shrink(display, 48, 48)
    y = luma(s * s)
    y = F.avg_pool2d(gauss(y, 2.5, 2.5), 2)
    return (y + 0.004).log()


def encode_lighting(image: Tensor) -> List[Tensor]:
    """``[info, field [1, 1, 24, 24], light (9)]``; info: 7 side the light comes from (-1 left .. 1 right), 8 hardness."""
    rgb = shrink(planar(image)[:, 0:3], 128, 128)
    info = torch.zeros([16], dtype=torch.float32)
    info[0] = 1.0
    info[3] = 1.0
    info[4] = 1.0
    info[6] = image.size(1) / image.size(0)
    info[7] = side_of(rgb)
    info[8] = float(luma(rgb).std().item())
    return [info, field_of(rgb), light_of(shrink(rgb, 64, 64), torch.ones([1, 1, 64, 64])), empty(), empty(), empty()]


def side_of(display: Tensor) -> float:
    """Where the light comes from: the horizontal slope of log luminance over its deviation, -1 left .. 1 right."""
    f = field_of(display)
    x = torch.linspace(-1.0, 1.0, 24).reshape(1, 1, 1, 24)
    d = f - f.mean()
    dev = d.pow(2.0).mean().sqrt().clamp(min=0.15)
    return clampf(float(((d * x).mean() / (x * x).mean() / dev).item()), -1.0, 1.0)


def relight_gain(
    z: List[float], canvas_small: Tensor, field: Tensor, light: Tensor, strength: float
) -> Tensor:
    """Gain in light values ``[1, 3, 24, 24]`` that moves a picture's low-frequency light to the reference's."""
    own = field_of(canvas_small)
    amount = clampf(span(z[14], 0.45, 1.0) * strength, 0.0, 1.0)
    # Broad light only: the objects in the reference are not to leave ghosts.
    d = field - own
    broad = gauss(d, 5.0, 5.0)
    d = broad + 0.25 * (gauss(d, 2.5, 2.5) - broad)
    d = (d * amount).clamp(-1.6, 1.2)
    mine = light_of(shrink(canvas_small, 64, 64), torch.ones([1, 1, 64, 64]))
    ratio = (light[0:3] / mine[0:3].clamp(min=0.05)).clamp(0.45, 2.2)
    tint = ratio.pow(clampf(span(z[15], 0.45, 1.0) * strength, 0.0, 1.0))
    tint = tint / (tint * torch.tensor([0.2126, 0.7152, 0.0722])).sum()
    return d.exp() * tint.reshape(1, 3, 1, 1)


def tone_gain(z: List[float], gain: Tensor) -> Tensor:
    """Exposure and vignette folded into a ``[1, 3, 24, 24]`` gain."""
    x = torch.linspace(-1.0, 1.0, 24)
    r2 = (x.reshape(1, 1, 1, 24).pow(2.0) + x.reshape(1, 1, 24, 1).pow(2.0)) * 0.5
    vignette = 1.0 - clampf(0.22 * (span(z[19], -0.7, 1.0)), 0.0, 0.22) * r2 * r2 * 2.0
    exposure = 2.718281828 ** (0.18 * clampf(z[16], -2.5, 2.5))
    return gain * vignette * exposure


def shoulder(light: Tensor) -> Tensor:
    """Rolls highlights above 0.8 off towards 1 instead of clipping them."""
    over = (light - 0.8).clamp(min=0.0)
    return light - over + over / (1.0 + over * 3.0)
