"""The network: a transformer over tokens of the picture, of references and of the prompt, whose head copies from references.

It predicts the clean picture x0; the velocity is (x - x0) / sigma. Positions are i64[S+R,5]: role, number of the reference, number
within its role, twice the row and twice the column from the centre. TorchScript can compile every module here.
"""
from typing import List, Tuple

import torch
import torch.nn.functional as F
from torch import nn

PIXELS = 144
CHANNELS = 3 * PIXELS
WIDTH, HEADS, LAYERS = 192, 4, 6
TEXT, QUERIES = 96, 4
GAIN = 2.0
SUBJECT, BACKGROUND = 1, 2
SLOTS = 2
NUMBERS = 9
FEATURES = 5
MATCH = 48
BANDS = 12


class Linear(nn.Linear):
    """Weights may be stored in half precision; sums are in the input's."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        bias = self.bias
        return F.linear(x, self.weight.to(x.dtype), None if bias is None else bias.to(x.dtype))


class TextEncoder(nn.Module):
    """Word ids i64[B,L] to conditions f32[B,QUERIES,TEXT]: how strongly each of many groups of near words occurs anywhere."""

    def __init__(self, words: int):
        super().__init__()
        self.words = nn.Parameter(torch.randn(words, TEXT))
        self.before = Linear(TEXT, TEXT)
        self.near = nn.Parameter(torch.randn(TEXT, 1, 13) * 0.3)
        self.after = Linear(2 * TEXT, 2 * TEXT)
        self.groups = Linear(2 * TEXT, QUERIES * TEXT)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        words = F.embedding(ids, self.words.to(torch.float32))
        real = mask.unsqueeze(2).to(torch.float32)
        x = F.gelu(self.before(words)) * real
        x = F.conv1d(x.transpose(1, 2), self.near.to(x.dtype), padding=6, groups=x.size(2)).transpose(1, 2)
        x = self.groups(F.gelu(self.after(torch.cat([words.to(x.dtype), x], dim=2)))).to(torch.float32)
        x = (x - 100.0 * (1.0 - real)).amax(dim=1).view(ids.size(0), 4, -1)
        return F.layer_norm(x, [x.size(2)])


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = Linear(WIDTH, 3 * WIDTH)
        self.out = Linear(WIDTH, WIDTH)
        self.up = Linear(WIDTH, 4 * WIDTH)
        self.down = Linear(4 * WIDTH, WIDTH)
        self.modulation = nn.Parameter(torch.zeros(6, WIDTH))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)
        self.heads = HEADS

    def forward(self, x: torch.Tensor, time: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        m = time + self.modulation.to(time.dtype)
        width = x.size(2)
        h = F.layer_norm(x, [width]) * (1.0 + m[:, 0:1]) + m[:, 1:2]
        qkv = self.qkv(h).view(x.size(0), x.size(1), 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        q, k = F.layer_norm(qkv[0], [qkv.size(4)]), F.layer_norm(qkv[1], [qkv.size(4)])
        q, k = turned(q, cos, sin), turned(k, cos, sin)
        if self.training:
            # In bfloat16 on a CPU three times as fast, there and back, as the fused kernel.
            weights = torch.softmax(torch.matmul(q * (q.size(3) ** -0.5), k.transpose(2, 3)), dim=3)
            h = torch.matmul(weights, qkv[2].to(weights.dtype))
        else:
            h = F.scaled_dot_product_attention(q, k, qkv[2].to(q.dtype))
        h = h.transpose(1, 2).reshape(x.size(0), x.size(1), width)
        x = x + (1.0 + m[:, 2:3]) * self.out(h)
        h = F.layer_norm(x, [width]) * (1.0 + m[:, 3:4]) + m[:, 4:5]
        return x + (1.0 + m[:, 5:6]) * self.down(F.gelu(self.up(h)))


def turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Turns pairs of x [B,H,N,D] by angles [N,D/2]."""
    half = x.size(3) // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


def waves(places: torch.Tensor, bands: int) -> torch.Tensor:
    """Rows and columns i64[N,2], doubled, to angles f32[N,2*bands], from fast to slow."""
    rates = 0.75 * torch.pow(0.7, torch.arange(bands, dtype=torch.float32, device=places.device))
    return (places.to(torch.float32).unsqueeze(2) * rates).flatten(1)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.noisy = Linear(CHANNELS, WIDTH)
        self.given = Linear(CHANNELS, WIDTH)
        self.behind = Linear(CHANNELS, WIDTH)
        self.text = Linear(TEXT, WIDTH)
        self.place = Linear(4 * BANDS, WIDTH)
        self.roles = nn.Parameter(torch.randn(6, WIDTH) * 0.3)
        self.numbers = nn.Parameter(torch.randn(NUMBERS, WIDTH) * 0.3)
        self.slots = nn.Parameter(torch.randn(NUMBERS, WIDTH) * 0.3)
        self.questions = nn.Parameter(torch.randn(QUERIES, WIDTH) * 0.3)
        self.told = Linear(QUERIES * TEXT, WIDTH)
        self.sides = Linear(QUERIES * TEXT, SLOTS * 4)
        self.time_in = Linear(64, WIDTH)
        self.time_out = Linear(WIDTH, 6 * WIDTH)
        self.blocks = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.seek = Linear(WIDTH, SLOTS * MATCH)
        self.found = Linear(WIDTH, MATCH)
        self.seek_colours = Linear(CHANNELS, MATCH)
        self.found_colours = Linear(CHANNELS, MATCH)
        self.found_colours.load_state_dict(self.seek_colours.state_dict())
        self.cover_in = Linear(WIDTH + CHANNELS + PIXELS, 256)
        self.cover_out = Linear(256, PIXELS)
        self.light_in = Linear(3 * WIDTH, 256)
        self.behind_light = Linear(256, 3 * 3 * FEATURES)
        self.subject_light = Linear(256, SLOTS * 3 * FEATURES)
        self.part_light = Linear(WIDTH, 3 * FEATURES)
        self.painted = Linear(WIDTH, 6)
        for head in (self.behind_light, self.subject_light, self.part_light, self.painted, self.cover_out):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)
        for start in (self.told, self.sides):
            nn.init.zeros_(start.weight)
            nn.init.zeros_(start.bias)
        nn.init.zeros_(self.time_out.weight)
        self.match_scale = nn.Parameter(torch.tensor(1.0))
        self.colour_scale = nn.Parameter(torch.tensor(1.0))
        self.contrast = nn.Parameter(torch.tensor([6.0, -1.5]))

    def forward(self, latents: torch.Tensor, references: torch.Tensor, sigma: torch.Tensor, text: torch.Tensor,
                positions: torch.Tensor) -> Tuple[torch.Tensor, List[torch.Tensor], List[torch.Tensor]]:
        """x0 f32[B,S,C] of latents f32[B,S,C] beside references f32[B,R,C]; of each subject log-odds of its shifts f32[B,shifts] and of
        its coverage f32[B,tokens,PIXELS]."""
        x, r, background, others, own, seen = self.trunk(latents, references, sigma, text, positions)
        return self.head(latents, sigma, text, x, r, background, others, own, seen)

    def trunk(self, latents: torch.Tensor, references: torch.Tensor, sigma: torch.Tensor, text: torch.Tensor, positions: torch.Tensor
              ) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """What the head makes a picture of: features of the picture and of references in the sequence, the background in the picture's
        places, tokens of those references, positions of both."""
        count = latents.size(1)
        table, own = positions[count:], positions[:count]
        is_behind = table[:, 0] == 2
        here = torch.nonzero(is_behind).flatten()
        beside = torch.nonzero(torch.logical_not(is_behind)).flatten()
        seen = table.index_select(0, beside)
        others = references.index_select(1, beside)
        x = self.noisy(latents) + self.roles[0].to(latents.dtype)
        background = torch.zeros_like(latents)
        if here.size(0) > 0:
            there = table.index_select(0, here)
            far = (own[:, None, 3:] - there[None, :, 3:]).abs().sum(2)
            background = references.index_select(1, here.index_select(0, far.argmin(dim=1)))
            x = x + self.behind(background) + self.roles[2].to(latents.dtype)
        r = self.given(others) + (self.roles[seen[:, 0]] + self.numbers[seen[:, 1].clamp(max=8)] + self.slots[seen[:, 2].clamp(max=8)]).to(latents.dtype)
        t = self.text(text) + self.questions.to(latents.dtype)
        places = torch.cat([own[:, 3:], seen[:, 3:]])
        angles = waves(places, 12)
        at = self.place(torch.cat([angles.cos(), angles.sin()], dim=1))
        x = torch.cat([x, r], dim=1) + at
        x = torch.cat([x, t], dim=1)
        still = torch.zeros([t.size(1), angles.size(1)], device=angles.device)
        angles = torch.cat([angles, still])
        rates = torch.exp(torch.arange(32, dtype=torch.float32, device=sigma.device) * -0.2)
        phase = 20.0 * sigma[:, None].to(torch.float32) * rates
        known = self.time_in(torch.cat([phase.cos(), phase.sin()], dim=1)) + self.told(text.flatten(1))
        time = self.time_out(F.silu(known)).view(sigma.size(0), 6, -1)
        for block in self.blocks:
            x = block(x, time, angles.cos(), angles.sin())
        x = F.layer_norm(x, [x.size(2)]).to(torch.float32)
        return x[:, :count], x[:, count:count + others.size(1)], background, others, own, seen

    def head(self, latents: torch.Tensor, sigma: torch.Tensor, text: torch.Tensor, x: torch.Tensor, r: torch.Tensor,
             background: torch.Tensor, others: torch.Tensor, own: torch.Tensor, seen: torch.Tensor) -> Tuple[torch.Tensor, List[torch.Tensor], List[torch.Tensor]]:
        """Background and subjects, each under a light that all its tokens agree on, one in front of the other, above smooth shadows."""
        b, count = x.size(0), x.size(1)
        mood = F.gelu(self.light_in(torch.cat([x.mean(dim=1), mean_of(r, seen, 3), mean_of(r, seen, 4)], dim=1)))
        change = self.behind_light(mood).view(b, 1, 3, 15)
        along = own[:, 3:].to(torch.float32) / 16.0
        change = change[:, :, 0] + change[:, :, 1] * along[None, :, 0:1] + change[:, :, 2] * along[None, :, 1:2]
        rows, columns = int(own[count - 1, 3].item()) + 1, int(own[count - 1, 4].item()) + 1
        wash = smooth(self.painted(x), rows, columns)
        unit = lit(unit_of(background), torch.ones_like(background[:, :, :144]).unsqueeze(2), change)
        picture = unit * (1.0 + wash[:, :, :3]) + wash[:, :, 3:]
        clear = (1.0 - sigma)[:, None, None]
        apart = latents - clear * numbers_of(picture)
        seeking = self.seek(x).view(b, count, 2, -1)
        light = self.subject_light(mood).view(b, 2, 1, 15)
        sides = self.sides(text.flatten(1)).view(b, 2, 4)
        shifts: List[torch.Tensor] = []
        covers: List[torch.Tensor] = []
        for slot in range(2):
            mine = torch.nonzero(torch.logical_and(seen[:, 0] == 1, seen[:, 2] == slot + 1)).flatten()
            if mine.size(0) > 0:
                there = seen.index_select(0, mine)
                features, patches = r.index_select(1, mine), others.index_select(1, mine)
                colour = unit_of(patches)
                off = (colour - backdrop(colour, there)).abs().sum(dim=2)
                hidden = F.gelu(self.cover_in(torch.cat([features, patches, off], dim=2)))
                contrast = self.contrast.to(torch.float32)
                cover = self.cover_out(hidden) + contrast[0] * off + contrast[1]
                solid = torch.sigmoid(cover).unsqueeze(2)
                # Colours times coverage, as pictures in [0, 1] lie on each other.
                colour = lit(colour * solid, solid, light[:, slot] + self.part_light(features))
                shift, index = self.shifts(seeking[:, :, slot], self.found(features), own, there, 0.03 * self.match_scale.to(torch.float32))
                look = self.shifts(self.seek_colours(apart), self.found_colours((4.0 * colour - 2.0 * solid).flatten(2)), own,
                                   there, 0.1 * self.colour_scale.to(torch.float32))[0]
                shift = shift + look * (1.0 - sigma)[:, None] / (sigma * sigma + 0.5)[:, None]
                shift = shift + torch.matmul(sides[:, slot], steps_of(own, there))
                weights = torch.softmax(shift, dim=1).index_select(1, index.flatten()).view(b, count, mine.size(0))
                moved = torch.matmul(weights, torch.cat([colour.flatten(2), solid.flatten(2)], dim=2))
                picture = picture * (1.0 - moved[:, :, 432:].unsqueeze(2)) + moved[:, :, :432].view(b, count, 3, 144)
                shifts.append(shift)
                covers.append(cover)
        return numbers_of(picture), shifts, covers

    def shifts(self, seeking: torch.Tensor, found: torch.Tensor, own: torch.Tensor, there: torch.Tensor,
               scale: torch.Tensor) -> Tuple[torch.Tensor, torch.Tensor]:
        """Log-odds f32[B,shifts] that the subject lies shifted so, and i64[S,tokens]: which shift brings a token of it to a place."""
        step = torch.div(own[:, None, 3:] - there[None, :, 3:], 2, rounding_mode="floor")
        least = step.amin(dim=[0, 1])
        span = step.amax(dim=[0, 1]) - least + 1
        index = (step[:, :, 0] - least[0]) * span[1] + step[:, :, 1] - least[1]
        match = torch.matmul(seeking.to(torch.float32), found.to(torch.float32).transpose(1, 2)) * scale
        odds = torch.zeros([match.size(0), int((span[0] * span[1]).item())], dtype=torch.float32, device=match.device)
        return odds.index_add(1, index.flatten(), match.flatten(1)), index


def steps_of(own: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """Of every shift of `Network.shifts` how far it moves a reference from the middle, f32[4,shifts]: rows, columns, their squares."""
    step = torch.div(own[:, None, 3:] - there[None, :, 3:], 2, rounding_mode="floor")
    least, most = step.amin(dim=[0, 1]), step.amax(dim=[0, 1])
    rows = torch.arange(int(least[0].item()), int(most[0].item()) + 1, device=own.device).to(torch.float32) / 4.0
    columns = torch.arange(int(least[1].item()), int(most[1].item()) + 1, device=own.device).to(torch.float32) / 4.0
    down, across = rows.repeat_interleave(columns.size(0)), columns.repeat(rows.size(0))
    return torch.stack([down, across, down * down, across * across])


def unit_of(tokens: torch.Tensor) -> torch.Tensor:
    """Tokens f32[B,S,C] in [-2, 2] as colours [B,S,3,PIXELS] in [0, 1]."""
    return (tokens / 4.0 + 0.5).view(tokens.size(0), tokens.size(1), 3, 144)


def numbers_of(colour: torch.Tensor) -> torch.Tensor:
    """Colours f32[B,S,3,PIXELS] in [0, 1] as tokens f32[B,S,C] in [-2, 2]."""
    return (4.0 * colour - 2.0).flatten(2)


def mean_of(r: torch.Tensor, seen: torch.Tensor, role: int) -> torch.Tensor:
    """Mean features f32[B,D] of the references of a role; zero where there is none."""
    mine = torch.nonzero(seen[:, 0] == role).flatten()
    if mine.size(0) == 0:
        return torch.zeros([r.size(0), r.size(2)], dtype=r.dtype, device=r.device)
    return r.index_select(1, mine).mean(dim=1)


def backdrop(colour: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """What lies at a photo's upper and outer edges, f32[B,1,3,1]: the median over tokens there."""
    edge = torch.logical_or(there[:, 3] == there[:, 3].min(), there[:, 4].abs() == there[:, 4].max())
    return colour.index_select(1, torch.nonzero(edge).flatten()).mean(dim=3).median(dim=1)[0][:, None, :, None]


def smooth(values: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    """Values of tokens f32[B,S,K] to f32[B,S,K,PIXELS], without steps between tokens."""
    b, k = values.size(0), values.size(2)
    field = values.transpose(1, 2).reshape(b, k, rows, columns)
    wide = F.interpolate(field, scale_factor=12.0, mode="bilinear", align_corners=False)
    return F.pixel_unshuffle(wide, 12).view(b, k, 144, rows * columns).permute(0, 3, 1, 2)


def lit(colour: torch.Tensor, cover: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
    """Colours f32[B,S,3,PIXELS] times coverage [B,S,1,PIXELS], changed by a matrix over r, g, b, lightness' distance from the middle,
    and 1."""
    luma = 0.299 * colour[:, :, 0:1] + 0.587 * colour[:, :, 1:2] + 0.114 * colour[:, :, 2:3]
    basis = torch.cat([colour, (luma - 0.5 * cover).abs(), cover], dim=2)
    return colour + torch.matmul(change.view(change.size(0), change.size(1), 3, 5), basis)


def shift_index(own: torch.Tensor, there: torch.Tensor, offset: torch.Tensor, grid: Tuple[int, int], shape: Tuple[int, int]) -> torch.Tensor:
    """Which of `Network.shifts`' shifts moves a reference of `shape` by offset i64[B,2] tokens from the corner of `grid`."""
    step = torch.div(own[:, None, 3:] - there[None, :, 3:], 2, rounding_mode="floor")
    least = step.amin(dim=(0, 1))
    span = step.amax(dim=(0, 1)) - least + 1
    first = own[0, 3:] - there[0, 3:]
    moved = torch.div(first[None] + 2 * offset, 2, rounding_mode="floor") - least
    return moved[:, 0] * span[1] + moved[:, 1]
