"""Pixel arithmetic shared by the compositor: transfer functions, Lab, blurs, resampling.

Conventions
* "display" values are sRGB-encoded, 0..1, planar ``[1, 3, H, W]``.
* "light" values are display values squared: a gamma of 2 instead of sRGB's piecewise curve. It is close
  enough to blend, shade and light with, costs one multiplication, and its round trip is exact.
"""
import math
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple


def empty() -> Tensor:
    return torch.zeros([0], dtype=torch.float32)


def phi(z: float) -> float:
    """Cumulative distribution function of the standard normal: a latent to 0..1."""
    return 0.5 * (1.0 + float(torch.erf(torch.tensor(z / 1.4142135623730951)).item()))


def clampf(x: float, lo: float, hi: float) -> float:
    return max(lo, min(hi, x))


def span(z: float, lo: float, hi: float) -> float:
    """A latent mapped to ``lo..hi``; ``z = 0`` gives the middle."""
    return lo + (hi - lo) * phi(z)


def smoothstep(x: Tensor, lo: float, hi: float) -> Tensor:
    t = ((x - lo) / (hi - lo)).clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def planar(image: Tensor) -> Tensor:
    """uint8 ``[H, W, C]`` to display float ``[1, C, H, W]``."""
    return image.permute(2, 0, 1).unsqueeze(0).to(torch.float32) * (1.0 / 255.0)


def to_u8(x: Tensor) -> Tensor:
    return (x * 255.0 + 0.5).clamp(0.0, 255.0).to(torch.uint8)


def shrink(x: Tensor, height: int, width: int) -> Tensor:
    """Resamples ``[1, C, H, W]`` float to the given size; area-correct when it gets smaller."""
    if x.size(2) == height and x.size(3) == width:
        return x
    if height < x.size(2) or width < x.size(3):
        return F.interpolate(x, size=[height, width], mode="bilinear", align_corners=False, antialias=True)
    return F.interpolate(x, size=[height, width], mode="bilinear", align_corners=False)


def up(x: Tensor, height: int, width: int) -> Tensor:
    """Bilinear enlargement; nothing where the size is right."""
    if x.size(2) == height and x.size(3) == width:
        return x
    return F.interpolate(x, size=[height, width], mode="bilinear", align_corners=False)


def fit_long(height: int, width: int, longest: int) -> Tuple[int, int]:
    """The size with the same aspect whose longer side is at most ``longest``."""
    m = max(height, width)
    if m <= longest:
        return height, width
    return max(1, int(height * longest / m + 0.5)), max(1, int(width * longest / m + 0.5))


def _taps(sigma: float, limit: int) -> List[float]:
    """One half of a normalised Gaussian kernel, its middle first."""
    r = min(int(3.0 * sigma + 1.0), limit)
    half: List[float] = []
    total = 0.0
    for k in range(r + 1):
        v = math.exp(-0.5 * (k / sigma) * (k / sigma))
        half.append(v)
        total += v if k == 0 else 2.0 * v
    return [v / total for v in half]


def gauss(x: Tensor, sigma_y: float, sigma_x: float) -> Tensor:
    """Separable Gaussian of ``[1, C, H, W]`` with replicated borders, as a sum of shifted copies: for narrow kernels on
    a CPU several times faster than a convolution."""
    h, w = x.size(2), x.size(3)
    y = x
    if sigma_x > 0.15 and w > 1:
        taps = _taps(sigma_x, w - 1)
        r = len(taps) - 1
        wide = F.pad(y, [r, r, 0, 0], mode="replicate")
        y = wide[:, :, :, r : r + w] * taps[0]
        for k in range(1, r + 1):
            y.add_(wide[:, :, :, r - k : r - k + w], alpha=taps[k])
            y.add_(wide[:, :, :, r + k : r + k + w], alpha=taps[k])
    if sigma_y > 0.15 and h > 1:
        taps = _taps(sigma_y, h - 1)
        r = len(taps) - 1
        tall = F.pad(y, [0, 0, r, r], mode="replicate")
        y = tall[:, :, r : r + h] * taps[0]
        for k in range(1, r + 1):
            y.add_(tall[:, :, r - k : r - k + h], alpha=taps[k])
            y.add_(tall[:, :, r + k : r + k + h], alpha=taps[k])
    return y


def box(x: Tensor, radius: int) -> Tensor:
    """Mean over a ``(2 radius + 1)`` square by running sums; cost does not grow with the radius."""
    r = min(radius, min(x.size(2), x.size(3)) - 1)
    if r <= 0:
        return x
    n = 2 * r + 1
    s = F.pad(F.pad(x, [r, r, 0, 0], mode="replicate"), [1, 0, 0, 0]).cumsum(3)
    y = (s[:, :, :, n:] - s[:, :, :, : s.size(3) - n]) / float(n)
    s = F.pad(F.pad(y, [0, 0, r, r], mode="replicate"), [0, 0, 1, 0]).cumsum(2)
    return (s[:, :, n:, :] - s[:, :, : s.size(2) - n, :]) / float(n)


def blur(x: Tensor, sigma: float) -> Tensor:
    """An approximate Gaussian of any width: shrinks first so that the kernel stays short."""
    h, w = x.size(2), x.size(3)
    f = max(1, int(sigma / 2.0))
    hh, ww = max(2, h // f), max(2, w // f)
    if f == 1:
        return gauss(x, sigma, sigma)
    y = gauss(shrink(x, hh, ww), sigma * hh / h, sigma * ww / w)
    return F.interpolate(y, size=[h, w], mode="bilinear", align_corners=False)


def luma(display: Tensor) -> Tensor:
    """Rec. 709 luma of ``[1, 3, H, W]`` -> ``[1, 1, H, W]``."""
    return 0.2126 * display[:, 0:1] + 0.7152 * display[:, 1:2] + 0.0722 * display[:, 2:3]


def linear_srgb(v: Tensor) -> Tensor:
    """IEC 61966-2-1 decoding."""
    low = (v <= 0.04045).to(torch.float32)
    return low * (v / 12.92) + (1.0 - low) * ((v.clamp(min=0.0) + 0.055) / 1.055).pow(2.4)


def encode_srgb(x: Tensor) -> Tensor:
    """IEC 61966-2-1 encoding, clipped to 0..1."""
    c = x.clamp(0.0, 1.0)
    low = (c <= 0.0031308).to(torch.float32)
    return low * (c * 12.92) + (1.0 - low) * (1.055 * c.clamp(min=1e-8).pow(1.0 / 2.4) - 0.055)


def _cube_root(t: Tensor) -> Tensor:
    low = (t <= 0.008856).to(torch.float32)
    return low * (7.787 * t + 16.0 / 116.0) + (1.0 - low) * t.clamp(min=1e-8).pow(1.0 / 3.0)


def lab(display: Tensor) -> Tensor:
    """CIE L*a*b* (D65) of ``[1, 3, H, W]`` display values."""
    c = linear_srgb(display)
    r, g, b = c[:, 0:1], c[:, 1:2], c[:, 2:3]
    x = _cube_root((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456)
    y = _cube_root(0.212671 * r + 0.715160 * g + 0.072169 * b)
    z = _cube_root((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754)
    return torch.cat([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], 1)


def _cube(t: Tensor) -> Tensor:
    low = (t <= 0.206893).to(torch.float32)
    return low * ((t - 16.0 / 116.0) / 7.787) + (1.0 - low) * t * t * t


def unlab(v: Tensor) -> Tensor:
    """Display values of CIE L*a*b*, clipped to the sRGB gamut."""
    fy = (v[:, 0:1] + 16.0) / 116.0
    x = 0.950456 * _cube(fy + v[:, 1:2] / 500.0)
    y = _cube(fy)
    z = 1.088754 * _cube(fy - v[:, 2:3] / 200.0)
    r = 3.240479 * x - 1.537150 * y - 0.498535 * z
    g = -0.969256 * x + 1.875992 * y + 0.041556 * z
    b = 0.055648 * x - 0.204043 * y + 1.057311 * z
    return encode_srgb(torch.cat([r, g, b], 1))


def quantile(sorted_values: Tensor, q: float) -> float:
    n = sorted_values.numel()
    i = int(clampf(q * (n - 1), 0.0, float(n - 1)))
    return float(sorted_values[i].item())
