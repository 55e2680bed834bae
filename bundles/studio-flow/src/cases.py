#!/usr/bin/env python3
"""Writes held-out scenes as jobs with their photos, for `./refinery bench studio`.

    python cases.py --run FOLDER --out ../../../benchmarks/cases/studio
"""
import argparse
import json
import pathlib

import pool
from draw import shown
from samples import MAKE_UPS, held_out
from scenes import Scenes

NAMES = {"subject": "thing", "background": "place", "style": "palette", "lighting": "light"}


def written(folder: pathlib.Path, batch) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed, sentence = [], batch.prompts[0]
    for number, (role, picture) in enumerate(batch.references, 1):
        name = f"{NAMES[role]}-{number}"
        shown(picture[0]).save(folder / f"{name}.jpg", quality=92)
        listed.append({"name": name, "role": role, "file": f"{name}.jpg"})
        sentence = sentence.replace(f"(image {number})", f"@{name}").replace(f"image {number}", f"@{name}")
    job = {"prompt": sentence, "references": listed, "output": {"size": "192x192"}, "seed": 1}
    (folder / "job.json").write_text(json.dumps(job, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=16)
    parser.add_argument("--seed", type=int, default=20_000)
    args = parser.parse_args()
    scenes = Scenes(pool.kept(args.run.parent / "pool-held-out.pt", pool.HELD_OUT, 0.04))
    for number in range(args.count):
        written(args.out / f"{number:02d}", held_out(scenes, args.seed + number, MAKE_UPS[number % len(MAKE_UPS)]))


if __name__ == "__main__":
    main()
