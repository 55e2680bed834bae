#!/usr/bin/env python3
"""Exports a flow-matching model from a local diffusers folder and proves that it equals the public classes.

    export_flow.py flux2-klein FOLDER --out bundles/flux2-klein-4b/1 --precision bfloat16

Nothing is downloaded. See docs/flow-bundles.md.
"""
import argparse
import hashlib
import pathlib
import sys

import torch

import flow_bundle
import flow_check
import flow_families
import flow_lora

TOLERANCES = {"float32": 1e-3, "bfloat16": 5e-2}
PROMPTS = ["a red mug on a wooden table", "Ein Fahrrad, zwei RÄDER & 3 Körbe!", ""]


def lora(text: str) -> tuple:
    file, _, scale = text.partition("=")
    return pathlib.Path(file), float(scale or 1)


def main(arguments: list) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", choices=sorted(flow_families.FAMILIES))
    parser.add_argument("folder", type=pathlib.Path, help="model_index.json and the folders that it names")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="bundles/NAME/VERSION")
    parser.add_argument("--precision", choices=sorted(flow_bundle.PRECISIONS), default="float32")
    parser.add_argument("--lora", type=lora, action="append", default=[], metavar="FILE[=SCALE]", help="merged in; may be repeated")
    parser.add_argument("--max-side", type=int, default=1536, help="longest side of a picture, in pixels")
    parser.add_argument("--max-references", type=int, default=4)
    parser.add_argument("--steps", type=int, help="instead of the family's own number")
    parser.add_argument("--guidance-scale", type=float, help="instead of the family's own")
    parser.add_argument("--sde", type=float, metavar="ETA", help="draw this share of noise anew at every step, in (0, 1]")
    options = parser.parse_args(arguments)
    flow_families.check(options.family, options.folder)
    torch.set_grad_enabled(False)
    source = flow_families.FAMILIES[options.family](options.folder, flow_bundle.PRECISIONS[options.precision])
    for file, scale in options.lora:
        print(f"{file.name} x {scale:g} merged: {flow_lora.merge(source, file, scale):.2e} from the network with it beside")
    overrides = {}
    if options.steps:
        overrides["schedule"] = {"steps": options.steps}
    if options.guidance_scale:
        overrides["guidanceScale"] = options.guidance_scale
    if options.sde:
        overrides["sampler"] = {"name": "sde", "eta": options.sde}
    out = options.out.resolve()
    flow_bundle.write(source, out, out.parent.name, out.name, options.precision, options.max_side, options.max_references, **overrides)
    worst = flow_check.worst_differences(source, out, flow_check.photos(), PROMPTS)
    digest = hashlib.sha256((out / "bundle.json").read_bytes()).hexdigest()
    print(f"{out.parent.name}@{out.name} digest {digest}")
    allowed = TOLERANCES[options.precision]
    print("largest differences from the public classes: " + ", ".join(f"{stage} {far:.2e}" for stage, far in worst.items()) +
          f" (allowed {allowed:.0e})")
    if not max(worst.values()) <= allowed:
        raise SystemExit("the export does not equal the public classes: do not use it")


if __name__ == "__main__":
    main(sys.argv[1:])
