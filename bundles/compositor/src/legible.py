"""What every drawn style starts from: tone that reads, and the outline of the subjects."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from pixels import fit_long, gauss, quantile, shrink, smoothstep, up


def legible(lum: Tensor, cover: Tensor, gamma: float) -> Tensor:
    """Tone for drawing, 0..1: the range stretched, and the detail of every neighbourhood raised to a like contrast,
    the more so in the subjects, whose shadows open up. ``gamma`` above 1 darkens the surroundings' middle tones."""
    h, w = lum.size(2), lum.size(3)
    lh, lw = fit_long(h, w, 128)
    long = float(max(lh, lw))
    both = shrink(torch.cat([lum, lum * lum, cover], 1), lh, lw)
    both = gauss(both, 0.03 * long, 0.03 * long)
    mean = both[:, 0:1]
    dev = (both[:, 1:2] - mean * mean).clamp(min=0.0).sqrt()
    c = both[:, 2:3].clamp(0.0, 1.0)
    order = mean.flatten().sort()[0]
    lo = quantile(order, 0.03)
    hi = max(lo + 0.15, quantile(order, 0.93))
    wide = ((mean - lo) / (hi - lo)).clamp(0.0, 1.06)
    wide = wide.pow(gamma)
    wide = wide + (0.22 + 0.55 * wide - wide) * c
    gain = (0.11 + 0.07 * c) / (dev + 0.035)
    # Fine detail against its own neighbourhood: features in a face, hair in a dark coat.
    r = 0.0045 * float(max(h, w))
    fine = lum - gauss(lum, r, r)
    spread = gauss(shrink(fine * fine, lh, lw), 0.012 * long, 0.012 * long).clamp(min=0.0).sqrt()
    lift = (0.06 + 0.09 * c) / (spread + 0.012)
    field = up(torch.cat([mean, wide, gain.clamp(0.8, 4.0), lift], 1), h, w)
    return field[:, 1:2] + (lum - field[:, 0:1]) * field[:, 2:3] + fine * field[:, 3:4]


def contours(cover: Tensor, long: float) -> Tuple[Tensor, Tensor]:
    """The subjects' outline, heavier to the lower right as a pen leaves it in the shade, and the bare paper kept
    around it; both 0..1."""
    s = 0.0016 * long
    edge = gauss(cover, s, s)
    line = smoothstep(4.0 * edge * (1.0 - edge), 0.30, 0.75)
    d = max(1, int(0.003 * long + 0.5))
    h, w = cover.size(2), cover.size(3)
    shifted = F.pad(edge, [d, 0, d, 0], mode="replicate")[:, :, 0:h, 0:w]
    line = torch.maximum(line, smoothstep((shifted - edge).abs() * (edge < 0.6).to(torch.float32), 0.35, 0.75))
    rim = smoothstep(gauss(cover, 4.0 * s, 4.0 * s), 0.03, 0.16) * (1.0 - cover)
    return line, rim
