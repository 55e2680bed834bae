"""Small ICC profiles, version 2.4 (ICC.1:2001-04), written from their definitions."""
import struct

import numpy as np

D50 = np.array([0.9642, 1.0, 0.8249])
D65 = np.array([0.95047, 1.0, 1.08883])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))


def srgb_to_linear(v):
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def to_xyz_d50(primaries):
    """Matrix from linear RGB to XYZ, white adapted from D65 to D50."""
    xyz = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]).T
    matrix = xyz * np.linalg.solve(xyz, D65)
    ratio = (BRADFORD @ D50) / (BRADFORD @ D65)
    return np.linalg.inv(BRADFORD) @ np.diag(ratio) @ BRADFORD @ matrix


def _s15f16(values):
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def _xyz(values):
    return b"XYZ \0\0\0\0" + _s15f16(values)


def _gamma(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def _srgb_curve(entries=256):
    table = np.rint(65535 * srgb_to_linear(np.arange(entries) / (entries - 1))).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">I", entries) + table.tobytes()


def _text(text):
    return b"text\0\0\0\0" + text.encode("ascii") + b"\0"


def _description(text):
    data = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(data)) + data + bytes(4 + 4 + 2 + 1 + 67)


def _profile(device_class, space, pcs, tags):
    directory, body, at, placed = b"", b"", 128 + 4 + 12 * len(tags), {}
    for name, data in tags:
        if data not in placed:
            placed[data] = at + len(body)
            body += data + bytes(-len(data) % 4)
        directory += name + struct.pack(">II", placed[data], len(data))
    size = at + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, device_class, space, pcs)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _s15f16(D50)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + directory + body


def rgb(name, primaries, gamma=None):
    """gamma None = the curve of sRGB."""
    matrix = to_xyz_d50(primaries)
    curve = _srgb_curve() if gamma is None else _gamma(gamma)
    tags = [(b"desc", _description(name)), (b"cprt", _text("none")), (b"wtpt", _xyz(D50))]
    tags += [(t, _xyz(matrix[:, i])) for i, t in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
    tags += [(t, curve) for t in (b"rTRC", b"gTRC", b"bTRC")]
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def gray(name, gamma):
    tags = [(b"desc", _description(name)), (b"cprt", _text("none")), (b"wtpt", _xyz(D50)), (b"kTRC", _gamma(gamma))]
    return _profile(b"mntr", b"GRAY", b"XYZ ", tags)


def cmyk(name, grid=5):
    """A press of our own: each ink takes away a third of the spectrum, imperfectly; as a lut8 table to Lab."""
    steps = np.linspace(0, 1, grid)
    c, m, y, k = np.meshgrid(steps, steps, steps, steps, indexing="ij")
    left = lambda ink, strength: 1 - strength * ink
    linear = np.stack(
        [left(c, 0.95) * left(m, 0.10) * left(y, 0.02) * left(k, 0.97),
         left(c, 0.25) * left(m, 0.92) * left(y, 0.06) * left(k, 0.97),
         left(c, 0.12) * left(m, 0.45) * left(y, 0.90) * left(k, 0.97)], axis=-1)
    xyz = linear @ to_xyz_d50(SRGB).T / D50
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    lab = np.stack([(116 * f[..., 1] - 16) * 255 / 100, 500 * (f[..., 0] - f[..., 1]) + 128, 200 * (f[..., 1] - f[..., 2]) + 128], -1)
    table = np.clip(np.rint(lab), 0, 255).astype(np.uint8).tobytes()
    identity = bytes(range(256))
    lut = b"mft1\0\0\0\0" + struct.pack(">BBBB", 4, 3, grid, 0) + _s15f16(np.eye(3).ravel())
    lut += identity * 4 + table + identity * 3
    tags = [(b"desc", _description(name)), (b"cprt", _text("none")), (b"wtpt", _xyz(D50)), (b"A2B0", lut)]
    return _profile(b"prtr", b"CMYK", b"Lab ", tags)
