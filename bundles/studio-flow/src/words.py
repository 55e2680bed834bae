"""Prompts of training scenes, in the form that Refinery gives prompts, and the vocabulary they are read with."""
import random

LENGTH = 64
SIDES = {"left": ("on the left", "to the left", "on the left side", "at the left", "left"),
         "centre": ("in the middle", "in the centre", "in the center", "centred", "in front, in the middle"),
         "right": ("on the right", "to the right", "on the right side", "at the right", "right")}
THINGS = ("mug", "bottle", "lamp", "kettle", "box", "camera", "vase", "plant", "headphones", "pot", "jar", "ball", "product", "thing")
PLACES = ("table", "ledge", "jetty", "kitchen", "terrace", "room", "floor", "desk", "shelf", "street", "lake", "garden", "studio")
ADJECTIVES = ("red", "blue", "green", "yellow", "white", "black", "orange", "grey", "wooden", "small", "shiny", "ceramic", "sunlit")
# Gains of red, green and blue where the words alone tell the light.
TIMES = {"night": (("at night", "in the night", "by moonlight"), (0.30, 0.38, 0.62)),
         "sunset": (("at sunset", "in the evening sun", "at golden hour", "in warm evening light"), (1.05, 0.72, 0.45)),
         "dawn": (("at dawn", "in the blue hour", "in cool morning light"), (0.72, 0.80, 0.98)),
         "noon": (("at noon", "in bright daylight"), (1.12, 1.10, 1.04))}
SAID = {"subject": "Keep the subject of image {} as it is.", "background": "Use image {} as the background.",
        "style": "Follow the style of image {}.", "lighting": "Light the scene as in image {}."}
MANNER = ("painted in the manner of style (image {})", "in the colours of palette (image {})", "in the style of (image {})")
GLOW = ("lit as in light (image {})", "in the light of lamp (image {})", "lit by the sun of (image {})")
FILL = ("stands", "is", "sits", "a", "an", "the", "on", "of", "in", "beside", "and", "with", "by", "at", "it", "its", "front", "photo", "picture",
        "lit", "light", "warm", "cool", "low", "sun", "painted", "manner", "style", "colours", "product", "next", "one", "two")


# In no vocabulary: people say words that the model has not learned.
STRANGE = "curious"


def vocabulary() -> list:
    texts = [*FILL, *THINGS, *PLACES, *ADJECTIVES, *SAID.values(), *MANNER, *GLOW]
    texts += [phrase for phrases in SIDES.values() for phrase in phrases] + [phrase for phrases, _ in TIMES.values() for phrase in phrases]
    words = sorted({word for text in texts for word in text.lower().replace("{}", " ").replace("(", " ( ").replace(")", " ) ")
                   .replace(",", " , ").replace(".", " . ").split()} | {str(n) for n in range(1, 9)})
    return ["[PAD]", "[UNK]", *words]


def adjectives(chance: random.Random) -> list:
    return [chance.choice((chance.choice(ADJECTIVES), STRANGE)) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]


def prompt(chance: random.Random, numbers: dict, sides: list, time) -> str:
    """`numbers[role]` are the numbers of that role's references, `sides` of each subject or None, `time` a key of TIMES or None."""
    said, parts = set(), []
    for number, side in zip(numbers.get("subject", []), sides):
        if side is None and chance.random() < 0.4:
            continue
        said.add(number)
        noun = " ".join([*adjectives(chance), chance.choice((chance.choice(THINGS), STRANGE))])
        words = [chance.choice(("", "a", "the")), noun, f"(image {number})", chance.choice(("", "stands", "is", STRANGE))]
        if side:
            words.append(chance.choice(SIDES[side]))
        parts.append(" ".join(word for word in words if word))
    text = chance.choice((" and ", ", ", " beside ")).join(parts)
    for number in numbers.get("background", []):
        if chance.random() < 0.6:
            said.add(number)
            place = " ".join([*adjectives(chance), chance.choice((chance.choice(PLACES), STRANGE))])
            text += f" {chance.choice(('on', 'in', 'at'))} the {place} (image {number})"
    if time:
        text += " " + chance.choice(TIMES[time][0])
    for role, ways in (("style", MANNER), ("lighting", GLOW)):
        for number in numbers.get(role, []):
            if chance.random() < 0.6:
                said.add(number)
                text += ", " + chance.choice(ways).format(number)
    text = text.strip(" ,")
    ends = [text + "." if text else ""]
    everything = sorted((number, role) for role, given in numbers.items() for number in given)
    ends += [SAID[role].format(number) for number, role in everything if number not in said]
    return " ".join(end for end in ends if end)


def tokenizer():
    """Whole words in lower case; padded or cut to LENGTH."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(vocabulary())}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()])
    made.enable_padding(length=LENGTH, pad_id=0, pad_token="[PAD]")
    made.enable_truncation(LENGTH)
    return made
