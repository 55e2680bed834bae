"""The bundle's entry points. The contract is in the README."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import Final, List, Tuple
from layout import place
from pixels import clampf, empty, gauss, phi, shrink, span, to_u8
from scene import encode_background, photo_scene, plain_scene, studio_scene
from shadow import ground_shadow
from subject import encode_subject

def pick_level(encoded: List[Tensor], height: float) -> Tensor:
    """The smallest level of a cut-out's pyramid that is not magnified."""
    for k in [3, 2]:
        if encoded[k].size(1) >= 0.85 * height:
            return encoded[k]
    return encoded[1]


def warp(cutout: Tensor, row: List[float], x0: int, y0: int, x1: int, y1: int, height: int, width: int) -> Tensor:
    """Premultiplied light + alpha ``[1, 4, y1 - y0, x1 - x0]`` of a placed cut-out inside a pixel window."""
    src = cutout.to(torch.float32).unsqueeze(0) * (1.0 / 255.0)
    a = src[:, 3:4]
    src = torch.cat([src[:, 0:3] * src[:, 0:3] * a, a], 1)
    c = float(torch.cos(torch.tensor(row[4])).item())
    s = float(torch.sin(torch.tensor(row[4])).item())
    flip = -1.0 if row[5] > 0.5 else 1.0
    frame = width / height
    # window pixel -> frame units -> box units, rotated back about the centre of the box
    ux, uy = 0.5 * (x1 - x0) / height, 0.5 * (y1 - y0) / height
    ox = 0.5 * (x0 + x1) / height - row[0]
    oy = 0.5 * (y0 + y1) / height - row[1]
    kx, ky = flip * 2.0 / row[2], 2.0 / row[3]
    theta = torch.tensor(
        [[[kx * c * ux, kx * s * uy, kx * (c * ox + s * oy)], [-ky * s * ux, ky * c * uy, ky * (-s * ox + c * oy)]]]
    )
    grid = F.affine_grid(theta, [1, 4, y1 - y0, x1 - x0], align_corners=False)
    if row[3] * height > 1.3 * cutout.size(1):
        return F.grid_sample(src, grid, mode="bicubic", padding_mode="zeros", align_corners=False).clamp(0.0, 1.0)
    return F.grid_sample(src, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


class Compositor(torch.nn.Module):
    TENSORS: Final[int] = 6
    MAX_SUBJECTS: Final[int] = 6
    LATENTS: Final[int] = 60

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def encode(self, role: str, image: Tensor, mask: Tensor) -> List[Tensor]:
        if role == "subject":
            return encode_subject(image, mask)
        if role == "background":
            return encode_background(image)
        info = torch.zeros([16], dtype=torch.float32)
        info[0] = 1.0
        info[3] = 1.0
        info[4] = 1.0
        return [info, empty(), empty(), empty(), empty(), empty()]

    @torch.jit.export
    def render(
        self,
        z: Tensor,
        guidance: Tensor,
        roles: List[str],
        attributes: Tensor,
        encoded: List[Tensor],
        width: int,
        height: int,
        options: Tensor,
    ) -> Tuple[Tensor, Tensor, Tensor]:
        n = len(roles)
        zl: List[float] = z.to(torch.float64).tolist()
        while len(zl) < self.LATENTS:
            zl.append(0.0)
        frame = width / height
        subjects: List[int] = []
        background = -1
        for i in range(n):
            if roles[i] == "subject" and len(subjects) < self.MAX_SUBJECTS:
                subjects.append(i)
            if roles[i] == "background" and background < 0:
                background = i
        plain = float(options[0].item()) > 0.5
        fill = float(options[4].item())
        shade = float(options[5].item()) > 0.5

        studio = True
        if plain:
            canvas = plain_scene(options, height, width)
            horizon = 0.5
        elif background >= 0:
            keep = float(guidance[background].exp().item())
            canvas, horizon = photo_scene(zl, encoded[self.TENSORS * background : self.TENSORS * background + self.TENSORS], height, width, keep)
            studio = False
        else:
            canvas, horizon = studio_scene(zl, height, width)

        aspect: List[float] = []
        relative: List[float] = []
        sits: List[float] = []
        for i in subjects:
            info = encoded[self.TENSORS * i]
            aspect.append(float(info[6].item()))
            relative.append(float(attributes[i, 0].item()))
            sits.append(1.0 if float(info[7].item()) > 0.45 and float(info[5].item()) > 1.5 else 0.0)
        rows = place(zl, aspect, relative, sits, frame, horizon, studio, fill)

        layout = torch.zeros([n, 12], dtype=torch.float32)
        alphas = torch.zeros([n, height, width], dtype=torch.float32)
        total: List[float] = [0.0] * n
        for rank in range(len(rows)):
            for k in range(len(rows)):
                row = rows[k]
                if int(row[6]) == rank:
                    i = subjects[k]
                    e = encoded[self.TENSORS * i : self.TENSORS * i + self.TENSORS]
                    if shade:
                        dark = ground_shadow(zl, e[3], row, frame, -0.4, height, width, 1.0)
                        dark = F.interpolate(dark, size=[height, width], mode="bilinear", align_corners=False)
                        canvas = canvas * (1.0 - dark)
                    extent = 0.5 * (row[2] + row[3]) if row[4] != 0.0 else 0.0
                    hw = 0.5 * row[2] + extent * abs(row[4]) + 2.0 / height
                    hh = 0.5 * row[3] + extent * abs(row[4]) + 2.0 / height
                    x0 = max(0, int((row[0] - hw) * height))
                    x1 = min(width, int((row[0] + hw) * height) + 1)
                    y0 = max(0, int((row[1] - hh) * height))
                    y1 = min(height, int((row[1] + hh) * height) + 1)
                    if x1 - x0 > 1 and y1 - y0 > 1:
                        cut = warp(pick_level(e, row[3] * height), row, x0, y0, x1, y1, height, width)
                        a = cut[:, 3:4]
                        canvas[:, :, y0:y1, x0:x1] = canvas[:, :, y0:y1, x0:x1] * (1.0 - a) + cut[:, 0:3]
                        alphas[:, y0:y1, x0:x1] *= 1.0 - a[0]
                        alphas[i, y0:y1, x0:x1] = a[0, 0]
                        total[i] = float(e[0][11].item()) * row[2] * row[3] * height * height

        masks = to_u8(alphas)
        for k in range(len(rows)):
            i = subjects[k]
            row = rows[k]
            seen = float(alphas[i].sum().item())
            layout[i, 0] = (row[0] - 0.5 * row[2]) / frame
            layout[i, 1] = row[1] - 0.5 * row[3]
            layout[i, 2] = (row[0] + 0.5 * row[2]) / frame
            layout[i, 3] = row[1] + 0.5 * row[3]
            layout[i, 4] = clampf(seen / max(1.0, total[i]), 0.0, 1.0)
            layout[i, 5] = seen / float(width * height)
            layout[i, 6] = encoded[self.TENSORS * i][0]
            layout[i, 7] = row[5]
            layout[i, 8] = row[4]
            layout[i, 9] = row[6]
        image = to_u8(canvas.clamp(0.0, 1.0).sqrt())[0].permute(1, 2, 0).contiguous()
        return image, layout, masks
