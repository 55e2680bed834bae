"""Cut-outs of ordinary photos without learned weights: border geodesics, colour models and a total-variation cut."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from geodesic import border_seed, distance, fill_holes, largest_parts
from pixels import box, clampf, fit_long, gauss, lab, shrink, smoothstep


def focus_of(lum: Tensor) -> Tensor:
    """Local sharpness: smoothed magnitude of the finest band, compressed and scaled to about 0..1."""
    fine = (lum - gauss(lum, 1.2, 1.2)).abs()
    s = 0.022 * max(lum.size(2), lum.size(3))
    e = (gauss(fine, s, s) + 0.15).log()
    flat = e.flatten().sort()[0]
    n = flat.numel()
    lo, hi = flat[n // 20], flat[n - 1 - n // 20]
    return ((e - lo) / (hi - lo).clamp(min=0.8)).clamp(0.0, 1.0)


def clusters(x: Tensor, count: int, rounds: int) -> Tensor:
    """k-means centres ``[count, D]`` of rows ``[N, D]``, started from an even spread along two axes of colour."""
    n = x.size(0)
    side = max(1, int(count**0.5))
    order = x[:, 0].argsort()
    picks: List[Tensor] = []
    per = n // side
    for a in range(side):
        block = order[a * per : (a + 1) * per]
        inner = block[(x[block, 1] + x[block, 2]).argsort()]
        m = (count + side - 1) // side
        for b in range(m):
            lo = b * inner.numel() // m
            hi = max(lo + 1, (b + 1) * inner.numel() // m)
            picks.append(x[inner[lo:hi]].mean(0))
    centres = torch.stack(picks)
    for _ in range(rounds):
        d = (x * x).sum(1, keepdim=True) - 2.0 * x.matmul(centres.t()) + (centres * centres).sum(1).reshape(1, -1)
        who = d.argmin(1)
        total = torch.zeros_like(centres).index_add_(0, who, x)
        size = torch.zeros([centres.size(0)]).index_add_(0, who, torch.ones([n]))
        centres = torch.where(size.unsqueeze(1) > 0.5, total / size.clamp(min=1.0).unsqueeze(1), centres)
    return centres


def tv_cut(unary: Tensor, weight: Tensor, rounds: int) -> Tensor:
    """Minimises ``sum weight |grad u| - unary u`` over u in 0..1 (Chambolle and Pock, 2011)."""
    u = (unary > 0.0).to(torch.float32)
    bar = u
    px = torch.zeros_like(u)
    py = torch.zeros_like(u)
    tau, sigma = 0.35, 0.35
    for _ in range(rounds):
        gx = F.pad(bar[:, :, :, 1:] - bar[:, :, :, :-1], [0, 1, 0, 0])
        gy = F.pad(bar[:, :, 1:, :] - bar[:, :, :-1, :], [0, 0, 0, 1])
        px = px + sigma * gx
        py = py + sigma * gy
        over = ((px * px + py * py).sqrt() / weight).clamp(min=1.0)
        px = px / over
        py = py / over
        div = px - F.pad(px[:, :, :, :-1], [1, 0, 0, 0]) + py - F.pad(py[:, :, :-1, :], [0, 0, 1, 0])
        nu = (u + tau * (div + unary)).clamp(0.0, 1.0)
        bar = 2.0 * nu - u
        u = nu
    return u


def gradient(v: Tensor) -> Tensor:
    """Magnitude of the Lab gradient ``[1, 1, H, W]`` (central differences)."""
    p = F.pad(v, [1, 1, 1, 1], mode="replicate")
    gx = p[:, :, 1:-1, 2:] - p[:, :, 1:-1, :-2]
    gy = p[:, :, 2:, 1:-1] - p[:, :, :-2, 1:-1]
    return 0.5 * (gx * gx + gy * gy).sum(1, keepdim=True).sqrt()


def confidence_of(v: Tensor, mask: Tensor, edges: Tensor) -> float:
    """How much a mask looks like an object: strong edges on its contour, colours unlike the ring around it,
    compact, off the border, of a sensible size."""
    h, w = mask.size(2), mask.size(3)
    area = float(mask.mean().item())
    if area < 0.004 or area > 0.92:
        return 0.0
    grown = F.max_pool2d(mask, 3, 1, 1)
    eaten = -F.max_pool2d(-mask, 3, 1, 1)
    rim = grown - eaten
    flat = edges.flatten().sort()[0]
    # Rank of the contour's gradients among all.
    rank = torch.searchsorted(flat, edges[rim > 0.5]).to(torch.float32).mean() / flat.numel()
    r = max(3, int(0.05 * max(h, w)))
    ring = ((box(mask, r) > 0.02).to(torch.float32) - mask).clamp(min=0.0)
    q = (v[0, 0] / 12.5).clamp(0, 7).to(torch.int64) * 64
    q = q + ((v[0, 1] + 64.0) / 16.0).clamp(0, 7).to(torch.int64) * 8 + ((v[0, 2] + 64.0) / 16.0).clamp(0, 7).to(torch.int64)
    q = q.flatten()
    inside = torch.zeros([512]).index_add_(0, q, mask.flatten()) + 1e-4
    around = torch.zeros([512]).index_add_(0, q, ring.flatten()) + 1e-4
    same = ((inside / inside.sum()) * (around / around.sum())).sqrt().sum()
    perimeter = float(rim.sum().item()) * 0.5
    compact = perimeter * perimeter / (12.566 * area * h * w)
    touch = float((mask[:, :, 0].sum() + mask[:, :, -1].sum() + mask[:, :, :, 0].sum() + mask[:, :, :, -1].sum()).item())
    touch = touch / (2.0 * (h + w))
    c = float(rank.item()) * float((1.0 - same).clamp(min=0.0).item()) ** 0.8
    c = c / (1.0 + 0.05 * max(0.0, compact - 2.5))
    c = c * (1.0 - clampf(2.0 * touch, 0.0, 0.9))
    q = max(3, int(0.06 * max(h, w)))
    hull = 1.0 - (box((box(mask, q) < 0.12).to(torch.float32), q) > 0.12).to(torch.float32)
    solidity = area / max(area, float((hull * 1.0).mean().item()))
    c = c * (0.55 + 0.45 * solidity)
    cy, cx = h // 2, w // 2
    ry, rx = max(2, h // 9), max(2, w // 9)
    c = c * (0.75 + 0.25 * float(mask[:, :, cy - ry : cy + ry, cx - rx : cx + rx].mean().item()))
    return clampf(1.15 * c * clampf(area / 0.03, 0.2, 1.0), 0.0, 1.0)


def memberships(feats: Tensor, count: int, width: float) -> Tensor:
    """Soft assignment ``[N, k]`` of pixels to k-means clusters of their features ``[1, D, H, W]``."""
    x = feats[0].reshape(feats.size(1), -1).t().contiguous()
    centres = clusters(x, count, 8)
    d = (x * x).sum(1, keepdim=True) - 2.0 * x.matmul(centres.t()) + (centres * centres).sum(1).reshape(1, -1)
    return torch.softmax(-d / width, 1)


def contrast(soft: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
    """Log ratio of the two regions' cluster histograms at every pixel."""
    pf = inside.reshape(-1, 1)
    pb = outside.reshape(-1, 1)
    fg = soft.t().matmul(pf) / pf.sum().clamp(min=1.0) + 1e-5
    bg = soft.t().matmul(pb) / pb.sum().clamp(min=1.0) + 1e-5
    return (soft.matmul(fg) / soft.matmul(bg)).log().reshape(inside.shape)


def iterate(soft: Tensor, prior: Tensor, start: Tensor, weight: Tensor, trust: float, rounds: int) -> Tensor:
    """Alternates colour models and cuts, leaning on the prior."""
    p = start
    u = start
    q = prior.clamp(0.02, 0.98)
    lean = (q / (1.0 - q)).log()
    for _ in range(rounds):
        unary = contrast(soft, p, 1.0 - p) + trust * lean
        u = tv_cut(0.16 * unary.clamp(-3.0, 3.0), weight, 30)
        p = 0.8 * u + 0.2 * prior
    return u


def tidy(u: Tensor) -> Tensor:
    """The large connected parts of ``u > 0.5`` with their small holes filled."""
    mask = largest_parts((u > 0.5).to(torch.float32), 0.35)
    holes = fill_holes(mask) - mask
    if float(holes.sum().item()) < 0.5:
        return mask
    r = max(2, int(0.02 * max(u.size(2), u.size(3))))
    wide = (box((box(holes, r) > 0.55).to(torch.float32), r) > 0.01).to(torch.float32) * holes
    return mask + holes - wide


def photo_matte(rgb: Tensor) -> Tuple[Tensor, float]:
    """Rough mask ``[1, 1, h, w]`` at 256 px and its confidence, the best of several priors."""
    h, w = fit_long(rgb.size(2), rgb.size(3), 256)
    small = shrink(rgb, h, w)
    v = lab(small)
    calm = gauss(v, 1.0, 1.0)
    focus = focus_of(v[:, 0:1])
    ys = ((torch.arange(h, dtype=torch.float32) + 0.5) / h).reshape(1, 1, h, 1).expand(1, 1, h, w)
    xs = ((torch.arange(w, dtype=torch.float32) + 0.5) / w).reshape(1, 1, 1, w).expand(1, 1, h, w)
    feats = torch.cat([calm[:, 0:1] * 0.8, calm[:, 1:3] * 1.3, focus * 30.0, xs * 26.0, ys * 26.0], 1)
    soft = memberships(feats, 64, 90.0)

    edges = gradient(gauss(v, 0.8, 0.8))
    scale = edges.mean().clamp(min=0.5)
    weight = 0.05 + torch.exp(-(edges / (2.0 * scale)))
    # Border evidence per cluster: how much of it lies on the frame.
    m = max(2, int(0.03 * max(h, w)))
    rim = torch.ones([1, 1, h, w])
    rim[:, :, m:-m, m:-m] = 0.0
    on_rim = soft.t().matmul(rim.reshape(-1, 1)).squeeze(1)
    all_of = soft.sum(0)
    bound = on_rim / all_of.sqrt().clamp(min=1.0) / (m * 1.0)
    like_rim = soft.matmul(bound.unsqueeze(1)).reshape(1, 1, h, w)
    geo = distance(border_seed(edges, (1.0 - torch.exp(-like_rim)) * 0.0), edges + 0.15, 8)
    flat = geo.flatten().sort()[0]
    geo = (geo / flat[int(0.95 * (flat.numel() - 1))].clamp(min=1e-3)).clamp(0.0, 1.2)
    free = torch.exp(-like_rim * like_rim * 2.0)

    best = torch.zeros([1, 1, h, w])
    top = -1.0
    for setting in range(10):
        # Shape of the centre prior: round ones of several sizes, then flat, tall and small ones held to more firmly.
        sx = [0.20, 0.15, 0.20, 0.26, 0.18, 0.13, 0.26, 0.11, 0.10, 0.17][setting]
        sy = [0.20, 0.15, 0.20, 0.26, 0.18, 0.13, 0.08, 0.25, 0.10, 0.17][setting]
        mid = [0.53, 0.53, 0.53, 0.53, 0.53, 0.53, 0.47, 0.52, 0.52, 0.62][setting]
        w_focus = [0.3, 0.3, 1.4, 0.5, 0.0, 0.8, 0.3, 0.3, 0.2, 0.3][setting]
        w_geo = [1.0, 0.8, 0.8, 1.0, 1.8, 0.4, 0.4, 0.4, 0.2, 0.6][setting]
        w_free = [1.2, 1.0, 1.0, 1.4, 0.8, 0.6, 0.4, 0.4, 0.2, 0.6][setting]
        bias = [0.45, 0.45, 0.50, 0.60, 0.45, 0.40, 0.45, 0.45, 0.40, 0.45][setting]
        trust = [0.45, 0.45, 0.45, 0.45, 0.45, 0.45, 0.60, 0.60, 0.45, 0.60][setting]
        centre = torch.exp(-((xs - 0.5) / sx).pow(2.0) * 0.5 - ((ys - mid) / sy).pow(2.0) * 0.5)
        score = w_focus * (focus - focus.mean()) + w_geo * (geo - geo.mean()) + w_free * (free - free.mean())
        prior = torch.sigmoid(2.5 * (score + 1.6 * (centre - bias)))
        mask = tidy(iterate(soft, prior, prior, weight, trust, 3))
        c = confidence_of(v, mask, edges)
        # Among nearly equals the larger: it has lost fewer limbs.
        if c > 1.015 * top or (c > 0.985 * top and float(mask.sum().item()) > float(best.sum().item())):
            top = max(c, 0.995 * top)
            best = mask
    # Second look: colours of the object's inside against those of the ring around it, place counting less.
    fine = torch.cat([calm[:, 0:1] * 0.8, calm[:, 1:3] * 1.3, focus * 18.0, xs * 10.0, ys * 10.0], 1)
    soft2 = memberships(fine, 64, 60.0)
    for step in range(2):
        long = float(max(h, w))
        r = max(2, int(0.02 * long))
        inner = (box(best, r) * 1.4 - 0.4).clamp(0.0, 1.0)
        reach = box(best, max(4, int(0.10 * long)))
        ring = (1.0 - box(best, max(1, r // 2))).clamp(0.0, 1.0) * (0.15 + smoothstep(reach, 0.0, 0.06))
        prior = 0.5 + 0.5 * (box(best, r) - 0.5) + 0.25 * (best - 0.5)
        prior = prior * smoothstep(reach, 0.0, 0.10) + 0.02
        unary = contrast(soft2, inner, ring) + 0.9 * (prior.clamp(0.03, 0.97) / (1.0 - prior.clamp(0.03, 0.97))).log()
        u = tv_cut(0.16 * unary.clamp(-3.0, 3.0), weight, 50)
        mask = tidy(u)
        c = confidence_of(v, mask, edges)
        if c > 1.02 * top:
            top = c
            best = mask
    # Thin attachments (a guard rail, a twig behind) go when that makes a better object.
    for k in range(3):
        r = max(2, int([0.012, 0.022, 0.040][k] * max(h, w)))
        core = (box(best, r) > 0.72).to(torch.float32)
        core = largest_parts(core, 0.35)
        mask = (box(core, r) > 0.16).to(torch.float32) * best
        mask = largest_parts(mask, 0.35)
        c = confidence_of(v, mask, edges)
        if c > [1.012, 1.012, 1.02][k] * top:
            top = c
            best = mask
    return best, clampf(top, 0.0, 1.0)
