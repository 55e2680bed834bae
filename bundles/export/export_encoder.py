#!/usr/bin/env python3
"""Exports an encoder from a local folder of weights and proves that it equals the public classes.

    export_encoder.py siglip2 FOLDER --out bundles/siglip2-b16-384/1
    export_encoder.py dinov2 FOLDER --out bundles/dinov2-b14/1
    export_encoder.py clip FOLDER --out bundles/clip-b16/1
    export_encoder.py csd FOLDER --out bundles/csd-vit-l14/1

Nothing is downloaded. See docs/encoders.md.
"""
import argparse
import hashlib
import pathlib
import sys

import numpy as np
import torch

import encoder_bundle
import pictures
import sources

TOLERANCE = 1e-4
TEXTS = ["a red mug on a wooden table", "Ein Fahrrad, zwei RÄDER & 3 Körbe!", "mug " * 90, ""]


def worst_difference(source: sources.Source, folder: pathlib.Path) -> float:
    """Largest difference of any number of any embedding, alone and in a batch, against the public classes."""
    module = torch.jit.load(str(folder / "picture.pt"))
    worst = 0.0
    for image in pictures.pictures().values():
        pixels = torch.from_numpy(np.array(image))[None]
        for head in range(len(source.heads)):
            wanted = source.reference_picture(image)[head]
            for batch in (pixels, pixels.expand(3, -1, -1, -1)):
                worst = max(worst, (module.embed(batch, head) - wanted).abs().max().item())
    if source.text_tower is not None:
        module = torch.jit.load(str(folder / "text.pt"))
        for text in TEXTS:
            tokens = torch.tensor([source.tokenizer.encode(text).ids])
            if not torch.equal(tokens, source.reference_tokens(text)):
                raise SystemExit(f"token ids differ for {text!r}")
            for batch in (tokens, tokens.expand(3, -1)):
                worst = max(worst, (module.embed(batch) - source.reference_text(text)).abs().max().item())
    return worst


def main(arguments: list) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=sorted(sources.KINDS))
    parser.add_argument("folder", type=pathlib.Path, help="weights, config.json, preprocessor_config.json, tokenizer.json")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="bundles/NAME/VERSION")
    options = parser.parse_args(arguments)
    torch.set_grad_enabled(False)
    source = sources.KINDS[options.kind](options.folder)
    out = options.out.resolve()
    encoder_bundle.write(source, out, out.parent.name, out.name)
    worst = worst_difference(source, out)
    digest = hashlib.sha256((out / "bundle.json").read_bytes()).hexdigest()
    print(f"{out.parent.name}@{out.name} digest {digest}")
    print(f"largest difference from the public classes: {worst:.2e} (allowed {TOLERANCE:.0e})")
    if worst > TOLERANCE:
        raise SystemExit("the export does not equal the public classes: do not use it")


if __name__ == "__main__":
    main(sys.argv[1:])
