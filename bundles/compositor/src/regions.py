"""Superpixels of a photo and the graph between them."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, NamedTuple, Tuple
from pixels import gauss


def _upsample(cells: Tensor, h: int, w: int) -> Tensor:
    return F.interpolate(cells, size=[h, w], mode="nearest")


def superpixels(feats: Tensor, count: int, compact: float, rounds: int) -> Tuple[Tensor, int]:
    """Labels int64 ``[H, W]`` of about ``count`` compact regions of ``[1, D, H, W]`` features, and how many (SLIC, on a fixed grid
    of cells whose nine neighbours compete for each pixel)."""
    h, w = feats.size(2), feats.size(3)
    step = (h * w / float(count)) ** 0.5
    gy, gx = max(3, int(h / step + 0.5)), max(3, int(w / step + 0.5))
    ys = torch.arange(h, dtype=torch.float32).reshape(1, 1, h, 1).expand(1, 1, h, w)
    xs = torch.arange(w, dtype=torch.float32).reshape(1, 1, 1, w).expand(1, 1, h, w)
    f = torch.cat([feats, ys * (compact / step), xs * (compact / step)], 1)
    centres = F.adaptive_avg_pool2d(f, [gy, gx])
    ids = torch.arange(gy * gx, dtype=torch.float32).reshape(1, 1, gy, gx)
    flat = f[0].reshape(f.size(1), h * w)
    best = torch.zeros([1, 1, h, w])
    who = torch.zeros([1, 1, h, w])
    for step_ in range(rounds):
        pc = F.pad(centres, [1, 1, 1, 1], value=1e4)
        pi = F.pad(ids, [1, 1, 1, 1])
        for k in range(9):
            dy, dx = k // 3, k % 3
            d = (f - _upsample(pc[:, :, dy : dy + gy, dx : dx + gx], h, w)).pow(2.0).sum(1, keepdim=True)
            i = _upsample(pi[:, :, dy : dy + gy, dx : dx + gx], h, w)
            if k == 0:
                best = d
                who = i
            else:
                less = d < best
                best = torch.where(less, d, best)
                who = torch.where(less, i, who)
        if step_ + 1 < rounds:
            label = who.reshape(-1).to(torch.int64)
            total, size = gather(flat, label, gy * gx)
            fresh = total / size.clamp(min=1.0)
            old = centres[0].reshape(f.size(1), gy * gx)
            centres = torch.where(size > 0.5, fresh, old).reshape(1, f.size(1), gy, gx)
    return who[0, 0].to(torch.int64), gy * gx


def gather(rows: Tensor, label: Tensor, n: int) -> Tuple[Tensor, Tensor]:
    """Sums per label of ``[D, P]`` rows, and the counts ``[n]``."""
    parts: List[Tensor] = []
    for k in range(rows.size(0)):
        parts.append(torch.bincount(label, rows[k], n).to(torch.float32))
    return torch.stack(parts), torch.bincount(label, minlength=n).to(torch.float32)


def borders(label: Tensor, edges: Tensor, n: int) -> Tuple[Tensor, Tensor]:
    """``[n, n]`` lengths of the common borders in pixels, and sums of the edge map ``[H, W]`` along them."""
    a = torch.cat([label[:, 1:].reshape(-1), label[1:, :].reshape(-1)])
    b = torch.cat([label[:, :-1].reshape(-1), label[:-1, :].reshape(-1)])
    e = torch.cat([torch.maximum(edges[:, 1:], edges[:, :-1]).reshape(-1), torch.maximum(edges[1:, :], edges[:-1, :]).reshape(-1)])
    cross = torch.nonzero(a != b).flatten()
    pair = a[cross] * n + b[cross]
    length = torch.bincount(pair, minlength=n * n).to(torch.float32).reshape(n, n)
    weight = torch.bincount(pair, e[cross], n * n).to(torch.float32).reshape(n, n)
    return length + length.t(), weight + weight.t()


def paths(cost: Tensor) -> Tensor:
    """All shortest paths of a ``[n, n]`` graph (Floyd and Warshall)."""
    d = cost.clone()
    for k in range(d.size(0)):
        d = torch.minimum(d, d[:, k : k + 1] + d[k : k + 1, :])
    return d


def distances(rows: Tensor) -> Tensor:
    """Euclidean distances ``[n, n]`` between rows."""
    square = (rows * rows).sum(1)
    return (square.unsqueeze(1) + square.unsqueeze(0) - 2.0 * rows.matmul(rows.t())).clamp(min=0.0).sqrt()


class Graph(NamedTuple):
    """Superpixels ``[n]``, their neighbours as pairs ``[E]`` and as matrices ``[n, n]``."""

    height: int
    width: int
    label: Tensor  # [H W] int64
    size: Tensor
    mean: Tensor  # [6, n]: L, a, b, focus, y, x (0..1)
    y: Tensor
    x: Tensor
    on_rim: Tensor  # pixels on the frame
    a: Tensor
    b: Tensor
    length: Tensor  # [E] of the common border
    edge: Tensor  # [E] mean edge on it
    apart: Tensor  # [n, n] difference of colour
    barrier: Tensor  # how strong the edges are that part it from the frame, about 0..1
    free: Tensor  # 1 where its kind does not lean on the frame, 0 where it does


def graph_of(v: Tensor, edges: Tensor, focus: Tensor) -> Graph:
    """The superpixel graph of Lab ``[1, 3, H, W]``; barriers and boundary connectivity after Zhu et al. (2014)."""
    h, w = v.size(2), v.size(3)
    label, n = superpixels(gauss(v, 0.8, 0.8), 300, 9.0, 5)
    flat = label.reshape(-1)
    ys = ((torch.arange(h, dtype=torch.float32) + 0.5) / h).reshape(h, 1).expand(h, w)
    xs = ((torch.arange(w, dtype=torch.float32) + 0.5) / w).reshape(1, w).expand(h, w)
    rim = torch.zeros([h, w])
    rim[0] = 1.0
    rim[-1] = 1.0
    rim[:, 0] = 1.0
    rim[:, -1] = 1.0
    rows = torch.cat([v[0].reshape(3, h * w), focus.reshape(1, h * w), ys.reshape(1, h * w), xs.reshape(1, h * w), rim.reshape(1, h * w)])
    total, size = gather(rows, flat, n)
    mean = total[:6] / size.clamp(min=1.0)
    on_rim = total[6]
    length, strength = borders(label, edges[0, 0], n)
    edge = strength / length.clamp(min=1.0)
    apart = distances((mean[:3] * torch.tensor([[0.8], [1.2], [1.2]])).t().contiguous())
    cost = (apart * 0.6 + edge * 0.7 - 3.0).clamp(min=0.0)
    cost = torch.where(length > 0.5, cost, torch.full_like(cost, 1e4))
    # Regions on the frame may be one thing beyond it.
    at_rim = (on_rim > 0.5).to(torch.float32)
    cost = torch.where(at_rim.unsqueeze(1) * at_rim.unsqueeze(0) > 0.5, torch.minimum(cost, apart * 0.6 + 8.0), cost)
    cost.fill_diagonal_(0.0)
    d = paths(cost)
    near = torch.exp(-d * d / 200.0)
    cell = h * w / float(n)
    lean = near.matmul(on_rim) / cell**0.5 / (near.matmul(size) / cell).clamp(min=0.1).sqrt()
    free = torch.exp(-0.5 * lean * lean)
    seeds = torch.where(on_rim > 0.5, 25.0 * free, torch.full_like(free, 1e4))
    barrier = (d + seeds.unsqueeze(0)).min(1)[0]
    barrier = (barrier / barrier.sort()[0][int(0.95 * (n - 1))].clamp(min=10.0)).clamp(max=1.1)
    pairs = torch.nonzero(length.triu() > 0.5)
    a, b = pairs[:, 0].contiguous(), pairs[:, 1].contiguous()
    return Graph(h, w, flat, size, mean, mean[4], mean[5], on_rim, a, b, length[a, b], edge[a, b], apart, barrier, free)
