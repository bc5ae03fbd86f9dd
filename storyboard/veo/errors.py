"""What can go wrong with a call, and what it means for the money:

VeoError
├── NotAccepted     never reached Veo, or sent back at the door: sent again by itself, later
├── Refused         Veo said no: sent again after a person changed something
│   └── NotReady    a file that goes along cannot be read: nothing has left
├── Failed          Veo broke and said so: sent again when a person says so
└── Lost            it may have been charged: never sent again by itself

NotSent             not a trouble: whoever asked for the call held it back at the last moment
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from storyboard.veo.clip import Video
    from storyboard.veo.support import SupportCode

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
