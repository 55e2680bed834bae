"""Samples pictures of the trained network, and pictures for people of what it was given."""
import torch
from PIL import Image

from model import Network
from scenes import STRIDE, positions
from train import SHIFT, Model, Reader, grid, numbers


def levels(steps: int, shift: float = SHIFT) -> list:
    """Noise levels from 1 to 0, as bundle.json asks for them."""
    even = [1 - i / steps for i in range(steps)]
    return [shift * e / (1 + (shift - 1) * e) for e in even] + [0.0]


def velocity(network: Network, x, given, sigma, told, table) -> torch.Tensor:
    return (x - network(x, given, sigma, told, table)[0]) / sigma[:, None, None]


def sampled(model: Model, reader: Reader, batch, seed: int, steps: int) -> torch.Tensor:
    """Pictures f32[B,3,H,W] in [0, 1] from the batch's references and prompts."""
    return arrived(model, reader, batch, seed, steps)[0]


@torch.no_grad()
def arrived(model: Model, reader: Reader, batch, seed: int, steps: int) -> tuple:
    """As `sampled`, and of each subject the likeliest shift i64[B,2], rows and columns."""
    model.eval()
    shape = grid(batch.target)
    table = positions(shape, [(role, grid(picture)) for role, picture in batch.references])
    given = torch.cat([numbers(picture) for _, picture in batch.references], 1)
    told = model.text(*reader(batch.prompts))
    x = torch.randn(numbers(batch.target).shape, generator=torch.Generator().manual_seed(seed))
    marks = levels(steps)
    odds: list = []
    for now, after in zip(marks, marks[1:]):
        sigma = torch.full((len(x),), now)
        clean, odds, _ = model.network(x, given, sigma, told, table)
        x = x + (after - now) * (x - clean) / sigma[:, None, None]
    own, rest = table[:x.shape[1]], table[x.shape[1]:]
    subjects = [number for number, (role, _) in enumerate(batch.references, 1) if role == "subject"]
    shifts = [likeliest(one, own, rest[rest[:, 1] == number]) for one, number in zip(odds, subjects)]
    return picture(x, shape), shifts


def likeliest(odds: torch.Tensor, own: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """Rows and columns that the likeliest shift moves a reference by, i64[B,2]."""
    step = torch.div(own[:, None, 3:] - there[None, :, 3:], 2, rounding_mode="floor")
    least = step.amin(dim=(0, 1))
    span = step.amax(dim=(0, 1)) - least + 1
    best = odds.argmax(dim=1)
    first = torch.div(own[0, 3:] - there[0, 3:], 2, rounding_mode="floor")
    return torch.stack([best // span[1], best % span[1]], dim=1) + least - first


def picture(x: torch.Tensor, shape: tuple) -> torch.Tensor:
    flat = torch.nn.functional.pixel_shuffle(x.transpose(1, 2).unflatten(2, shape), STRIDE)
    return (flat / 4 + 0.5).clamp(0, 1)


def shown(one: torch.Tensor) -> Image.Image:
    return Image.fromarray((one.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy())


def sheet(rows: list, gap: int = 6, side: int = 192) -> Image.Image:
    """Rows of pictures f32[3,H,W], each at its own size."""
    wide = max(len(row) for row in rows)
    out = Image.new("RGB", (wide * (side + gap) + gap, len(rows) * (side + gap) + gap), (40, 40, 40))
    for y, row in enumerate(rows):
        for x, one in enumerate(row):
            if one is not None:
                out.paste(shown(one), (gap + x * (side + gap), gap + y * (side + gap)))
    return out
