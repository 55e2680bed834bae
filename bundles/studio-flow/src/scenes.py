"""Composes training scenes: references of each role, the prompt, and the picture that they ask for.

Rules that the model is to learn: a subject stands on the ground of the background at the size that it has in its reference, shifted by
whole tokens; light of a lighting reference falls on everything; a style reference's colours replace those of the scene by lightness.
"""
import random
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F

import words
from objects import STRIDE
from places import SIDE

FULL = 16
SMALL = 4
ROLE = {"target": 0, "subject": 1, "background": 2, "style": 3, "lighting": 4}
GRIDS = ((16, 16),) * 7 + ((12, 16), (16, 12), (10, 16))
LUMA = torch.tensor([0.299, 0.587, 0.114])


@dataclass
class Batch:
    """Scenes of one make-up. Pictures are in [0, 1], [B,3,H,W]; `references` in their order as (role, picture)."""
    target: torch.Tensor
    references: list
    prompts: list
    offsets: list = field(default_factory=list)  # of each subject, i64[B,2]: rows and columns of tokens from its reference to the target
    covers: list = field(default_factory=list)   # of each subject's reference, f32[B,1,h,w]
    facts: list = field(default_factory=list)    # per scene, for people


def tokens(picture: torch.Tensor) -> torch.Tensor:
    """[B,C,H,W] to [B,rows*columns,C*STRIDE*STRIDE]."""
    return F.pixel_unshuffle(picture, STRIDE).flatten(2).transpose(1, 2)


def places_of(rows: int, columns: int) -> torch.Tensor:
    """Twice the distance of each token from the centre, in tokens: i64[rows*columns,2]."""
    y, x = 2 * torch.arange(rows) - (rows - 1), 2 * torch.arange(columns) - (columns - 1)
    return torch.cartesian_prod(y, x)


def positions(grid: tuple, references: list) -> torch.Tensor:
    """i64[S+R,5]: role, number of the reference, number within its role, row, column. `references` are (role, (rows, columns))."""
    tables = [F.pad(places_of(*grid), (3, 0))]
    seen: dict = {}
    for number, (role, shape) in enumerate(references, 1):
        seen[role] = seen.get(role, 0) + 1
        own = places_of(*shape)
        head = torch.tensor([[ROLE[role], number, seen[role]]]).expand(len(own), 3)
        tables.append(torch.cat([head, own], 1))
    return torch.cat(tables)


def uniform(g, low, high, *shape) -> torch.Tensor:
    return low + (high - low) * torch.rand(*shape, generator=g)


def gains(g, b: int) -> torch.Tensor:
    """Colour and strength of a light: [B,3,1,1]."""
    warm = uniform(g, -1, 1, b, 1)
    tint = torch.cat([1 + 0.32 * warm, 1 - 0.06 * warm.abs() + 0.04 * warm, 1 - 0.42 * warm], 1) + 0.07 * torch.randn(b, 3, generator=g)
    return (tint.clamp(0.25, 1.5) * uniform(g, 0.42, 1.15, b, 1))[:, :, None, None]


def lit(picture: torch.Tensor, gain: torch.Tensor, side: torch.Tensor) -> torch.Tensor:
    """Under a light from the left (-1) to the right (1)."""
    x = torch.linspace(-1, 1, picture.shape[3])[None, None, None, :]
    return picture * gain * (1 + 0.28 * side[:, None, None, None] * x)


@dataclass
class Style:
    colours: torch.Tensor  # [B,3,3]: dark, middle, light
    strength: torch.Tensor  # [B,1,1,1]

    @staticmethod
    def drawn(g, b: int) -> "Style":
        colours = torch.rand(b, 3, 3, generator=g)
        level = torch.stack([uniform(g, 0.05, 0.25, b), uniform(g, 0.38, 0.6, b), uniform(g, 0.75, 0.95, b)], 1)
        luma = (colours * LUMA).sum(2)
        colours = (level[:, :, None] + (colours - luma[:, :, None]) * 0.9).clamp(0, 1)
        return Style(colours, uniform(g, 0.6, 0.95, b)[:, None, None, None])

    def applied(self, picture: torch.Tensor) -> torch.Tensor:
        y = (picture * LUMA[None, :, None, None]).sum(1, keepdim=True).clamp(0, 1)
        dark, middle, light = (self.colours[:, i, :, None, None] for i in range(3))
        mapped = torch.where(y < 0.5, dark + (middle - dark) * (2 * y), middle + (light - middle) * (2 * y - 1))
        return picture + self.strength * (mapped - picture)


class Scenes:
    def __init__(self, pool):
        self.pool = pool

    def background(self, g, b: int, rows: int, columns: int) -> tuple:
        """Pictures [B,3,16*STRIDE,16*STRIDE] and the row in which the ground begins, of a view of rows x columns tokens at their centre."""
        which = torch.randint(len(self.pool.places), (b,), generator=g)
        full = FULL * STRIDE
        pictures, horizons = [], []
        for i in which.tolist():
            top, left = (int(torch.randint(SIDE - full + 1, (1,), generator=g)) for _ in range(2))
            cut = self.pool.places[i, top:top + full, left:left + full]
            pictures.append(cut.flip(1) if torch.rand(1, generator=g) < 0.5 else cut)
            horizons.append(self.pool.horizons[i] * SIDE - top - (FULL - rows) * STRIDE / 2)
        pictures = torch.stack(pictures).permute(0, 3, 1, 2).float() / 255
        level = uniform(g, 0.8, 1.25, b)[:, None, None, None]
        return (pictures * level).clamp(0, 1), torch.stack(horizons)

    def things(self, g, b: int, grid: tuple) -> tuple:
        colours, normals = self.pool.things[grid]
        which = torch.randint(len(colours), (b,), generator=g)
        rgba = colours[which].permute(0, 3, 1, 2).float() / 255
        normal = normals[which].permute(0, 3, 1, 2).float() / 127
        if torch.rand(1, generator=g) < 0.5:
            rgba, normal = rgba.flip(3), normal.flip(3) * torch.tensor([-1.0, 1.0])[None, :, None, None]
        return rgba[:, :3], rgba[:, 3:], normal

    def photographed(self, g, colour, cover) -> torch.Tensor:
        """On a plain backdrop, mostly white, with a soft shadow under some."""
        b, _, h, w = colour.shape
        kind = torch.rand(b, 1, generator=g)
        white = uniform(g, 0.9, 1.0, b, 1).expand(b, 3)
        any_colour = torch.rand(b, 3, generator=g) * 0.6 + uniform(g, 0, 0.4, b, 1)
        black = uniform(g, 0.0, 0.08, b, 1).expand(b, 3)
        backdrop = torch.where(kind < 0.62, white, torch.where(kind < 0.9, any_colour, black))[:, :, None, None]
        y = torch.linspace(0, 1, h)[None, None, :, None]
        backdrop = backdrop * (1 - uniform(g, 0, 0.16, b)[:, None, None, None] * (y - 0.5).abs())
        shadow = ground_shadow(cover, torch.zeros(b), uniform(g, 0, 0.5, b))
        return colour * cover + backdrop.expand(b, 3, h, w) * (1 - shadow) * (1 - cover)

    def small(self, g, b: int) -> torch.Tensor:
        """Another scene as small as style and lighting references are: [B,3,48,48]."""
        picture, _ = self.background(g, b, FULL, FULL)
        colour, cover, _ = self.things(g, b, (8, 8))
        top, left = 70 + int(torch.randint(26, (1,), generator=g)), int(torch.randint(96, (1,), generator=g))
        part = picture[:, :, top:top + 96, left:left + 96]
        picture[:, :, top:top + 96, left:left + 96] = colour * cover + part * (1 - cover)
        return F.avg_pool2d(picture, 4)

    def blobs(self, g, b: int, style: Style) -> torch.Tensor:
        """The style's colours as flat shapes, as posters have them."""
        fields = F.interpolate(torch.randn(b, 1, 6, 6, generator=g), size=(48, 48), mode="bicubic", align_corners=True)
        y = (torch.sigmoid(2.5 * fields) * 4).floor() / 3
        return style.applied(y.clamp(0, 1).expand(b, 3, 48, 48))

    def batch(self, seed: int, b: int) -> Batch:
        chance = random.Random(seed)
        g = torch.Generator().manual_seed(seed)
        grid = chance.choice(GRIDS)
        count = chance.choices((0, 1, 2), (0.05, 0.6, 0.35))[0]
        roles = ["subject"] * count + [role for role, p in (("background", 0.92), ("lighting", 0.5), ("style", 0.45)) if chance.random() < p]
        if not roles:
            roles = ["background"]
        chance.shuffle(roles)
        return self.composed(chance, g, b, grid, roles)

    def composed(self, chance, g, b: int, grid: tuple, roles: list, placed=None) -> Batch:
        """`placed` are other shifts, of each subject i64[b,2], than the rules would draw."""
        rows, columns = grid
        h, w = rows * STRIDE, columns * STRIDE
        behind, horizon = self.background(g, b, rows, columns)
        if "background" not in roles:
            y = torch.linspace(0, 1, FULL * STRIDE)[None, None, :, None]
            behind = (0.82 + 0.12 * y).expand(b, 3, FULL * STRIDE, FULL * STRIDE)
            horizon = torch.full((b,), h * 0.55)
        top, left = (FULL - rows) * STRIDE // 2, (FULL - columns) * STRIDE // 2
        picture = behind[:, :, top:top + h, left:left + w].clone()
        times = [chance.choice(list(words.TIMES)) if "lighting" not in roles and chance.random() < 0.3 else None for _ in range(b)]
        told = torch.tensor([words.TIMES[time][1] if time else (1.0, 1.0, 1.0) for time in times])[:, :, None, None]
        given = "lighting" in roles
        gain = gains(g, b) if given else told
        side = uniform(g, -1, 1, b) if given else torch.zeros(b)
        count = roles.count("subject")
        shapes = [chance.choices(((8, 8), (10, 6), (6, 10)), (0.7, 0.15, 0.15))[0] for _ in range(count)]
        sides, pieces, offsets = [[None] * count for _ in range(b)], [], []
        zones = [chance.sample(("left", "right"), 2) if count == 2 else [chance.choice(("left", "centre", "right"))] for _ in range(b)]
        for k, shape in enumerate(shapes):
            colour, cover, normal = self.things(g, b, shape)
            photo = self.photographed(g, colour, cover)
            shift = torch.stack([offset(chance, cover[i, 0], grid, float(horizon[i]), zones[i][k]) for i in range(b)])
            offsets.append(shift if placed is None else placed[k])
            pieces.append((photo, colour, cover, normal))
            for i in range(b):
                sides[i][k] = zones[i][k] if chance.random() < 0.55 else None
        picture = lit(picture, gain, side)
        for (photo, colour, cover, normal), shift in zip(pieces, offsets):
            shadow = ground_shadow(cover, side, torch.full((b,), 0.55), wide=True)
            light = gain * (1 + side[:, None, None, None] * 0.45 * normal[:, :1])
            picture = picture * (1 - pasted(shadow, shift, h, w))
            own = pasted(cover, shift, h, w)
            picture = picture * (1 - own) + pasted(colour * light * cover, shift, h, w)
        picture = picture.clamp(0, 1)
        style = Style.drawn(g, b) if "style" in roles else None
        if style:
            picture = style.applied(picture)
        references, taken = [], 0
        for role in roles:
            if role == "subject":
                references.append((role, pieces[taken][0]))
                taken += 1
            elif role == "background":
                references.append((role, behind))
            elif role == "lighting":
                references.append((role, lit(self.small(g, b), gain, side).clamp(0, 1)))
            else:
                scene = style.applied(self.small(g, b))
                flat = torch.rand(b, 1, 1, 1, generator=g) < 0.5
                references.append((role, torch.where(flat, self.blobs(g, b, style), scene)))
        numbers: dict = {}
        for number, role in enumerate(roles, 1):
            numbers.setdefault(role, []).append(number)
        prompts = [words.prompt(chance, numbers, sides[i], times[i]) for i in range(b)]
        facts = [{"zones": zones[i][:count], "said": sides[i], "time": times[i], "ground": float(horizon[i])} for i in range(b)]
        return Batch(picture, [(role, rounded(p)) for role, p in references], prompts, offsets, [piece[2] for piece in pieces], facts)


def rounded(picture: torch.Tensor) -> torch.Tensor:
    """As a file holds it."""
    return (picture.clamp(0, 1) * 255).round() / 255


def extent(cover: torch.Tensor) -> tuple:
    """Top, bottom, left, right of what is covered."""
    ys, xs = torch.nonzero(cover.amax(1) > 0.3)[:, 0], torch.nonzero(cover.amax(0) > 0.3)[:, 0]
    return int(ys[0]), int(ys[-1]) + 1, int(xs[0]), int(xs[-1]) + 1


ZONES = {"left": (0.14, 0.36), "centre": (0.42, 0.58), "right": (0.64, 0.86)}


def offset(chance, cover: torch.Tensor, grid: tuple, horizon: float, zone: str) -> torch.Tensor:
    """Whole tokens to shift by, so that the foot is on the ground and the middle in the zone, as nearly as whole tokens allow."""
    top, bottom, left, right = extent(cover)
    h, w = grid[0] * STRIDE, grid[1] * STRIDE
    low, high = max(horizon + 8, bottom - top + 2.0), h - 5.0
    foot = chance.uniform(min(low + 0.3 * (high - low), high), high)
    rows = int((foot - bottom) // STRIDE)
    if rows * STRIDE + top < 0:
        rows += 1
    middle = chance.uniform(*ZONES[zone]) * w
    half = (right - left) / 2
    middle = min(max(middle, half + 2), w - half - 2)
    return torch.tensor([rows, round((middle - (left + right) / 2) / STRIDE)])


def pasted(piece: torch.Tensor, shift: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Each piece moved by its own number of tokens onto an empty picture."""
    b, c, h, w = piece.shape
    out = torch.zeros(b, c, height, width)
    for i, (rows, columns) in enumerate(shift.tolist()):
        y, x = rows * STRIDE, columns * STRIDE
        y0, y1, x0, x1 = max(y, 0), min(y + h, height), max(x, 0), min(x + w, width)
        if y1 > y0 and x1 > x0:
            out[i, :, y0:y1, x0:x1] = piece[i, :, y0 - y:y1 - y, x0 - x:x1 - x]
    return out


def ground_shadow(cover: torch.Tensor, side: torch.Tensor, strength: torch.Tensor, wide: bool = False) -> torch.Tensor:
    """[B,1,h,w]: a flat pool of darkness at the foot, drawn out away from the light."""
    b, _, h, w = cover.shape
    y, x = torch.arange(h)[None, :, None] + 0.5, torch.arange(w)[None, None, :] + 0.5
    boxes = torch.tensor([extent(cover[i, 0]) for i in range(b)], dtype=torch.float32)
    bottom, left, right = (boxes[:, i, None, None] for i in (1, 2, 3))
    reach = (right - left) / 2
    away = -side[:, None, None] * reach * 0.5 * float(wide)
    u = (x - (left + right) / 2 - away) / (reach * (1.0 + 0.25 * side[:, None, None].abs()))
    v = (y - bottom + 2) / (4.0 + 0.09 * reach)
    pool = torch.exp(-1.6 * (u * u + v * v))
    return (strength[:, None, None] * pool)[:, None]
