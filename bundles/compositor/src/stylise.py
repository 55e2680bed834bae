"""Applies the style references to a finished picture."""
import torch
from torch import Tensor
from typing import List, Tuple
from ink import ink_drawing
from pixels import clampf, fit_long, luma, shrink, span, unlab
from poster import print_picture
from style import colour_table, look_up
from watercolour import water_colour


def stylise(
    z: List[float], picture: Tensor, alphas: Tensor, guidance: Tensor, styles: List[int], encoded: List[Tensor]
) -> Tensor:
    """``picture``: display ``[1, 3, H, W]``; ``alphas``: visible alpha per reference ``[n, H, W]``."""
    height, width = picture.size(2), picture.size(3)
    count = float(len(styles))
    strength, ink, poster, painterly, lines, grain = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    stats = torch.zeros([12])
    quantiles = torch.zeros([33])
    palette = encoded[6 * styles[0] + 3]
    for i in styles:
        info = encoded[6 * i]
        strength += float(guidance[i].exp().item()) / count
        ink += float(info[7].item()) / count
        poster += float(info[8].item()) / count
        lines += float(info[9].item()) / count
        painterly += float(info[10].item()) / count
        grain += float(info[12].item()) / count
        stats = stats + encoded[6 * i + 1] / count
        quantiles = quantiles + encoded[6 * i + 2] / count
    colour = clampf(span(z[10], 0.65, 1.0) * strength, 0.0, 1.0)
    drawn = clampf(span(z[12], 0.60, 1.0) * strength, 0.0, 1.0)
    work_h, work_w = fit_long(height, width, 640)
    ink_share = clampf(1.4 * ink * drawn, 0.0, 1.0)
    print_share = clampf(1.4 * poster * drawn, 0.0, 1.0)
    paint_share = clampf(1.3 * painterly * drawn, 0.0, 1.0)
    line_bias = 0.5 * clampf(z[13], -2.0, 2.0)
    small = picture
    cover = alphas[0:1].unsqueeze(0)
    if max(ink_share, max(print_share, paint_share)) > 0.05:
        small = shrink(picture, work_h, work_w)
        cover = shrink(alphas.sum(0, keepdim=True).unsqueeze(0).clamp(0.0, 1.0), work_h, work_w)
    out = picture
    if max(ink_share, max(print_share, paint_share)) < 0.97:
        probe_h, probe_w = fit_long(height, width, 96)
        table = colour_table(shrink(picture, probe_h, probe_w), stats, quantiles, colour, 0.6 * colour)
        out = look_up(picture, table)
    if paint_share > 0.05:
        pen = clampf(lines / 0.06, 0.0, 1.0)
        tooth = clampf(grain, 0.0, 1.6) * span(z[11], 0.4, 1.6)
        painting = water_colour(small, cover, stats, quantiles, colour, height, width, pen, tooth, line_bias)
        out = out + (painting - out) * paint_share
    if print_share > 0.05:
        key = clampf(lines / 0.10, 0.6, 1.0)
        drawing = print_picture(
            small, cover, stats, quantiles, palette, 0.8 + 0.2 * colour, height, width, key, line_bias)
        out = out + (drawing - out) * print_share
    if ink_share > 0.05:
        blank = ink_drawing(luma(small), cover, height, width, line_bias)
        paper = unlab(torch.stack([quantiles[31], stats[1], stats[2]]).reshape(1, 3, 1, 1))
        dark = unlab(torch.stack([quantiles[1], stats[1], stats[2]]).reshape(1, 3, 1, 1))
        out = out + (dark + (paper - dark) * blank - out) * ink_share
    return out.clamp(0.0, 1.0)
