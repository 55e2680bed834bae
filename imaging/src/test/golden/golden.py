"""Writes the golden pictures and what reading them must give, for GoldenImagesTest and the gateway's tests.

Development only. Debian 12: apt-get install python3-pil python3-numpy; then, from the repository's root,

    /usr/bin/python3 imaging/src/test/golden/golden.py

Expected pixels never come from the code under test: they are numpy's where a format is exact, and otherwise what
Pillow (libjpeg-turbo, libwebp) decodes and LittleCMS converts. They are kept as 8-bit RGBA PNG without a profile.
"""
import csv
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms

import icc

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "golden"
W, H = 24, 16
P3 = icc.rgb("Test P3", icc.DISPLAY_P3)
ADOBE = icc.rgb("Test Adobe RGB", icc.ADOBE_RGB, 563 / 256)
GRAY18 = icc.gray("Test Gray 1.8", 1.8)
INKS = icc.cmyk("Test Inks")

# Largest difference of a channel that is allowed, and why.
EXACT = (0, "lossless and without a profile: numbers stay")
JPEG = (2, "decoders may round the inverse DCT and YCC differently, by one each")
LOSSY_WEBP = (8, "the reader in Java repeats halved chroma where libwebp interpolates it")
PROFILE = (2, "LittleCMS versions and 8-bit pipelines round differently")
INK_PROFILE = (3, "an 8-bit table of five steps is interpolated in another precision")
JPEG_PROFILE = (3, "the differences of JPEG and of a profile, one after the other")

rows, refused = [], []


def scene():
    """Hue, brightness and four different corners: turned, mirrored or swapped channels cannot look right."""
    y, x = np.mgrid[0:H, 0:W]
    rgb = np.stack([40 + 8 * x, 30 + 12 * y, 200 - 4 * x - 5 * y], -1)
    rgb[:5, :6] = (225, 30, 40)
    rgb[:5, -6:] = (30, 180, 60)
    rgb[-5:, :6] = (30, 60, 210)
    rgb[-5:, -6:] = (240, 240, 235)
    return rgb.astype(np.uint8)


RGB = scene()
ALPHA = np.tile(np.linspace(0, 255, W).astype(np.uint8), (H, 1))
RGBA = np.dstack([RGB, ALPHA])
GRAY = np.asarray(Image.fromarray(RGB).convert("L"))


def rgba(array):
    if array.ndim == 2:
        array = np.dstack([array] * 3)
    if array.shape[2] == 3:
        array = np.dstack([array, np.full(array.shape[:2], 255, np.uint8)])
    return array.astype(np.uint8)


def keep(name, data):
    assert len(data) <= 10_240, (name, len(data))
    (OUT / name).write_bytes(data)


def golden(name, data, pixels, tolerance=EXACT, orientation=1, profile="none", animated=False, media=None):
    media = media or {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}[name.rsplit(".", 1)[1]]
    expected = name.replace(".", "-") + ".expected.png"
    keep(name, data)
    keep(expected, png(rgba(pixels), 6, 8))
    rows.append([name, expected, tolerance[0], media, W, H, orientation, profile, str(animated).lower(), tolerance[1]])


def refuse(name, data, code):
    keep(name, data)
    refused.append([name, code])


# PNG, by hand: Pillow writes few of its kinds.

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(array, depth):
    """Rows of samples as bytes, without filters."""
    flat = array.reshape(array.shape[0], -1)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in flat]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in flat]
    bits = (flat[..., None] >> np.arange(depth - 1, -1, -1)) & 1
    return [np.packbits(row.ravel()).tobytes() for row in bits]


def filtered(lines, step):
    """Every filter in turn (PNG, section 9)."""
    out, above = b"", bytes(len(lines[0]))
    for number, line in enumerate(lines):
        kind = number % 5
        done = bytearray()
        for i, value in enumerate(line):
            left = line[i - step] if i >= step else 0
            up, corner = above[i], above[i - step] if i >= step else 0
            p = left + up - corner
            paeth = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]
            done.append((value - (0, left, up, (left + up) // 2, paeth)[kind]) & 255)
        out += bytes([kind]) + bytes(done)
        above = line
    return out


def png(array, colour, depth, extra=b"", interlaced=False, tail=b""):
    height, width = array.shape[:2]
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    step = max(1, channels * depth // 8)
    passes = [(0, 0, 1, 1)] if not interlaced else [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b"".join(filtered(packed(array[y::dy, x::dx], depth), step) for x, y, dx, dy in passes)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + tail
            + chunk(b"IEND", b""))


def iccp(profile):
    return chunk(b"iCCP", b"test\0\0" + zlib.compress(profile, 9))


def exif(orientation):
    """Little-endian for odd values, big-endian for even ones."""
    e = "<" if orientation % 2 else ">"
    head = (b"II" if orientation % 2 else b"MM") + struct.pack(e + "HI", 42, 8)
    return head + struct.pack(e + "HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)


def upright(array, orientation):
    """Exif 2.3, 4.6.4: where row 0 and column 0 of the file are to be shown."""
    return {1: lambda a: a, 2: np.fliplr, 3: lambda a: np.rot90(a, 2), 4: np.flipud, 5: lambda a: a.transpose(1, 0, 2),
            6: lambda a: np.rot90(a, 3), 7: lambda a: np.rot90(a, 2).transpose(1, 0, 2), 8: np.rot90}[orientation](array)


# The other formats, by Pillow.

def saved(array, kind, **options):
    out = io.BytesIO()
    (array if isinstance(array, Image.Image) else Image.fromarray(array)).save(out, kind, **options)
    return out.getvalue()


def read(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def converted(array, mode, profile):
    """To sRGB by the profile's own default, as the platform's colour management does it; alpha stays."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    colours = {"RGB": 3, "L": 1, "CMYK": 4}[mode]
    image = Image.fromarray(np.ascontiguousarray(array[..., :colours] if colours > 1 else array), mode)
    rgb = np.asarray(ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB"))
    return np.dstack([rgb, array[..., 3]]) if mode == "RGB" and array.shape[2] == 4 else rgb


def jpeg_segments(data, *segments):
    """Puts segments right after SOI."""
    return data[:2] + b"".join(struct.pack(">BBH", 255, m, len(d) + 2) + d for m, d in segments) + data[2:]


def riff(body):
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def orientations():
    jpeg = saved(RGB, "JPEG", quality=95, subsampling=0)
    webp = lambda block: saved(RGB, "WEBP", lossless=True, exif=block)
    for n in range(1, 9):
        marked = jpeg_segments(jpeg, (0xE1, b"Exif\0\0" + exif(n)))
        golden(f"exif-{n}.jpg", marked, upright(read(jpeg), n), JPEG, orientation=n)
        golden(f"exif-{n}.png", png(RGB, 2, 8, chunk(b"eXIf", exif(n))), upright(RGB, n), orientation=n)
        golden(f"exif-{n}.webp", webp(exif(n)), upright(RGB, n), orientation=n)


def png_kinds():
    wide = (RGB.astype(np.uint16) * 257 + np.arange(W * H).reshape(H, W, 1) % 97) % 65536
    to8 = lambda a: np.rint(a / 257).astype(np.uint8)
    golden("rgb-16.png", png(wide, 2, 16), to8(wide))
    wide_alpha = np.dstack([wide, ALPHA.astype(np.uint16) * 257])
    golden("rgba-16.png", png(wide_alpha, 6, 16), to8(wide_alpha))
    golden("rgba-8.png", png(RGBA, 6, 8), RGBA)
    golden("rgb-interlaced.png", png(RGB, 2, 8, interlaced=True), RGB)
    for depth in (1, 2, 4, 8):
        most = 2**depth - 1
        gray = (GRAY.astype(int) * most + 127) // 255
        golden(f"gray-{depth}.png", png(gray, 0, depth), np.rint(gray * 255 / most))
    golden("gray-2-interlaced.png", png((GRAY >> 6).astype(int), 0, 2, interlaced=True), (GRAY >> 6) * 85)
    gray16 = wide[..., 1]
    golden("gray-16.png", png(gray16, 0, 16), to8(gray16))
    golden("gray-alpha-8.png", png(np.dstack([GRAY, ALPHA]), 4, 8), np.dstack([GRAY] * 3 + [ALPHA]))
    both = np.dstack([gray16, ALPHA.astype(np.uint16) * 257])
    golden("gray-alpha-16.png", png(both, 4, 16), np.dstack([to8(gray16)] * 3 + [ALPHA]))
    key = GRAY[0, 0]
    golden("gray-trns.png", png(GRAY, 0, 8, chunk(b"tRNS", struct.pack(">H", key))),
           np.dstack([GRAY] * 3 + [np.where(GRAY == key, 0, 255)]))
    corner = tuple(int(v) for v in RGB[0, 0])
    golden("rgb-trns.png", png(RGB, 2, 8, chunk(b"tRNS", struct.pack(">3H", *corner))),
           np.dstack([RGB, np.where((RGB == corner).all(-1), 0, 255)]))
    for depth in (1, 2, 4, 8):
        count = min(2**depth, 40)
        table = np.random.default_rng(depth).integers(0, 256, (count, 3))
        index = np.add.outer(np.arange(H) * 3, np.arange(W)) % count
        plte = chunk(b"PLTE", table.astype(np.uint8).tobytes())
        golden(f"palette-{depth}.png", png(index, 3, depth, plte), table[index])
        clear = np.full(count, 255)
        clear[: count // 2] = np.arange(count // 2) * 5
        trns = chunk(b"tRNS", clear[: count // 2].astype(np.uint8).tobytes())
        golden(f"palette-{depth}-trns.png", png(index, 3, depth, plte + trns), np.dstack([table[index], clear[index]]))


def jpeg_kinds():
    golden("rgb.jpg", saved(RGB, "JPEG", quality=92, subsampling=0), read(saved(RGB, "JPEG", quality=92, subsampling=0)), JPEG)
    smooth = Image.fromarray(RGB[6:9, 7:16]).resize((W, H), Image.BICUBIC)
    for name, options in {"halved-chroma": {"subsampling": 2}, "progressive": {"subsampling": 0, "progressive": True}}.items():
        data = saved(smooth, "JPEG", quality=92, **options)
        golden(f"{name}.jpg", data, read(data), JPEG)
    gray = saved(GRAY, "JPEG", quality=92)
    golden("gray.jpg", gray, read(gray), JPEG)
    # Adobe's inks are inverted; Pillow writes its marker and reads it back.
    inks = np.dstack([255 - RGB, np.tile(np.linspace(0, 120, W).astype(np.uint8), (H, 1))])
    cmyk = saved(Image.fromarray(inks, "CMYK"), "JPEG", quality=95, subsampling=0)
    golden("cmyk-adobe.jpg", cmyk, read(cmyk), JPEG)
    ycck = ycck_jpeg(inks)
    golden("ycck-adobe.jpg", ycck, read(ycck), JPEG)
    decoded = np.asarray(Image.open(io.BytesIO(cmyk)))
    with_profile = saved(Image.fromarray(inks, "CMYK"), "JPEG", quality=95, subsampling=0, icc_profile=INKS)
    golden("cmyk-profile.jpg", with_profile, converted(decoded, "CMYK", INKS), INK_PROFILE, profile="converted")
    ycck_profile = jpeg_segments(ycck, (0xE2, b"ICC_PROFILE\0\1\1" + INKS))
    golden("ycck-profile.jpg", ycck_profile, converted(np.asarray(Image.open(io.BytesIO(ycck))), "CMYK", INKS), INK_PROFILE,
           profile="converted")


def ycck_jpeg(inks):
    """Four raw components with Adobe's transform 2: YCC of the inks, black inverted."""
    c, m, y = (inks[..., i].astype(float) for i in range(3))
    luma = 0.299 * c + 0.587 * m + 0.114 * y
    ycc = [luma, 128 + (y - luma) / 1.772, 128 + (c - luma) / 1.402]
    raw = np.dstack([np.clip(np.rint(v), 0, 255) for v in ycc] + [255 - inks[..., 3].astype(int)]).astype(np.uint8)
    # Pillow inverts what it writes as CMYK.
    data = bytearray(saved(Image.fromarray(255 - raw, "CMYK"), "JPEG", quality=95, subsampling=0))
    data[data.index(b"Adobe") + 11] = 2
    return bytes(data)


def webp_kinds():
    lossless = saved(RGB, "WEBP", lossless=True)
    golden("lossless.webp", lossless, RGB)
    golden("lossless-alpha.webp", saved(RGBA, "WEBP", lossless=True, exact=True), RGBA)
    smooth = np.asarray(Image.fromarray(RGB[6:9, 7:16]).resize((W, H), Image.BICUBIC))
    lossy = saved(smooth, "WEBP", quality=90)
    golden("lossy.webp", lossy, read(lossy), LOSSY_WEBP)
    lossy_alpha = saved(np.dstack([smooth, np.full((H, W), 128, np.uint8)]), "WEBP", quality=90)
    golden("lossy-alpha.webp", lossy_alpha, read(lossy_alpha), LOSSY_WEBP)


def profiles():
    for name, profile in (("p3", P3), ("adobe-rgb", ADOBE)):
        golden(f"{name}.png", png(RGB, 2, 8, iccp(profile)), converted(RGB, "RGB", profile), PROFILE, profile="converted")
        data = saved(RGB, "JPEG", quality=95, subsampling=0, icc_profile=profile)
        plain = np.asarray(Image.open(io.BytesIO(data)))
        golden(f"{name}.jpg", data, converted(plain, "RGB", profile), JPEG_PROFILE, profile="converted")
        golden(f"{name}.webp", saved(RGB, "WEBP", lossless=True, icc_profile=profile), converted(RGB, "RGB", profile),
               PROFILE, profile="converted")
    golden("p3-alpha.png", png(RGBA, 6, 8, iccp(P3)), converted(RGBA, "RGB", P3), PROFILE, profile="converted")
    golden("p3-16.png", png(RGB.astype(np.uint16) * 257, 2, 16, iccp(P3)), converted(RGB, "RGB", P3), PROFILE, profile="converted")
    table = RGB.reshape(-1, 3)[::3][:128]
    index = np.arange(W * H).reshape(H, W) % len(table)
    golden("p3-palette.png", png(index, 3, 8, iccp(P3) + chunk(b"PLTE", table.tobytes())),
           converted(table[index], "RGB", P3), PROFILE, profile="converted")
    golden("gray-profile.png", png(GRAY, 0, 8, iccp(GRAY18)), converted(GRAY, "L", GRAY18), PROFILE, profile="converted")
    golden("gray-alpha-profile.png", png(np.dstack([GRAY, ALPHA]), 4, 8, iccp(GRAY18)),
           np.dstack([converted(GRAY, "L", GRAY18), ALPHA]), PROFILE, profile="converted")
    gray = saved(GRAY, "JPEG", quality=95, icc_profile=GRAY18)
    golden("gray-profile.jpg", gray, converted(np.asarray(Image.open(io.BytesIO(gray))), "L", GRAY18), JPEG_PROFILE, profile="converted")
    golden("p3-exif-6.png", png(RGB, 2, 8, iccp(P3) + chunk(b"eXIf", exif(6))), upright(converted(RGB, "RGB", P3), 6),
           PROFILE, orientation=6, profile="converted")
    broken = P3[:128] + bytes([7]) * (len(P3) - 128)
    golden("profile-damaged.png", png(RGB, 2, 8, iccp(broken)), RGB, profile="ignored")
    golden("profile-of-gray-in-rgb.png", png(RGB, 2, 8, iccp(GRAY18)), RGB, profile="ignored")


def animations():
    frames = [Image.fromarray(RGB), Image.fromarray(255 - RGB)]
    golden("animated.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True), RGB, animated=True)
    golden("animated.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]), RGB, animated=True)
    one = saved(frames[0], "WEBP", lossless=True)
    vp8x = b"VP8X" + struct.pack("<IB", 10, 0x02) + bytes(3) + struct.pack("<I", W - 1)[:3] + struct.pack("<I", H - 1)[:3]
    anim = b"ANIM" + struct.pack("<I", 6) + bytes(6)
    size = bytes(6) + struct.pack("<I", W - 1)[:3] + struct.pack("<I", H - 1)[:3] + bytes([100, 0, 0, 0])
    body = size + one[12:]
    golden("one-frame.webp", riff(vp8x + anim + b"ANMF" + struct.pack("<I", len(body)) + body), RGB)


def disguises():
    plain = png(RGB, 2, 8)
    golden("polyglot-zip.png", plain + b"PK\3\4 a second face", RGB)
    jpeg = saved(RGB, "JPEG", quality=92, subsampling=0)
    golden("polyglot-html.jpg", jpeg_segments(jpeg, (0xFE, b"<script>alert(1)</script>")), read(jpeg), JPEG)
    golden("text-of-8-mib.png", png(RGB, 2, 8, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(8 << 20), 9))), RGB)
    golden("jpeg-named.png", jpeg, read(jpeg), JPEG, media="image/jpeg")


def refusals():
    plain, jpeg, webp = png(RGB, 2, 8), saved(RGB, "JPEG", quality=92), saved(RGB, "WEBP", lossless=True)
    for name, data in (("cut.png", plain), ("cut.jpg", jpeg), ("cut.webp", webp)):
        refuse(name, data[: len(data) * 2 // 3], "image_truncated")
    at = plain.index(b"IDAT") + 30
    refuse("damaged.png", plain[:at] + bytes([plain[at] ^ 0x55]) + plain[at + 1:], "image_undecodable")
    at = jpeg.index(b"\xff\xc0") + 9
    refuse("damaged.jpg", jpeg[:at] + b"\x07" + jpeg[at + 1:], "image_undecodable")
    at = webp.index(b"VP8L") + 8
    refuse("damaged.webp", webp[:at] + b"\0" + webp[at + 1:], "image_undecodable")
    bomb = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    refuse("bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bomb) + chunk(b"IDAT", zlib.compress(bytes(4 << 20), 9)) + chunk(b"IEND", b""),
           "image_too_large")
    frame = jpeg.index(b"\xff\xc0") + 5
    refuse("bomb.jpg", jpeg[:frame] + struct.pack(">HH", 65_000, 65_000) + jpeg[frame + 4:], "image_too_large")
    sides = struct.pack("<I", 16_000)[:3] * 2
    refuse("bomb.webp", riff(b"VP8X" + struct.pack("<I", 10) + bytes(4) + sides + webp[12:]), "image_too_large")
    refuse("profile-of-5-mib.png", png(RGB, 2, 8, iccp(bytes(5 << 20))), "image_undecodable")
    refuse("gif-named.png", saved(Image.fromarray(RGB).convert("P"), "GIF"), "unsupported_media_type")
    refuse("tiff-named.jpg", saved(RGB, "TIFF"), "unsupported_media_type")
    refuse("svg-named.webp", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "unsupported_media_type")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for part in (orientations, png_kinds, jpeg_kinds, webp_kinds, profiles, animations, disguises, refusals):
        part()
    with open(OUT / "read.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("file expected tolerance media_type width height orientation profile animated why".split())
        writer.writerows(rows)
    with open(OUT / "refused.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "code"])
        writer.writerows(refused)
    total = sum(f.stat().st_size for f in OUT.iterdir())
    assert total <= 300_000, total
    print(len(rows), "read,", len(refused), "refused,", total, "bytes")


main()
