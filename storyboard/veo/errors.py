"""What can go wrong with a call, and what it means for the money:

VeoError
├── NotAccepted     never reached Veo, or sent back at the door: sent again by itself, later
├── Refused         Veo said no: sent again after a person changed something
│   └── NotReady    a file that goes along cannot be read: nothing has left
├── Failed          Veo broke and said so: sent again when a person says so
└── Lost            it may have been charged: never sent again by itself

NotSent             not a trouble: whoever asked for the call held it back at the last moment
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from storyboard.veo.scanner import Video

Charged = Literal["no", "very likely not", "may have been"]

CHARGED: dict[Charged, str] = {
    "no": "Nothing was charged.",
    "very likely not": "It was very likely not charged.",
    "may have been": "It may have been charged.",
}


class NotSent(Exception):
    """The call was held back before its first byte."""


class VeoError(Exception):
    """A call without its takes: what happened, whether it was charged, what to do now."""

    outcome: ClassVar[str] = "failed"
    charged: Charged = "may have been"

    def __init__(
        self,
        kind: str,
        message: str,
        todo: str,
        *,
        charged: Charged | None = None,
        status: int | None = None,
        code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
        support_codes: tuple["SupportCode", ...] = (),
        raw: Path | None = None,
    ) -> None:
        super().__init__(message)
        self.kind, self.message, self.todo = kind, message, todo
        self.charged = charged or self.charged
        self.status, self.code, self.param = status, code, param
        self.request_id, self.support_codes, self.raw = request_id, support_codes, raw

    @property
    def sentence(self) -> str:
        """All three together, for the place where the eye already is."""
        return f"{self.message} {CHARGED[self.charged]} {self.todo}"

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON, to be kept on the generation's row."""
        words = ("outcome", "kind", "message", "charged", "todo", "status", "code", "param", "request_id")
        return {
            **{word: getattr(self, word) for word in words},
            "support_codes": [code.as_dict() for code in self.support_codes],
            "raw": self.raw.name if self.raw else None,
        }


class NotAccepted(VeoError):
    """Never taken in: `retry_after` is the seconds asked for, `slow_key` says that the key is too fast."""

    outcome = "not accepted"
    charged = "no"

    def __init__(
        self, *args: Any, retry_after: float | None = None, slow_key: bool = False, **known: Any
    ) -> None:
        super().__init__(*args, **known)
        self.retry_after, self.slow_key = retry_after, slow_key

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "retry_after": self.retry_after, "slow_key": self.slow_key}


class Refused(VeoError):
    """Veo read it and said no."""

    outcome = "refused"
    charged = "no"


class NotReady(Refused):
    """Found before anything left: a picture or clip that goes along cannot be read."""


class Failed(VeoError):
    """Veo broke and answered so in its own words."""

    outcome = "failed"
    charged = "very likely not"


class Lost(VeoError):
    """Nobody knows what became of it; `videos` are the whole clips that did arrive."""

    outcome = "lost"
    charged = "may have been"

    def __init__(self, *args: Any, videos: "list[Video] | None" = None, **known: Any) -> None:
        super().__init__(*args, **known)
        self.videos: list[Video] = videos or []


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
