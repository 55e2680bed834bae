"""The bundle's entry points. The contract is in the README."""
import torch
import torch.nn.functional as F
from torch import Tensor
from typing import List, Tuple
from layout import place
from palette import graded
from pixels import clampf, empty, fit_long, gauss, luma, shrink, to_u8
from harmonise import harmony_gain
from relight import encode_lighting, field_of, relight_gain, shoulder, side_of, tone_gain
from scene import encode_background, photo_scene, plain_scene, studio_scene
from shadow import ground_shadow, within
from style import encode_style
from stylise import stylise
from subject import encode_subject, light_of

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


# Also written into the manifest. TorchScript functions cannot read module constants, so the code repeats them as literals.
TENSORS = 6
MAX_SUBJECTS = 6
LATENTS = 60


class Compositor(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def encode(self, role: str, image: Tensor, mask: Tensor) -> List[Tensor]:
        if role == "subject":
            return encode_subject(image, mask)
        if role == "background":
            return encode_background(image)
        if role == "style":
            return encode_style(image)
        if role == "lighting":
            return encode_lighting(image)
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
        while len(zl) < 60:
            zl.append(0.0)
        frame = width / height
        subjects: List[int] = []
        background = -1
        styles: List[int] = []
        lights: List[int] = []
        for i in range(n):
            if roles[i] == "subject" and len(subjects) < 6:
                subjects.append(i)
            if roles[i] == "background" and background < 0:
                background = i
            if roles[i] == "style":
                styles.append(i)
            if roles[i] == "lighting":
                lights.append(i)
        plain = float(options[0].item()) > 0.5
        fill = float(options[4].item())
        shade = int(float(options[5].item()) + 0.5)
        pad = clampf(float(options[6].item()), 0.0, 0.45)
        align = int(float(options[7].item()) + 0.5)

        studio = True
        if plain:
            canvas = plain_scene(options, height, width)
            horizon = 0.5
        elif background >= 0:
            keep = float(guidance[background].exp().item())
            canvas, horizon = photo_scene(zl, encoded[6 * background : 6 * background + 6], height, width, keep)
            studio = False
        else:
            canvas, horizon = studio_scene(zl, height, width)
        if options.size(0) > 8 and not plain:
            canvas = graded(canvas, options[8:].reshape(-1, 3), studio)

        aspect: List[float] = []
        relative: List[float] = []
        sits: List[float] = []
        for i in subjects:
            info = encoded[6 * i]
            aspect.append(float(info[6].item()))
            relative.append(float(attributes[i, 0].item()))
            sits.append(1.0 if float(info[7].item()) > 0.45 and float(info[5].item()) > 1.5 else 0.0)
        rows = place(zl, aspect, relative, sits, frame, horizon, studio, fill, pad, align)

        probe_h, probe_w = fit_long(height, width, 96)
        scene_light = light_of(shrink(canvas, probe_h, probe_w).sqrt(), torch.ones([1, 1, probe_h, probe_w]))
        side = -0.4
        if len(lights) > 0:
            side = 0.0
            for i in lights:
                side += float(encoded[6 * i][7].item()) / len(lights)
        elif background >= 0 and not plain:
            side = side_of(shrink(canvas, probe_h, probe_w).sqrt())
        if abs(side) < 0.25:
            side = -0.25 if side <= 0.0 else 0.25

        layout = torch.zeros([n, 12], dtype=torch.float32)
        alphas = torch.zeros([n, height, width], dtype=torch.float32)
        total: List[float] = [0.0] * n
        for rank in range(len(rows)):
            for k in range(len(rows)):
                row = rows[k]
                if int(row[6]) == rank:
                    i = subjects[k]
                    e = encoded[6 * i : 6 * i + 6]
                    if shade > 0:
                        dark = ground_shadow(zl, e[3], row, frame, side, height, width, shade)
                        dark = F.interpolate(dark, size=[height, width], mode="bilinear", align_corners=False)
                        if plain:
                            dark = dark * within(height, width)
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
                        if not plain:
                            protect = float(guidance[i].exp().item())
                            gain = harmony_gain(zl, e[4][9:18], e[4][0:9], scene_light, float(e[0][5].item()), protect)
                            cut[:, 0:3] *= gain.reshape(1, 3, 1, 1)
                        canvas[:, :, y0:y1, x0:x1] = canvas[:, :, y0:y1, x0:x1] * (1.0 - a) + cut[:, 0:3]
                        alphas[:, y0:y1, x0:x1] *= 1.0 - a[0]
                        alphas[i, y0:y1, x0:x1] = a[0, 0]
                        total[i] = float(e[0][11].item()) * row[2] * row[3] * height * height

        canvas = self.light(zl, canvas, alphas, guidance, lights, encoded, plain)
        picture = canvas.clamp(0.0, 1.0).sqrt()
        picture = self.tone(zl, picture, alphas, plain)
        if len(styles) > 0:
            styled = stylise(zl, picture, alphas, guidance, styles, encoded)
            if plain:
                # The colour was asked for: only the subjects are drawn, with the line around them.
                reach = max(1, int(0.004 * max(height, width)))
                near = F.max_pool2d(alphas.sum(0, keepdim=True).unsqueeze(0), 2 * reach + 1, 1, reach)
                near = gauss(near, 0.5 * reach, 0.5 * reach).clamp(0.0, 1.0)
                picture = picture + (styled - picture) * near
            else:
                picture = styled

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
            layout[i, 6] = encoded[6 * i][0]
            layout[i, 7] = row[5]
            layout[i, 8] = row[4]
            layout[i, 9] = row[6]
        image = to_u8(picture)[0].permute(1, 2, 0).contiguous()
        return image, layout, masks

    def light(
        self,
        z: List[float],
        canvas: Tensor,
        alphas: Tensor,
        guidance: Tensor,
        lights: List[int],
        encoded: List[Tensor],
        plain: bool,
    ) -> Tensor:
        """Relighting, exposure and vignette: one smooth gain. On a plain background only the subjects change."""
        gain = torch.ones([1, 3, 24, 24])
        height, width = canvas.size(2), canvas.size(3)
        if len(lights) > 0:
            field = torch.zeros([1, 1, 24, 24])
            light = torch.zeros([9])
            strength = 0.0
            for i in lights:
                field = field + encoded[6 * i + 1] / len(lights)
                light = light + encoded[6 * i + 2] / len(lights)
                strength += float(guidance[i].exp().item()) / len(lights)
            small = shrink(canvas, 96, 96).clamp(0.0, 1.0).sqrt()
            gain = relight_gain(z, small, field, light, strength)
        gain = tone_gain(z, gain)
        full = F.interpolate(gain, size=[height, width], mode="bilinear", align_corners=False)
        if plain:
            inside = alphas.sum(0, keepdim=True).clamp(0.0, 1.0).unsqueeze(0)
            full = 1.0 + (full - 1.0) * inside
            return canvas * full
        return shoulder(canvas * full)

    def tone(self, z: List[float], picture: Tensor, alphas: Tensor, plain: bool) -> Tensor:
        """Contrast and saturation on display values."""
        contrast = 2.718281828 ** (0.08 * clampf(z[17], -2.5, 2.5))
        saturation = 2.718281828 ** (0.10 * clampf(z[18], -2.5, 2.5))
        if abs(contrast - 1.0) < 0.004 and abs(saturation - 1.0) < 0.004:
            return picture
        grey = luma(picture)
        out = ((picture - grey) * saturation + (grey - 0.5) * contrast + 0.5).clamp(0.0, 1.0)
        if plain:
            inside = alphas.sum(0, keepdim=True).clamp(0.0, 1.0).unsqueeze(0)
            return picture + (out - picture) * inside
        return out
