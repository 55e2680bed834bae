"""Pen and ink: contours, lines and layered hatching on paper."""
import torch
from torch import Tensor
from typing import List, Tuple
from flow import along, borders, difference, identity, tangents
from hatch import hatching
from legible import contours, legible
from pixels import gauss, smoothstep, up


def ink_drawing(lum: Tensor, cover: Tensor, height: int, width: int, lines: float) -> Tensor:
    """Share of paper, 0 ink .. 1 paper, ``[1, 1, height, width]``. ``lum`` and ``cover``: luma and alpha of the
    subjects at a working size; ``lines``: threshold of the line work, 0 usual, positive draws more."""
    h, w = lum.size(2), lum.size(3)
    long = float(max(h, w))
    tone = legible(lum, cover, 1.4)
    tangent = tangents(tone, h, w)
    grid = identity(h, w)
    s = 0.0015 * long
    edge = along(difference(tone, s, 1.0), grid, tangent, 0.006 * long)
    line = smoothstep(-edge, 0.018 - 0.008 * lines, 0.05 - 0.012 * lines)
    broad = borders(tone, 0.007 * long, 0.0036 * long, 0.07) * (1.0 - cover)
    line = torch.maximum(line, broad)
    outline, rim = contours(cover, long)
    shade = tone + (4.0 + 6.0 * cover) * edge
    shade = shade + (1.0 - shade).clamp(min=0.0) * (0.9 * rim)
    line = torch.maximum(line * (1.0 - rim), outline)
    texture = hatching(lum, height, width, 140.0, [0.9, -0.35, 2.2], 0.14, 0.70)
    soft = 70.0 / float(max(height, width))
    fields = up(torch.cat([shade, line], 1), height, width)
    paper = smoothstep(fields[:, 0:1] - texture.clamp(min=0.05), -soft, soft)
    return paper * (1.0 - smoothstep(fields[:, 1:2], 0.25, 0.75))
