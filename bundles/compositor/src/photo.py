"""Cut-outs of ordinary photos without learned weights: object proposals, colour models and a total-variation cut."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from geodesic import fill_holes, largest_parts
from pixels import box, clampf, gauss, lab, shrink, smoothstep
from proposals import consensus
from regions import Graph, graph_of


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


def contrast(soft: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
    """Log ratio of the two regions' cluster histograms at every pixel."""
    pf = inside.reshape(-1, 1)
    pb = outside.reshape(-1, 1)
    fg = soft.t().matmul(pf) / pf.sum().clamp(min=1.0) + 1e-5
    bg = soft.t().matmul(pb) / pb.sum().clamp(min=1.0) + 1e-5
    return (soft.matmul(fg) / soft.matmul(bg)).log().reshape(inside.shape)


def tidy(u: Tensor) -> Tensor:
    """The large connected parts of ``u > 0.5`` with their small holes filled."""
    mask = largest_parts((u > 0.5).to(torch.float32), 0.35)
    holes = fill_holes(mask) - mask
    if float(holes.sum().item()) < 0.5:
        return mask
    r = max(2, int(0.02 * max(u.size(2), u.size(3))))
    wide = (box((box(holes, r) > 0.55).to(torch.float32), r) > 0.01).to(torch.float32) * holes
    return mask + holes - wide


def working_size(height: int, width: int) -> Tuple[int, int]:
    """About 46,000 pixels whatever the aspect."""
    k = min(1.0, min((46000.0 / (height * width)) ** 0.5, 400.0 / max(height, width)))
    return max(16, int(height * k + 0.5)), max(16, int(width * k + 0.5))


def edges_of(double: Tensor) -> Tensor:
    """Gradients at twice the working size, the strongest of each four kept: what is out of focus has weak ones."""
    return F.max_pool2d(gradient(double), 2, 2)


def local_clusters(g: Graph, calm: Tensor, focus: Tensor, place: float, width: float) -> Tensor:
    """Soft assignment ``[P, k]`` of the pixels to clusters of the superpixels' colour, focus and (by ``place``) position."""
    h, w = g.height, g.width
    scale = torch.tensor([0.8, 1.3, 1.3, 20.0, place, place])
    centres = clusters((g.mean * scale.unsqueeze(1)).t().contiguous()[g.size > 0.5], 64, 6)
    ys = ((torch.arange(h, dtype=torch.float32) + 0.5) / h).reshape(h, 1).expand(h, w)
    xs = ((torch.arange(w, dtype=torch.float32) + 0.5) / w).reshape(1, w).expand(h, w)
    x = torch.cat([calm[0].reshape(3, h * w), focus.reshape(1, h * w), ys.reshape(1, h * w), xs.reshape(1, h * w)]) * scale.unsqueeze(1)
    far = (x * x).sum(0, keepdim=True) - 2.0 * centres.matmul(x) + (centres * centres).sum(1).unsqueeze(1)
    return torch.softmax(far * (-1.0 / width), 0).t().contiguous()


def photo_matte(rgb: Tensor) -> Tuple[Tensor, float]:
    """Rough mask ``[1, 1, h, w]`` at the working size and its confidence."""
    h, w = working_size(rgb.size(2), rgb.size(3))
    double = lab(shrink(rgb, 2 * h, 2 * w))
    v = F.avg_pool2d(double, 2, 2)
    edges = edges_of(double)
    focus = focus_of(v[:, 0:1])
    g = graph_of(v, edges, focus)
    part, expected = consensus(g)
    prior = part[g.label].reshape(1, 1, h, w)
    weight = 0.05 + torch.exp(-(edges / (2.0 * edges.mean().clamp(min=0.5))))
    # Pixels: colours of the inside against those of the ring around it, leaning on the proposals.
    soft = local_clusters(g, gauss(v, 1.0, 1.0), focus, 26.0, 60.0)
    long = float(max(h, w))
    mask = prior
    for step in range(2):
        reach = box(mask, max(4, int(0.08 * long)))
        ring = (1.0 - mask) * (0.05 + smoothstep(reach, 0.0, 0.06))
        q = box(prior, max(1, int(0.01 * long))).clamp(0.04, 0.96)
        unary = contrast(soft, mask, ring) + 1.5 * (q / (1.0 - q)).log()
        mask = tv_cut(0.16 * unary.clamp(-3.0, 3.0), weight, 40)
    mask = tidy(mask)
    # Stretched to 0..1: it orders cut-outs (correlation about .65 with their true overlap), it does not promise one.
    return mask, clampf(2.2 * (expected - 0.42), 0.0, 1.0)
