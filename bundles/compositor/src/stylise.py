"""Applies the style references to a finished picture."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import blur, box, clampf, fit_long, gauss, luma, quantile, shrink, smoothstep, span, unlab
from strokes import cloud, flatten, hatching, outlines
from style import colour_table, look_up


def up(x: Tensor, height: int, width: int) -> Tensor:
    if x.size(2) == height and x.size(3) == width:
        return x
    return F.interpolate(x, size=[height, width], mode="bilinear", align_corners=False)


def emphasise(small: Tensor, cover: Tensor, amount: float) -> Tensor:
    """Makes drawings legible: raises local contrast and parts the tone of the subjects from their surroundings.

    ``small``: display ``[1, 3, h, w]``; ``cover``: alpha of all subjects. Returns the picture prepared for drawing.
    """
    h, w = small.size(2), small.size(3)
    lh, lw = fit_long(h, w, 128)
    lum = shrink(luma(small), lh, lw)
    c = shrink(cover, lh, lw)
    local = lum - gauss(lum, 5.0, 5.0)
    inside = float(c.sum().item())
    total = float(c.numel())
    out = local * (0.10 + 0.30 * c)
    gain = torch.ones_like(lum)
    if inside > 0.004 * total:
        s = gauss(c, 6.0, 6.0)
        halo = s * (1.0 - c)
        mine = float(((lum * c).sum() / c.sum()).item())
        around = float(((lum * halo).sum() / halo.sum().clamp(min=1e-3)).item())
        push = 0.45 if around >= mine - 0.05 else -0.30
        gap = 1.0 - clampf(abs(around - mine) / 0.35, 0.0, 0.8)
        out = out + halo * (push * gap)
        # The subjects get the whole range of tones, so that a black product shows its form.
        own = lum[c > 0.6].sort()[0]
        if own.numel() > 16:
            lo = quantile(own, 0.04)
            mid = max(lo + 0.04, quantile(own, 0.5))
            hi = max(mid + 0.10, quantile(own, 0.96))
            wide = 0.06 + 0.42 * ((lum - lo) / (mid - lo)).clamp(0.0, 1.0) + 0.44 * ((lum - mid) / (hi - mid)).clamp(0.0, 1.0)
            # A gain, not an offset: fine detail in the darks grows with it.
            boost = (wide / lum.clamp(min=0.03)).clamp(0.4, 5.0)
            gain = gain + c * (boost - 1.0) * 0.7
    both = up(torch.cat([1.0 + (gain - 1.0) * amount, out * amount], 1), h, w)
    return (small * both[:, 0:1] + both[:, 1:2]).clamp(0.0, 1.0)


def wash(small: Tensor, long: float, amount: float) -> Tensor:
    """Water-colour handling of an already flattened picture: wavering edges, pigment gathered along them, uneven washes."""
    h, w = small.size(2), small.size(3)
    eye = torch.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    ch, cw = fit_long(h * 8, w * 8, 160)
    slow = cloud(ch, cw, 14)[:, 0:1] * 0.05 + cloud(ch, cw, 40)[:, 1:2] * 0.03
    noise = up(torch.cat([cloud(ch, cw, 48) * 0.6 + cloud(ch, cw, 110) * 0.4, slow], 1), h, w)
    grid = F.affine_grid(eye, [1, 1, h, w], align_corners=False) + noise[:, 0:2].permute(0, 2, 3, 1) * (0.0055 * amount)
    moved = F.grid_sample(small, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    lum = luma(moved)
    r = max(1, int(0.004 * long + 0.5))
    rim = (box(lum, r) - lum).clamp(min=0.0)
    pool = 1.0 - (rim * 1.6 * amount).clamp(max=0.35)
    uneven = 1.0 + noise[:, 2:3] * amount
    return (moved * pool * uneven).clamp(0.0, 1.0)


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
    long = float(max(work_h, work_w))
    draw = max(ink, poster) * drawn
    paint = painterly * drawn
    flat_amount = clampf(max(poster, max(painterly, 0.2 * ink)) * drawn * 1.3, 0.0, 1.0)
    small = picture
    cover = alphas.sum(0, keepdim=True).unsqueeze(0).clamp(0.0, 1.0)
    if draw > 0.1 or flat_amount > 0.05:
        small = shrink(picture, work_h, work_w)
        cover = shrink(cover, work_h, work_w)
    if draw > 0.1:
        small = emphasise(small, cover, draw)
    sharp = small
    if flat_amount > 0.05:
        flat = flatten(small, max(1, int(0.0040 * long + 0.5)))
        small = small + (flat - small) * flat_amount
        if poster > 0.3:
            # Calm surroundings, crisp subjects.
            calm = flatten(small, max(2, int(0.0085 * long + 0.5)))
            calm = box(box(calm, max(1, int(0.0025 * long + 0.5))), max(1, int(0.0025 * long + 0.5)))
            small = calm + (small - calm) * (0.15 + 0.85 * cover)
    if paint > 0.1:
        small = wash(small, long, paint)
    base = picture
    if draw > 0.1 or flat_amount > 0.05:
        base = up(small, height, width)
    probe_h, probe_w = fit_long(height, width, 96)
    table = colour_table(
        shrink(small, probe_h, probe_w), stats, quantiles, palette, colour, 0.6 * colour,
        clampf(poster * drawn * 1.3, 0.0, 1.0),
    )
    out = look_up(base, table)
    if ink > 0.05:
        hatch_h, hatch_w = fit_long(height * 4, width * 4, 512)
        texture = hatching(luma(shrink(small, hatch_h, hatch_w)), hatch_h, hatch_w)
        tone = luma(out)
        fine = luma(base)
        r = max(1, int(0.006 * max(height, width)))
        tone = tone + 1.6 * (fine - box(fine, r))
        paper = unlab(torch.stack([quantiles[31], stats[1], stats[2]]).reshape(1, 3, 1, 1))
        dark = unlab(torch.stack([quantiles[1], stats[1], stats[2]]).reshape(1, 3, 1, 1))
        on = smoothstep(tone - 0.22 - 0.52 * up(texture, height, width), -0.07, 0.07)
        drawing = dark + (paper - dark) * on
        out = out + (drawing - out) * clampf(ink * drawn * 1.15, 0.0, 1.0)
    if draw > 0.1:
        lum = luma(small)
        # Inside the subjects lines are drawn from the picture before it was flattened.
        lum = lum + (luma(sharp) - lum) * (0.8 * cover)
        edge = outlines(lum, long, 0.0018, 0.010 + 0.006 * clampf(z[13], -2.0, 2.0))
        line = smoothstep(-edge, 0.0, 0.018)
        s = 0.0022 * long
        contour = gauss(cover, s, s)
        line = torch.maximum(line, smoothstep(4.0 * contour * (1.0 - contour), 0.45, 0.85))
        # A pale rim outside the dark contour, as a printmaker leaves it.
        rim = gauss(cover, 2.2 * s, 2.2 * s) * (1.0 - cover)
        rim = up(smoothstep(rim, 0.06, 0.20), height, width) * (0.7 * draw)
        light = unlab(torch.stack([quantiles[30], stats[1], stats[2]]).reshape(1, 3, 1, 1))
        out = out + (light - out) * rim
        line = smoothstep(up(line, height, width), 0.25, 0.75) * draw
        dark = unlab(torch.stack([quantiles[1] * 0.8, stats[1] * 0.5, stats[2] * 0.5]).reshape(1, 3, 1, 1))
        out = out + (dark - out) * line
    if paint > 0.1:
        # Pen lines as far as the style has them, and the grain of the paper.
        lum = luma(small)
        edge = outlines(lum, long, 0.0016, 0.008 + 0.006 * clampf(z[13], -2.0, 2.0))
        line = smoothstep(-edge, 0.0, 0.03) * clampf(lines / 0.07, 0.0, 1.0) * (0.65 * paint)
        dark = unlab(torch.stack([quantiles[2], stats[1] * 0.5, stats[2] * 0.5]).reshape(1, 3, 1, 1))
        out = out + (dark - out) * up(line, height, width)
        paper_h, paper_w = fit_long(height, width, 512)
        tooth = cloud(paper_h, paper_w, 210)
        tooth = tooth[:, 0:1] * 0.75 + tooth[:, 1:2] * 0.25
        out = out * (1.0 + up(tooth, height, width) * (0.035 * clampf(grain, 0.0, 1.6) * span(z[11], 0.4, 1.2) * paint))
    return out.clamp(0.0, 1.0)
