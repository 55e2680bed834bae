"""Merges LoRA weights into a model before it is exported."""
import pathlib

import torch


def merge(source, file: pathlib.Path, scale: float) -> float:
    """Adds the file's low-rank changes, `scale` times, to the transformer. Returns how far the merged network is from the network
    with the changes beside it."""
    torch.manual_seed(5)
    arguments = source.some_arguments()
    before = source.public_velocity(*arguments)
    source.pipe.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name="merged", local_files_only=True)
    source.pipe.set_adapters(["merged"], [scale])
    beside = source.public_velocity(*arguments)
    if torch.equal(before, beside):
        raise ValueError(f"{file.name} changes nothing: are its layers those of {source.family}?")
    source.pipe.fuse_lora(components=["transformer"], adapter_names=["merged"])
    source.pipe.unload_lora_weights()
    return (source.public_velocity(*arguments) - beside).abs().max().item()
