"""Object proposals: parametric cuts of the superpixel graph from many seeds, ranked by how object-like they are.

Seeds and biases make some hundred regions with contours on strong edges (as in Carreira and Sminchisescu, CPMC, 2012);
all are cut at once by a primal-dual iteration on the graph (Pock and Chambolle, 2011).
"""
import torch
from torch import Tensor
from typing import List, Tuple
from regions import Graph, distances


def _offset(g: Graph, x: float, y: float) -> Tensor:
    """Distance of every superpixel from a place of the frame, as a share of the longer side."""
    dx = (g.x - x) * float(g.width)
    dy = (g.y - y) * float(g.height)
    return (dx * dx + dy * dy).sqrt() / float(max(g.height, g.width))


def cuts(g: Graph, rounds: int) -> Tensor:
    n = g.size.numel()
    cell = float(g.height * g.width) / float(n)
    a, b = g.a, g.b
    mean_edge = float(g.edge.mean().clamp(min=3.0).item())
    weight = g.length / cell**0.5 * (torch.exp(-g.edge / (0.625 * mean_edge)) + 0.02) * torch.exp(-g.apart[a, b] / 30.0)
    degree = torch.zeros([n]).index_add_(0, a, weight).index_add_(0, b, weight).clamp(min=1e-3)
    share = g.size / cell
    alike = torch.exp(-g.apart * g.apart / 162.0)
    unaries: List[Tensor] = []
    fixed: List[Tensor] = []
    for y in [0.34, 0.46, 0.58, 0.70]:
        for x in [0.36, 0.50, 0.64]:
            off = _offset(g, x, y)
            seed = (off <= max(0.055, float(off.min().item()))).to(torch.float32)
            near = torch.exp(-6.4 * off * off)
            wide = torch.exp(-102.0 * off * off) * g.size
            rest = (1.0 - torch.exp(-8.0 * off * off)) * g.size
            ratio = (alike.matmul(wide) / wide.sum() + 0.01) / (alike.matmul(rest) / rest.sum().clamp(min=1.0) + 0.01)
            own = ratio.log().clamp(-2.0, 2.0)
            # Three kinds of evidence: walled off from the border; place alone; the colours around the seed.
            for bias in [0.12, 0.25, 0.40, 0.60]:
                unaries.append(share * (0.9 * g.barrier + 0.35 * near + 0.15 * g.free - 0.35 - bias))
                fixed.append(seed)
            for bias in [0.20, 0.35, 0.50]:
                unaries.append(share * (0.5 * near + 0.2 * g.free - bias))
                fixed.append(seed)
            for bias in [0.10, 0.30, 0.50]:
                unaries.append(share * (0.15 * own + 0.5 * near - bias))
                fixed.append(seed)
    unary = torch.stack(unaries, 1)
    seeds = torch.stack(fixed, 1)
    outside = ((g.on_rim > 0.5) & (g.free < 0.6)).to(torch.float32).unsqueeze(1) * (1.0 - seeds)
    low, high = seeds, 1.0 - outside
    u = torch.minimum(torch.maximum((unary > 0.0).to(torch.float32), low), high)
    bar = u
    p = torch.zeros([a.numel(), unary.size(1)])
    step = 0.9 / degree.unsqueeze(1)
    w = weight.unsqueeze(1)
    for _ in range(rounds):
        p = (p + 0.5 * (bar.index_select(0, a) - bar.index_select(0, b))).clamp(-1.0, 1.0)
        q = p * w
        div = torch.zeros_like(u).index_add_(0, a, q).index_add_(0, b, q.neg())
        fresh = torch.minimum(torch.maximum(u - (div - unary) * step, low), high)
        bar = 2.0 * fresh - u
        u = fresh
    return (u > 0.5).to(torch.float32)


def rank(g: Graph, masks: Tensor) -> Tensor:
    """Expected overlap (IoU) of every proposal with the object, a linear guess from eight measures.

    Weights: ridge regression to the overlaps of the proposals in 31 pictures of known or hand-drawn outline (sample products over sample
    scenes, five photos). They are in-sample; ``cutout_report.py`` measures what they give.
    """
    total = float(g.height * g.width)
    size = g.size.unsqueeze(1)
    inside = masks * size
    mass = inside.sum(0).clamp(min=1.0)
    area = (mass / total).clamp(min=0.003)
    # Strength of the contour among all borders between superpixels.
    order = g.edge.sort()[0]
    place = torch.searchsorted(order, g.edge).to(torch.float32) / float(order.numel())
    contour = (masks.index_select(0, g.a) - masks.index_select(0, g.b)).abs() * g.length.unsqueeze(1)
    strength = (contour * place.unsqueeze(1)).sum(0) / contour.sum(0).clamp(min=1.0)
    # Colours of the ring around it that do not occur inside nearby.
    spots = torch.stack([g.y * float(g.height), g.x * float(g.width)], 1) / float(max(g.height, g.width))
    apart = distances(spots)
    near = torch.exp(-apart * apart / 0.0288)
    alike = torch.exp(-g.apart * g.apart / 98.0) * near
    reach = near.matmul(inside)
    ring = (1.0 - masks) * size * (reach / reach.max(0, keepdim=True)[0].clamp(min=1.0))
    own, other = alike.matmul(inside), alike.matmul(ring)
    distinct = (other / (own + other + 1e-3) * ring).sum(0) / ring.sum(0).clamp(min=1.0)
    # Place: how much of the middle it takes; how far aside it is and how wide.
    dx, dy = (g.x - 0.5) / 0.22, (g.y - 0.55) / 0.22
    middle = torch.exp(-0.5 * (dx * dx + dy * dy)).unsqueeze(1)
    cover = (middle * inside).sum(0) / (middle * size).sum()
    x = g.x.unsqueeze(1)
    cx = (x * inside).sum(0) / mass
    width = ((x - cx).pow(2.0) * inside).sum(0).div(mass).sqrt() * (float(g.width) / float(g.height)) ** 0.5
    # Agreement: overlap with the dozen proposals that are most like it.
    both = masks.t().matmul(inside)
    overlap = both / (mass.unsqueeze(1) + mass.unsqueeze(0) - both).clamp(min=1.0)
    agree = overlap.sort(1, True)[0][:, :12].mean(1)
    return (
        0.556 * strength + 0.373 * distinct + 0.660 * cover - 0.029 * area.log() - 0.693 * area
        - 0.487 * (cx - 0.5).abs() - 1.735 * width + 0.778 * agree - 0.771
    )


def consensus(g: Graph) -> Tuple[Tensor, float]:
    """The best proposal softened by those much like it, per superpixel 0..1, and the overlap to expect of it."""
    masks = cuts(g, 80)
    score = rank(g, masks)
    top = score.max(0)
    best = masks[:, top[1]]
    inside = masks * g.size.unsqueeze(1)
    both = best.unsqueeze(0).matmul(inside)[0]
    overlap = both / (inside.sum(0) + (best * g.size).sum() - both).clamp(min=1.0)
    weight = torch.exp((score - top[0]) / 0.05) * (overlap > 0.6).to(torch.float32)
    return masks.matmul(weight) / weight.sum(), float(top[0].item())
