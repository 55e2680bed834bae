#!/usr/bin/env python3
"""Draws a run's loss curves: python curve.py --run FOLDER --out ../loss.png"""
import argparse
import json
import math
import pathlib

from PIL import Image, ImageDraw

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 300, 46, 24
SHOWN = {"picture": (200, 60, 40), "shift": (40, 90, 190), "cover": (50, 140, 70)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    lines = [json.loads(line) for line in (args.run / "log.jsonl").read_text().splitlines()]
    last = lines[-1]["step"]
    values = [line[name] for line in lines for name in SHOWN if line.get(name)]
    low, high = math.log10(min(values)), math.log10(max(values))
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)

    def at(step: float, value: float) -> tuple:
        return (LEFT + (WIDTH - LEFT - 10) * step / last,
                8 + (HEIGHT - BOTTOM - 8) * (high - math.log10(value)) / max(high - low, 1e-6))

    for power in range(math.ceil(low), math.floor(high) + 1):
        y = at(0, 10.0 ** power)[1]
        draw.line([(LEFT, y), (WIDTH - 10, y)], fill=(210, 210, 210))
        draw.text((4, y - 6), f"{10.0 ** power:g}", fill="black")
    draw.rectangle([LEFT, 8, WIDTH - 10, HEIGHT - BOTTOM], outline=(120, 120, 120))
    draw.text((LEFT, HEIGHT - 18), "0", fill="black")
    draw.text((WIDTH - 90, HEIGHT - 18), f"step {last}", fill="black")
    for number, (name, colour) in enumerate(SHOWN.items()):
        points = [at(line["step"], line[name]) for line in lines if line.get(name)]
        draw.line(points, fill=colour, width=2)
        draw.text((WIDTH - 110, 14 + 14 * number), name, fill=colour)
    image.save(args.out, optimize=True)


if __name__ == "__main__":
    main()
