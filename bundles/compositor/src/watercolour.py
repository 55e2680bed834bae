"""Water-colour: washes with wavering, darker edges, bare paper, pen lines and the grain of the paper."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from flow import along, borders, difference, identity, tangents
from legible import contours, legible
from pixels import fit_long, gauss, luma, shrink, smoothstep, unlab, up
from strokes import cloud, flatten
from style import colour_table, look_up


def glazes(lum: Tensor, count: float) -> Tensor:
    """Tones in ``count`` layers of paint with soft but visible edges."""
    x = lum * count
    whole = x.floor()
    return (whole + smoothstep(x - whole, 0.25, 0.75)) / count


def water_colour(
    small: Tensor, cover: Tensor, stats: Tensor, quantiles: Tensor, colour: float, height: int, width: int,
    pen: float, grain: float, lines: float,
) -> Tensor:
    """Display ``[1, 3, height, width]``. ``small``, ``cover``: the picture and the subjects' alpha at a working size;
    ``stats``, ``quantiles``: the style's; ``pen``: how much the style draws with lines, 0..1; ``grain``: of its paper."""
    h, w = small.size(2), small.size(3)
    long = float(max(h, w))
    lum = luma(small)
    tone = legible(lum, cover, 1.0)
    grid = identity(h, w)
    fine = flatten(small, max(1, int(0.0030 * long + 0.5)))
    broad = gauss(fine, 0.004 * long, 0.004 * long)
    flat = broad + (fine - broad) * (0.25 + 0.75 * cover)

    # The hand wavers, and so does the pigment: slow noise moves edges, slower noise thins and gathers the paint.
    ch, cw = fit_long(h * 8, w * 8, 160)
    slow = cloud(ch, cw, 12)[:, 0:1] * 0.5 + cloud(ch, cw, 30)[:, 1:2] * 0.35 + cloud(ch, cw, 75)[:, 1:2] * 0.25
    waver = cloud(ch, cw, 48) * 0.6 + cloud(ch, cw, 110) * 0.4
    field = up(torch.cat([waver, slow], 1), h, w)
    moved = F.grid_sample(
        flat, grid + field[:, 0:2].permute(0, 2, 3, 1) * 0.0045, mode="bilinear", padding_mode="reflection",
        align_corners=False)
    paint = luma(moved)
    layered = glazes((paint + 0.02 * field[:, 2:3]).clamp(0.0, 1.0), 7.0)
    # Wet paint dries darker at its edge.
    dry = gauss(layered, 0.0035 * long, 0.0035 * long)
    rim = (dry - layered).clamp(0.0, 0.12)
    target = layered * 0.6 + paint * 0.4
    target = target * (1.0 - 1.8 * rim) * (1.0 + 0.11 * field[:, 2:3])
    moved = (moved * ((target + 0.02) / (paint + 0.02)).clamp(0.5, 1.6)).clamp(0.0, 1.0)
    probe_h, probe_w = fit_long(h, w, 96)
    table = colour_table(shrink(small, probe_h, probe_w), stats, quantiles, colour, 0.6 * colour)
    wet = look_up(moved, table)
    paper = unlab(torch.stack([quantiles[31].clamp(min=90.0), stats[1] * 0.3, stats[2] * 0.3]).reshape(1, 3, 1, 1))
    # The lightest passages and a sliver around the subjects stay paper.
    outline, around = contours(cover, long)
    bare = torch.maximum(smoothstep(luma(wet) + 0.10 * field[:, 2:3], 0.74, 0.92) * (1.0 - 0.5 * cover), 0.45 * around)
    wet = wet + (paper - wet) * bare

    s = 0.0013 * long
    edge = along(difference(tone, s, 1.0), grid, tangents(tone, h, w), 0.005 * long)
    line = smoothstep(-edge, 0.016 - 0.008 * lines, 0.06 - 0.014 * lines) * (0.35 + 0.65 * cover)
    line = torch.maximum(line, 0.8 * borders(tone, 0.007 * long, 0.0026 * long, 0.09) * (1.0 - cover))
    line = torch.maximum(line * (1.0 - around), 0.8 * outline)
    # The pen lifts now and then.
    line = line * (0.75 + 0.5 * field[:, 2:3]).clamp(0.0, 1.0)
    out = up(torch.cat([wet, line], 1), height, width)
    dark = unlab(torch.stack([quantiles[1], stats[1] * 0.5, stats[2] * 0.5]).reshape(1, 3, 1, 1))
    wet = out[:, 0:3]
    wet = wet + (dark - wet) * (smoothstep(out[:, 3:4], 0.20, 0.75) * (0.85 * pen))
    th, tw = fit_long(height, width, 512)
    tooth = cloud(th, tw, 210)
    tooth = up(tooth[:, 0:1] * 0.75 + tooth[:, 1:2] * 0.25, height, width)
    return wet * (1.0 + tooth * (0.05 * grain))
