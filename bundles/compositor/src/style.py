"""Style: what a style reference measures, and the colour table that carries its palette.

The colour part is one 3-D table from display RGB to display RGB, built per candidate on a 33^3 lattice: chroma by the
linear Monge-Kantorovich map between the Lab distributions, luminance by a quantile table, posters by soft assignment
to the style's palette. Applying it costs one trilinear look-up per pixel however much the table does.
"""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import box, clampf, empty, fit_long, gauss, lab, planar, quantile, shrink, unlab


def _quantiles(lum: Tensor) -> Tensor:
    """33 quantiles of L."""
    s = lum.flatten().sort()[0]
    n = s.numel()
    i = (torch.arange(33, dtype=torch.float32) / 32.0 * (n - 1)).to(torch.int64)
    return s[i]


def _moments(v: Tensor) -> Tuple[Tensor, Tensor]:
    """Mean ``[3]`` and covariance ``[3, 3]`` of Lab."""
    x = v[0].reshape(3, -1)
    mean = x.mean(1)
    d = x - mean.reshape(3, 1)
    return mean, d.matmul(d.t()) / float(max(1, x.size(1)))


def _palette(v: Tensor, count: int) -> Tuple[Tensor, Tensor, float]:
    """k-means in Lab from evenly spaced luminance ranks: centres ``[k, 3]``, shares ``[k]``, mean residual."""
    x = v[0].reshape(3, -1).t()
    order = x[:, 0].argsort()
    picks = ((torch.arange(count, dtype=torch.float32) + 0.5) / count * x.size(0)).to(torch.int64)
    centres = torch.zeros([count, 3])
    half = max(1, x.size(0) // (2 * count))
    for k in range(count):
        p = int(picks[k].item())
        centres[k] = x[order[max(0, p - half) : p + half]].mean(0)
    share = torch.ones([count]) / count
    residual = 0.0
    for _ in range(12):
        d = (x.unsqueeze(1) - centres.unsqueeze(0)).pow(2.0).sum(2)
        best, who = d.min(1)
        hot = F.one_hot(who, count).to(torch.float32)
        share = hot.mean(0)
        weight = hot.sum(0).reshape(count, 1)
        moved = hot.t().matmul(x) / weight.clamp(min=1.0)
        centres = torch.where(weight > 0.5, moved, centres)
        residual = float(best.sqrt().mean().item())
    return centres, share, residual


def _ramp(x: float, lo: float, hi: float) -> float:
    return clampf((x - lo) / (hi - lo), 0.0, 1.0)


def bands(lum: Tensor, long: float) -> Tensor:
    """Deviation of L in four octaves, the finest about 1/400 of the longer side."""
    out = torch.zeros([4])
    last = lum
    for k in range(4):
        r = max(1, int(long * (2.0**k) / 420.0 + 0.5))
        b = box(last, r)
        out[k] = (last - b).std()
        last = b
    return out


def encode_style(image: Tensor) -> List[Tensor]:
    """``[info, mean + covariance (12), quantiles of L (33), palette (k x 4), bands (4)]``; info: 7 ink, 8 poster,
    9 line share, 10 painterly, 11 chroma,
    12 grain (L units)."""
    rgb = planar(image)[:, 0:3]
    h, w = fit_long(rgb.size(2), rgb.size(3), 384)
    v = lab(shrink(rgb, max(16, h), max(16, w)))
    lum = v[:, 0:1]
    mean, cov = _moments(v)
    q = _quantiles(lum)
    chroma = float((v[:, 1:3].pow(2.0).sum(1).sqrt()).mean().item())
    soft = box(v, 1)
    points = F.interpolate(soft, size=[80, 80], mode="nearest")
    centres, share, residual = _palette(points, 6)
    spread = float((cov[0, 0] + cov[1, 1] + cov[2, 2]).clamp(min=1.0).sqrt().item())
    dark, light = float(q[1].item()), float(q[31].item())
    closed = -F.max_pool2d(-F.max_pool2d(lum, 7, 1, 3), 7, 1, 3)
    thin = float(((closed - lum) > 22.0).to(torch.float32).mean().item())
    # Pen and ink: hardly any colour, full contrast, dark lines everywhere. Posters: few colours explain the picture;
    # the published photos tried stay above .23 of the spread, flat prints below .16.
    ink = (1.0 - _ramp(chroma, 7.0, 14.0)) * _ramp(thin, 0.09, 0.16) * _ramp(light - dark, 50.0, 75.0)
    poster = (1.0 - _ramp(residual / spread, 0.17, 0.225)) * _ramp(chroma, 5.0, 10.0)
    b = bands(lum, float(max(h, w)))
    # Paintings: the grain of paper or canvas is everywhere, also where a photo is smooth (20 % quantile of the
    # local fine deviation: photos tried stay below .43).
    grain = box((lum - box(lum, 1)).abs(), 3).flatten().sort()[0]
    quiet = quantile(grain, 0.20)
    painterly = _ramp(quiet, 0.43, 0.60) * (1.0 - ink) * (1.0 - poster)
    info = torch.zeros([16], dtype=torch.float32)
    info[0] = 1.0
    info[3] = 1.0
    info[4] = 1.0
    info[6] = w / h
    info[7] = ink
    info[8] = poster
    info[9] = thin
    info[10] = painterly
    info[11] = chroma
    info[12] = clampf(quiet, 0.0, 4.0)
    return [
        info,
        torch.cat([mean, cov.flatten()]),
        q,
        torch.cat([centres, share.unsqueeze(1)], 1),
        b,
        empty(),
    ]


def _root(m: Tensor) -> Tuple[Tensor, Tensor]:
    """Square root of a symmetric positive 3x3 matrix and its inverse (coupled Newton iteration)."""
    norm = m.pow(2.0).sum().sqrt()
    y = m / norm
    z = torch.eye(3)
    eye = torch.eye(3)
    for _ in range(24):
        t = 0.5 * (3.0 * eye - z.matmul(y))
        y = y.matmul(t)
        z = t.matmul(z)
    s = norm.sqrt()
    return y * s, z / s


def transport(source: Tensor, target: Tensor) -> Tensor:
    """The linear Monge-Kantorovich map between two covariances (Pitie and Kokaram, 2007), damped by a ridge."""
    eye = torch.eye(3)
    a = source + eye * 9.0
    b = target + eye * 9.0
    ra, ia = _root(a)
    mid, _ = _root(ra.matmul(b).matmul(ra))
    return ia.matmul(mid).matmul(ia)


def _luminance_table(content: Tensor, style: Tensor) -> Tensor:
    """L 0..100 -> L, 101 entries, from two sets of 33 quantiles; the slope is kept within 0.3..2.2."""
    grid = torch.arange(101, dtype=torch.float32).reshape(101, 1)
    c0, c1 = content[:-1].reshape(1, 32), content[1:].reshape(1, 32)
    f = ((grid - c0) / (c1 - c0).clamp(min=0.3)).clamp(0.0, 1.0)
    raw = style[0] + (f * (style[1:] - style[:-1]).reshape(1, 32)).sum(1)
    step = gauss((raw[1:] - raw[:-1]).reshape(1, 1, 1, 100), 0.0, 4.0).reshape(100).clamp(0.30, 2.2)
    smooth = torch.cat([torch.zeros([1]), step.cumsum(0)])
    offset = (raw - smooth).mean()
    return (smooth + offset).clamp(0.0, 100.0)


def lattice() -> Tensor:
    """Display RGB of the table's nodes as an image ``[1, 3, 33 * 33, 33]``: red varies fastest, blue slowest."""
    r = torch.arange(33, dtype=torch.float32) / 32.0
    red = r.reshape(1, 1, 33).expand(33, 33, 33)
    green = r.reshape(1, 33, 1).expand(33, 33, 33)
    blue = r.reshape(33, 1, 1).expand(33, 33, 33)
    return torch.stack([red, green, blue]).reshape(1, 3, 33 * 33, 33).contiguous()


def colour_map(
    content: Tensor, stats: Tensor, quantiles: Tensor, colour: float, tone: float
) -> Tensor:
    """The table ``[1, 3, 33, 33, 33]`` to Lab. ``content``: a small display picture; ``colour``, ``tone`` 0..1."""
    v = lab(content)
    mean, cov = _moments(v)
    goal = stats[0:3]
    t = transport(cov, stats[3:12].reshape(3, 3))
    x = lab(lattice())[0].reshape(3, -1)
    d = x - mean.reshape(3, 1)
    moved = goal.reshape(3, 1) + t.matmul(d)
    table = _luminance_table(_quantiles(v[:, 0:1]), quantiles)
    pos = x[0].clamp(0.0, 99.999)
    lo = pos.floor().to(torch.int64)
    frac = pos - pos.floor()
    lum = table[lo] * (1.0 - frac) + table[lo + 1] * frac
    y = torch.cat([(x[0] + (lum - x[0]) * tone).unsqueeze(0), x[1:3] + (moved[1:3] - x[1:3]) * colour])
    return y.reshape(1, 3, 33, 33, 33)


def colour_table(content: Tensor, stats: Tensor, quantiles: Tensor, colour: float, tone: float) -> Tensor:
    """The same to display values."""
    table = colour_map(content, stats, quantiles, colour, tone)
    return unlab(table.reshape(1, 3, 33 * 33, 33)).reshape(1, 3, 33, 33, 33)


def look_up(display: Tensor, table: Tensor) -> Tensor:
    """Trilinear look-up of every pixel of ``[1, 3, H, W]``."""
    grid = display.permute(0, 2, 3, 1).mul(2.0).sub(1.0).unsqueeze(1).contiguous()
    return F.grid_sample(table, grid, mode="bilinear", padding_mode="border", align_corners=True)[:, :, 0]
