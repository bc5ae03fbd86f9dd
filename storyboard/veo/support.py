"""The numbers Google gives for what its safety filter took out, in plain words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SupportCode:
    """A number Google gives for what was filtered; `inputs` are the request's fields it most likely means."""

    code: str
    category: str
    inputs: tuple[str, ...] = ("prompt",)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "category": self.category, "inputs": list(self.inputs)}


FACES = ("image", "last_frame", "reference_images", "video", "prompt")
ANYTHING = ("prompt", "image", "last_frame", "reference_images", "video")

INPUT_WORDS = {
    "prompt": "the prompt",
    "image": "the first frame",
    "last_frame": "the last frame",
    "reference_images": "the references",
    "video": "the clip",
}

SUPPORT_CODES: dict[str, SupportCode] = {
    code: SupportCode(code, category, inputs)
    for codes, category, inputs in (
        ("58061214 17301594", "a child", FACES),
        ("29310472 15236754", "a celebrity", FACES),
        ("62263041", "something dangerous", ("prompt",)),
        ("57734940 22137204", "hate", ("prompt",)),
        ("39322892", "people or a face", FACES),
        ("92201652", "personal information", ("prompt",)),
        ("89371032 49114662 72817394", "prohibited content", ANYTHING),
        ("90789179 63429089 43188360", "sexual content", ANYTHING),
        ("78610348", "toxic language", ("prompt",)),
        ("61493863 56562880", "violence", ANYTHING),
        ("74803281 29578790 42876398", "another safety reason", ANYTHING),
    )
    for code in codes.split()
}


def support_codes_in(text: str) -> tuple[SupportCode, ...]:
    """The codes a message names, each once, in its order; a number that is not a known code is no code."""
    numbers = dict.fromkeys(re.findall(r"(?<!\d)\d{8}(?!\d)", text))
    return tuple(SUPPORT_CODES[number] for number in numbers if number in SUPPORT_CODES)


def filtered_sentence(codes: Sequence[SupportCode]) -> str:
    categories = list(dict.fromkeys(code.category for code in codes))
    numbers = ", ".join(code.code for code in codes)
    return f"Veo's safety filter saw {' and '.join(categories)} (support code {numbers})."


def filtered_todo(codes: Sequence[SupportCode], sent: Sequence[str] = ANYTHING) -> str:
    """What to change, among what was sent; all of it where no code narrows it down."""
    meant = dict.fromkeys(name for code in codes for name in code.inputs if name in sent)
    inputs = list(meant or sent) or ["prompt"]
    if inputs == ["prompt"]:
        return "Reword the prompt and generate again."
    words = [INPUT_WORDS[name] for name in inputs]
    listed = " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    return f"Change {listed}, and generate again."
