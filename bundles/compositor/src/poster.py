"""Prints: a few flat inks with crisp edges under a key of lines, masses and hatching in the darkest one."""
import torch
from torch import Tensor
from typing import List, Tuple
from flow import along, borders, difference, identity, tangents
from hatch import hatching
from legible import contours, legible
from pixels import fit_long, gauss, luma, shrink, smoothstep, unlab, up
from strokes import flatten
from style import colour_map, look_up


def calm(small: Tensor, tone: Tensor, cover: Tensor, long: float) -> Tensor:
    """Flat areas: surroundings in broad shapes, subjects in finer ones, both with the tones of ``tone``."""
    gain = (0.5 + 0.5 * (tone + 0.06) / (luma(small) + 0.06)).clamp(0.4, 3.0)
    lit = (small * gain).clamp(0.0, 1.0)
    fine = flatten(lit, max(1, int(0.0040 * long + 0.5)))
    broad = gauss(fine, 0.0065 * long, 0.0065 * long)
    return broad + (fine - broad) * cover


def inks(moved: Tensor, cover: Tensor, palette: Tensor, darkest: int, height: int, width: int) -> Tensor:
    """The palette's ink for every pixel, display ``[1, 3, height, width]``, of Lab colours already moved to the style's.

    The darkest ink is the key's: areas take it with reluctance, the more so in the subjects.
    """
    long = float(max(moved.size(2), moved.size(3)))
    scale = torch.tensor([1.0, 0.8, 0.8]).reshape(1, 3, 1, 1)
    layers: List[Tensor] = []
    for k in range(palette.size(0)):
        d = (moved - palette[k, 0:3].reshape(1, 3, 1, 1)) * scale
        far = (d * d).sum(1, keepdim=True) + (400.0 if float(palette[k, 3].item()) < 0.01 else 0.0)
        layers.append(far + (240.0 + 1500.0 * cover) if k == darkest else far)
    soft = torch.softmax(torch.cat(layers, 1) * -0.05, 1)
    # Smoothed shares instead of smoothed colours: specks vanish, edges are rounded and stay sharp.
    soft = up(gauss(soft, 0.0022 * long, 0.0022 * long), height, width)
    soft = soft * soft
    soft = soft * soft
    soft = soft * soft
    colours = unlab(palette[:, 0:3].reshape(-1, 3, 1, 1)).reshape(-1, 3)
    n = palette.size(0)
    mixed = colours.t().matmul(soft.reshape(n, -1)) / soft.reshape(n, -1).sum(0, keepdim=True)
    return mixed.reshape(1, 3, height, width)


def print_picture(
    small: Tensor, cover: Tensor, stats: Tensor, quantiles: Tensor, palette: Tensor, colour: float,
    height: int, width: int, key: float, lines: float,
) -> Tensor:
    """Display ``[1, 3, height, width]``. ``small``, ``cover``: the picture and the subjects' alpha at a working size;
    ``stats``, ``quantiles``, ``palette``: the style's; ``key``: how much of the drawing is left to the darkest ink, 0..1."""
    h, w = small.size(2), small.size(3)
    long = float(max(h, w))
    lum = luma(small)
    tone = legible(lum, cover, 1.0)
    order = palette[:, 0].argsort()
    flat = calm(small, tone, cover, long)
    probe_h, probe_w = fit_long(h, w, 96)
    moved = look_up(flat, colour_map(shrink(flat, probe_h, probe_w), stats, quantiles, colour, 0.7))
    out = inks(moved, cover, palette, int(order[0].item()), height, width)

    s = 0.0017 * long
    edge = along(difference(tone, s, 1.0), identity(h, w), tangents(tone, h, w), 0.007 * long)
    line = smoothstep(-edge, 0.022 - 0.010 * lines, 0.060 - 0.014 * lines)
    broad = borders(tone, 0.008 * long, 0.0036 * long, 0.10) * (1.0 - cover)
    outline, rim = contours(cover, long)
    line = torch.maximum(torch.maximum(line, broad) * (1.0 - rim), outline)
    shade = gauss(tone, s, s) + 0.08 * (1.0 - cover) + (6.0 + 4.0 * cover) * edge
    shade = shade + (1.0 - shade).clamp(min=0.0) * (0.9 * rim)
    texture = hatching(lum, height, width, 110.0, [0.9], 0.10, 0.46)
    soft = 60.0 / float(max(height, width))
    fields = up(torch.cat([shade, line, rim], 1), height, width)
    blank = smoothstep(fields[:, 0:1] - texture.clamp(min=0.10), -soft, soft)
    blank = blank * (1.0 - smoothstep(fields[:, 1:2], 0.25, 0.75))
    dark = unlab(palette[order[0], 0:3].reshape(1, 3, 1, 1))
    light = unlab(palette[order[-1], 0:3].reshape(1, 3, 1, 1))
    out = out + (light - out) * (smoothstep(fields[:, 2:3], 0.35, 0.65) * 0.9)
    return out + (dark - out) * ((1.0 - blank) * key)
