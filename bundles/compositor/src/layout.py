"""Where each subject goes.

Frame units: y runs 0..1 down the frame, x runs 0..A with A = width / height, so lengths are isotropic.
A placement row is ``[cx, cy, w, h, rotation, mirrored, depth rank, base]``; ``w, h`` are the size of the cut-out
box before rotation, ``base`` is the y of the ground contact.
"""
import torch
from torch import Tensor
from typing import List, Tuple
from pixels import clampf, phi

GLOBALS = 24  # TorchScript functions cannot read module constants: the literals below repeat these two.
PER_SUBJECT = 6


def _rows(count: int, wide: bool) -> int:
    """How many subjects stand in the back row."""
    if count <= 2 or (count == 3 and not wide):
        return 0
    return (count + 1) // 2 if count > 3 else 1


def _spread(cx: List[float], w: List[float], members: List[int], lo: float, hi: float, gap: float) -> None:
    """Pushes the members of one row apart until they neither overlap nor leave ``lo..hi`` (where that can be)."""
    for _ in range(12):
        for a in range(len(members)):
            for b in range(a + 1, len(members)):
                i, j = members[a], members[b]
                if cx[i] > cx[j]:
                    i, j = j, i
                need = 0.5 * (w[i] + w[j]) + gap - (cx[j] - cx[i])
                if need > 0.0:
                    cx[i] -= 0.5 * need
                    cx[j] += 0.5 * need
        for i in members:
            half = 0.5 * w[i]
            if 2.0 * half >= hi - lo:
                cx[i] = 0.5 * (lo + hi)
            else:
                cx[i] = clampf(cx[i], lo + half, hi - half)


def _sizes(aspect: List[float], relative: List[float]) -> Tuple[List[float], List[float]]:
    """Unscaled widths and heights: equal areas, or the declared heights where every subject has one."""
    known = True
    for r in relative:
        if r <= 0.0:
            known = False
    ws: List[float] = []
    hs: List[float] = []
    for i in range(len(aspect)):
        a = clampf(aspect[i], 0.05, 20.0)
        h = relative[i] if known else (1.0 / a) ** 0.5
        hs.append(h)
        ws.append(h * a)
    return ws, hs


def _settle(
    cx: List[float],
    base: List[float],
    w: List[float],
    h: List[float],
    frame: float,
    fill: float,
    pad: float,
    align: int,
    sunk: bool,
    studio: bool,
) -> None:
    """Brings the common box of the subjects to what was asked for.

    ``fill``: its share of the frame's width or height, whichever it reaches first (0: as large as it is); ``pad``: share of
    the width and of the height that stays free on every side; ``align``: where it goes, as the digits of a number pad lie
    (1 bottom left, 5 middle, 9 top right; 0: stays). What is ``sunk`` into the bottom edge stays there.
    """
    x0, x1, y0, y1 = 1e9, -1e9, 1e9, -1e9
    for i in range(len(cx)):
        x0 = min(x0, cx[i] - 0.5 * w[i])
        x1 = max(x1, cx[i] + 0.5 * w[i])
        y0 = min(y0, base[i] - h[i])
        y1 = max(y1, base[i])
    share = max((x1 - x0) / frame, y1 - y0)
    goal = min(fill if fill > 0.0 else share, 1.0 - 2.0 * pad)
    k = goal / share
    ax = 0.5 * (x0 + x1)
    ay = 0.5 * (y0 + y1) if studio and not sunk else y1
    edge = pad if pad > 0.0 else clampf(0.5 * (1.0 - goal), 0.0, 0.04)
    bw, bh = k * (x1 - x0), k * (y1 - y0)
    lo, hi = edge * frame, frame - edge * frame - bw
    left = ax + k * (x0 - ax)
    top = ay + k * (y0 - ay)
    if align > 0:
        left = lo + 0.5 * ((align - 1) % 3) * (hi - lo)
    else:
        left = clampf(left, min(lo, hi), max(lo, hi))
    if not sunk:
        upper, lower = edge, 1.0 - edge - bh
        if align > 0:
            top = lower + 0.5 * ((align - 1) // 3) * (upper - lower)
        else:
            top = clampf(top, min(upper, lower), max(upper, lower))
    for i in range(len(cx)):
        cx[i] = left + k * (cx[i] - x0)
        base[i] = top + k * (base[i] - y0)
        w[i] *= k
        h[i] *= k


def place(
    z: List[float],
    aspect: List[float],
    relative: List[float],
    sits: List[float],
    frame: float,
    horizon: float,
    studio: bool,
    fill: float,
    pad: float,
    align: int,
) -> List[List[float]]:
    """Placements of all subjects; ``z`` is the whole latent vector, ``sits[i] = 1`` when subject i was cut by
    the bottom of its photo and therefore has to leave the frame there too, unless ``pad`` or ``align`` keep it off it.
    ``fill``, ``pad`` and ``align`` are those of ``_settle``; whatever is measured by a box stands upright."""
    n = len(aspect)
    out: List[List[float]] = []
    if n == 0:
        return out
    if pad > 0.0 or align > 3:
        sits = [0.0] * n
    sunk = max(sits) > 0.5
    w, h = _sizes(aspect, relative)
    widest = 0.0
    total = 0.0
    for i in range(n):
        widest = max(widest, w[i] / h[i])
        total += w[i]
    tall = sum(h) / n
    back = _rows(n, total / tall > 2.6 * frame)
    # One row where it costs little: always in wide frames.
    if total / tall < 1.7 * frame:
        back = 0

    order: List[int] = []
    for i in range(n):
        order.append(i)
    for i in range(n):
        for j in range(n - 1):
            if h[order[j]] < h[order[j + 1]]:
                t = order[j]
                order[j] = order[j + 1]
                order[j + 1] = t
    in_back: List[bool] = [False] * n
    for k in range(back):
        in_back[order[k]] = True

    # One common scale: the largest that respects the area share, the row widths and the height of the frame.
    margin = 0.04
    area = 0.0
    for i in range(n):
        area += w[i] * h[i]
    share = 0.34 if n == 1 else 0.46 / float(n) ** 0.9 * n * 0.86
    scale = (share * frame / area) ** 0.5
    highest = 0.0
    sums: List[float] = [0.0, 0.0]
    for i in range(n):
        highest = max(highest, h[i])
        sums[1 if in_back[i] else 0] += w[i]
    limit_w = (0.66 if n == 1 else 0.84) * frame
    limit_h = 0.70 if back == 0 else 0.58
    if studio:
        limit_w = (0.74 if n == 1 else 0.86) * frame
        limit_h = 0.74 if back == 0 else 0.60
    if fill > 0.0:
        reach = clampf(fill, 0.1, 0.96)
        scale = 1e9
        limit_w = reach * frame
        limit_h = reach if back == 0 else reach * 0.82
    scale = min(scale, min(limit_h / highest, limit_w / max(sums[0], sums[1])))
    if fill <= 0.0:
        scale *= clampf(0.8 + 0.35 * phi(z[22]), 0.8, 1.15) / 0.975

    # Ground lines.
    front = clampf(max(horizon + 0.30, 0.82), 0.5, 0.93)
    if studio:
        front = 0.5 + 0.5 * scale * highest if (back == 0) else 0.90
        front = clampf(front + (0.02 if fill <= 0.0 else 0.0), 0.0, 0.97)
    front += 0.02 * z[23] if fill <= 0.0 else 0.0
    lift = 0.0
    if back > 0:
        low = 0.0
        for i in range(n):
            if not in_back[i]:
                low += h[i] * scale / (n - back)
        lift = clampf(0.85 * low, 0.10, 0.34)
        if not studio:
            lift = min(lift, clampf(front - horizon - 0.12, 0.08, 0.16))
    rear = front - lift

    # Even gaps, the tallest in the middle of a row.
    cx: List[float] = [0.0] * n
    base: List[float] = [0.0] * n
    spread = clampf(0.85 + 0.25 * phi(z[21]), 0.8, 1.15)
    for row in range(2):
        members: List[int] = []
        for k in range(n):
            i = order[k]
            if in_back[i] == (row == 1):
                if len(members) % 2 == 0:
                    members.append(i)
                else:
                    members.insert(0, i)
        if len(members) > 0:
            used = 0.0
            for i in members:
                used += w[i] * scale
            gap = clampf((frame - used) / (len(members) + 1.0), 0.015, 0.09) * spread
            x = 0.5 * frame - 0.5 * (used + gap * (len(members) - 1))
            for i in members:
                cx[i] = x + 0.5 * w[i] * scale
                x += w[i] * scale + gap
                base[i] = rear if row == 1 else front

    ww: List[float] = []
    hh: List[float] = []
    depth: List[float] = []
    for i in range(n):
        o = 24 + 6 * i
        s = scale * float(torch.exp(torch.tensor(0.14 * clampf(z[o + 2], -1.6, 1.8))).item())
        if fill > 0.0 and n == 1:
            s = scale
        y = base[i] + 0.03 * clampf(z[o + 1], -2.5, 2.5)
        if not studio:
            s *= clampf((y - horizon) / max(0.05, front - horizon), 0.6, 1.2) ** 0.7
        s = min(s, min((1.0 - 2.0 * margin) / h[i], frame * (1.0 - 2.0 * margin) / w[i]))
        ww.append(w[i] * s)
        hh.append(h[i] * s)
        cx[i] += 0.08 * z[o] * (1.0 if fill <= 0.0 else 0.25)
        y = min(y, 1.0 - 0.5 * margin)
        y = max(y, hh[i] + margin)
        if sits[i] > 0.5:
            y = 1.0 + 0.01 * hh[i]
        base[i] = y
        depth.append(y + 0.04 * z[o + 5] - (0.5 if in_back[i] else 0.0))
    for row in range(2):
        members2: List[int] = []
        for i in range(n):
            if in_back[i] == (row == 1):
                members2.append(i)
        used2 = 0.0
        for i in members2:
            used2 += ww[i]
        room = frame - 2.0 * margin * min(1.0, frame)
        if used2 > room:
            for i in members2:
                ww[i] *= room / used2
                hh[i] *= room / used2
        _spread(cx, ww, members2, margin * min(1.0, frame), frame - margin * min(1.0, frame), 0.012)

    if fill > 0.0 or pad > 0.0 or align > 0:
        _settle(cx, base, ww, hh, frame, fill, pad, align, sunk, studio)

    for i in range(n):
        o = 24 + 6 * i
        turn = z[o + 3]
        rotation = 0.05 * (max(0.0, turn - 1.0) - max(0.0, -turn - 1.0))
        if sits[i] > 0.5 or fill > 0.0 or pad > 0.0 or align > 0:
            rotation = 0.0
        rank = 0
        for j in range(n):
            if depth[j] < depth[i] or (depth[j] == depth[i] and j < i):
                rank += 1
        mirrored = 1.0 if z[o + 4] > 1.5 else 0.0
        out.append([cx[i], base[i] - 0.5 * hh[i], ww[i], hh[i], rotation, mirrored, float(rank), base[i]])
    return out

