"""Plain backdrops: a smooth colour fitted to the frame's border, and the matte of what differs from it.

A shadow dims the backdrop smoothly and keeps its colour, so evidence for the product is a change of colour, anything
brighter than the backdrop, anything darker than a shadow would be, or whatever sharp edges fence off from the border.
"""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from geodesic import border_seed, distance, largest_parts, reachable
from pixels import blur, box, clampf, fit_long, gauss, lab, shrink, smoothstep


def _basis(h: int, w: int) -> Tensor:
    y = torch.linspace(-1.0, 1.0, h).reshape(h, 1).expand(h, w)
    x = torch.linspace(-1.0, 1.0, w).reshape(1, w).expand(h, w)
    return torch.stack([torch.ones([h, w]), x, y, x * x, x * y, y * y], 2)


def fit(v: Tensor) -> Tuple[Tensor, float, float]:
    """Quadratic Lab surface through the border of ``[1, 3, H, W]``; also how plain the border is: the 80 % quantile
    of its distance from the surface and the share of the border that lies close to it."""
    h, w = v.size(2), v.size(3)
    m = max(2, int(0.025 * max(h, w)))
    rim = torch.zeros([h, w])
    rim[:m] = 1.0
    rim[-m:] = 1.0
    rim[:, :m] = 1.0
    rim[:, -m:] = 1.0
    pick = torch.nonzero(rim.flatten() > 0.5).flatten()
    pick = pick[:: max(1, pick.numel() // 4000)]
    b = _basis(h, w).reshape(h * w, 6)
    a = b[pick]
    t = v[0].reshape(3, -1).t()[pick]
    mid = t.median(0)[0]
    off = (t - mid).abs().sum(1)
    weight = 1.0 / (1.0 + (off / 8.0).pow(4.0))
    beta = torch.zeros([6, 3])
    beta[0] = mid
    for _ in range(4):
        aw = a * weight.unsqueeze(1)
        # The ridge keeps the curvature out of places that the border cannot see.
        ridge = torch.diag(torch.tensor([1e-4, 0.01, 0.01, 0.05, 0.05, 0.05])) * a.size(0)
        rhs = aw.t().matmul(t - mid)
        beta = torch.linalg.solve(aw.t().matmul(a) + ridge, rhs)
        beta[0] += mid
        off = (t - a.matmul(beta)).pow(2.0).sum(1).sqrt()
        weight = 1.0 / (1.0 + (off / 5.0).pow(4.0))
    s = off.sort()[0]
    spread = float(s[int(0.80 * (s.numel() - 1))].item())
    close = float((off < 6.0).to(torch.float32).mean().item())
    surface = b.matmul(beta).t().reshape(1, 3, h, w)
    return surface, spread, close


def clear_hull(clear: Tensor) -> Tensor:
    """What the clearly different parts enclose by themselves."""
    return 1.0 - reachable(clear)


def fenced(sharp: Tensor, direct: Tensor, long: float) -> Tensor:
    """What sharp edges fence off from the border, 0/1; for pale products on pale backdrops.

    The outline has gaps. A flood with a broad front cannot slip through them; it stops short of the outline and is then
    let up to it. The foot of a pale product fades into its own shadow: short breaks in level edges are bridged.
    """
    reach = max(2, int(0.010 * long))
    bridge = int(0.035 * long)
    edge = (sharp > 0.5).to(torch.float32)
    closed = F.max_pool2d(edge, [1, 2 * bridge + 1], 1, [0, bridge])
    closed = -F.max_pool2d(-closed, [1, 2 * bridge + 1], 1, [0, bridge])
    fence = torch.maximum(sharp, 1.2 * closed) + 6.0 * direct + 0.001
    wide = F.max_pool2d(F.max_pool2d(fence, [1, 2 * reach + 1], 1, [0, reach]), [2 * reach + 1, 1], 1, [reach, 0])
    geo = distance(border_seed(fence, direct * 8.0), wide * 0.5, 6)
    ground = (geo < 1.4).to(torch.float32)
    geo = distance((1.0 - ground) * 1e4, fence + 0.7 / reach, 2)
    return (gauss(torch.maximum(direct, smoothstep(geo, 1.6, 2.6)), 0.8, 0.8) > 0.5).to(torch.float32)


def mend(mask: Tensor, hole: Tensor, fine: Tensor, long: float) -> Tensor:
    """Closes shallow bites out of upright sides where the product fades into the backdrop (an overexposed label).

    A real notch shows an edge against the backdrop; a bite has hardly any on its contour.
    """
    tall = int(0.05 * long)
    closed = F.max_pool2d(mask, [2 * tall + 1, 1], 1, [tall, 0])
    closed = -F.max_pool2d(-closed, [2 * tall + 1, 1], 1, [tall, 0])
    deep = int(0.03 * long)
    near = F.max_pool2d(mask, [1, 2 * deep + 1], 1, [0, deep])
    bite = (closed - mask).clamp(min=0.0) * near * (1.0 - hole)
    if float(bite.sum().item()) < 4.0:
        return mask
    rim = F.max_pool2d(bite, 5, 1, 2) * (F.max_pool2d(mask, 3, 1, 1) + F.max_pool2d(-mask, 3, 1, 1))
    seen = F.max_pool2d(fine, 3, 1, 1).clamp(max=12.0)
    r = max(2, int(0.025 * long))
    edge = box(seen * rim, r) / box(rim, r).clamp(min=1e-4)
    return torch.maximum(mask, bite * (edge < 5.0).to(torch.float32))


def plain_matte(rgb: Tensor) -> Tuple[Tensor, float, bool]:
    """(rough mask at 512 px, confidence, whether the backdrop is plain at all) of display ``[1, 3, H, W]``."""
    h, w = fit_long(rgb.size(2), rgb.size(3), 512)
    small = shrink(rgb, h, w)
    v = lab(small)
    surface, spread, close = fit(v)
    if spread > 5.0 or close < 0.72:
        return torch.zeros([1, 1, h, w]), 0.0, False
    long = float(max(h, w))
    calm = gauss(v, 0.9, 0.9)
    d = calm - surface
    # Remove what a shadow can do: the backdrop dimmed keeps its direction in light values, so its a and b shrink too.
    dim = ((calm[:, 0:1] + 4.0) / (surface[:, 0:1] + 4.0)).clamp(0.2, 1.0)
    chroma = (calm[:, 1:3] - surface[:, 1:3] * dim).pow(2.0).sum(1, keepdim=True).sqrt()
    noise = max(1.0, spread)
    lighter = d[:, 0:1].clamp(min=0.0)
    darker = (-d[:, 0:1]).clamp(min=0.0)

    # Sharp edges that a shadow's penumbra does not have: fine gradient less what is left of it after a blur.
    p = F.pad(calm, [1, 1, 1, 1], mode="replicate")
    gx = p[:, :, 1:-1, 2:] - p[:, :, 1:-1, :-2]
    gy = p[:, :, 2:, 1:-1] - p[:, :, :-2, 1:-1]
    fine = 0.5 * (gx * gx + gy * gy).sum(1, keepdim=True).sqrt()
    gx = gauss(gx, 3.0, 3.0)
    gy = gauss(gy, 3.0, 3.0)
    broad = 0.5 * (gx * gx + gy * gy).sum(1, keepdim=True).sqrt()
    sharp = (fine - 1.25 * broad - 0.25 * noise).clamp(min=0.0)

    lit = torch.maximum(smoothstep(chroma, 3.0 * noise, 3.0 * noise + 8.0), smoothstep(lighter, 2.5 * noise, 2.5 * noise + 6.0))
    limit = torch.full([1, 1, h, 1], 34.0)
    clear = torch.zeros([1, 1, h, w])
    solid = clear
    for step in range(2):
        direct = torch.maximum(lit, smoothstep(darker / limit, 1.0, 1.35))
        clear = largest_parts((gauss(direct, 0.6, 0.6) > 0.5).to(torch.float32), 0.04)
        filled = 1.0 - reachable(clear)
        extra = fenced(sharp, direct, long) * (1.0 - filled)
        # What no colour tells apart from the backdrop is taken only where real edges fence it off.
        size = float(extra.sum().item())
        solid = filled
        if size > 0.05 * float(filled.sum().item()) + 20.0:
            outer = F.max_pool2d(reachable(torch.maximum(filled, extra)), 5, 1, 2) * extra
            backed = (F.max_pool2d(sharp, 5, 1, 2) > 0.4).to(torch.float32)
            if float((backed * outer).sum().item()) > 0.5 * float(outer.sum().item()):
                solid = largest_parts(torch.maximum(filled, extra), 0.04)
        if step == 0:
            # Shadows lie near the ground: further up, whatever is darker than the backdrop is product.
            rows = torch.nonzero(solid[0, 0].sum(1) > 2.0).flatten()
            if rows.numel() > 4:
                y0, y1 = float(rows[0].item()), float(rows[-1].item())
                up = (y1 - torch.arange(h, dtype=torch.float32).reshape(1, 1, h, 1)) / max(4.0, y1 - y0)
                limit = 34.0 - (34.0 - 3.0 * noise - 4.0) * smoothstep(up, 0.15, 0.40)
    # Holes: what the clear parts enclose is product, unless a fair area of it matches the backdrop just outside
    # (shadows included, hence not the fitted one).
    outside = reachable(solid)
    safe = (box(outside, 2) > 0.999).to(torch.float32)
    s = 0.10 * long
    near = blur(safe, s)
    local = blur(calm * safe, s) / near.clamp(min=1e-3)
    off = (calm - local) * torch.tensor([0.7, 1.5, 1.5]).reshape(1, 3, 1, 1)
    match = (off.pow(2.0).sum(1, keepdim=True).sqrt() < 3.0 * noise + 2.5).to(torch.float32) * (near > 0.03).to(torch.float32)
    match = match * (1.0 - clear)
    r = max(1, int(0.006 * long))
    core = (box((1.0 - outside) * match, r) > 0.90).to(torch.float32)
    hole = torch.zeros_like(solid)
    if float(core.mean().item()) > 0.0012:
        hole = (box(core, r + 1) > 0.02).to(torch.float32) * match
        hole = largest_parts((box(hole, 1) > 0.5).to(torch.float32), 0.25)
    if float((hole * clear_hull(clear)).sum().item()) < 0.6 * float(hole.sum().item()):
        hole = torch.zeros_like(hole)  # a product of the backdrop's own colour, not a hole through it
    mask = (1.0 - outside) * (1.0 - hole)
    mask = mend(mask, hole, fine, long)
    smooth = 0.0035 * long
    mask = (gauss(mask, smooth, smooth) > 0.5).to(torch.float32)

    area = float(mask.mean().item())
    inside = mask > 0.5
    contrast = 0.0
    if area > 0.002:
        contrast = float((d.pow(2.0).sum(1, keepdim=True).sqrt())[inside].mean().item())
    rim = F.max_pool2d(mask, 3, 1, 1) + F.max_pool2d(-mask, 3, 1, 1)
    outline = 0.0
    if float(rim.sum().item()) > 20.0:
        outline = float((F.max_pool2d(fine, 3, 1, 1) > 0.9 + 0.6 * noise).to(torch.float32)[rim > 0.5].mean().item())
    touch = float((mask[:, :, 0].mean() + mask[:, :, -1].mean() + mask[:, :, :, 0].mean() + mask[:, :, :, -1].mean()).item())
    confidence = clampf(0.4 + contrast / 20.0, 0.0, 1.0) * clampf((outline - 0.3) / 0.6, 0.0, 1.0) * clampf(1.15 - 0.06 * spread, 0.0, 1.0)
    confidence = confidence * (1.0 - clampf(0.5 * touch, 0.0, 0.5)) * clampf(area / 0.01, 0.0, 1.0)
    if area > 0.85:
        confidence = 0.0
    return mask, clampf(confidence, 0.0, 1.0), True
