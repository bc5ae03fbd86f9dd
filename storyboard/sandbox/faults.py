"""Trouble on demand: `[sandbox: 429 retry-after=3]` in a prompt makes the sandbox fail in that way.

| directive | what happens |
|---|---|
| `400` `401` `403` `404` `413` `422` `429` `500` `503` | that status with the API's JSON |
| … `retry-after=3`, … `html` | with that header; with a proxy's page |
| `502` `504` | that status with a proxy's page |
| `filtered 15236754` | 422, the support code in the message |
| `redirect`, `html` | a 302; a 200 that is a page |
| `refuse`, `drop-before`, `drop-headers`, `drop-body`, `timeout` | no connection, a dropped one, or silence |
| `truncated`, `broken-base64`, `not-mp4`, `none`, `fewer` | a 200 whose videos are not what was asked |
| `slow 5` | five seconds longer, then as usual |
| `tail` | an extension comes back as its new seconds alone, as some routes answer |

`x2` in any of them: only the first two times for that prompt.
"""

import re
from dataclasses import dataclass

DIRECTIVE = re.compile(r"\[sandbox:\s*([^\]]*)\]", re.IGNORECASE)
STATUSES = {"400", "401", "403", "404", "413", "422", "429", "500", "503"}
PROXY = {"502", "504"}
CONNECTION = {"refuse", "drop-before", "drop-headers", "timeout"}
ANSWERS = {"truncated", "broken-base64", "not-mp4", "none", "fewer", "drop-body"}
NO_FAULT = {"slow", "tail"}
UNBILLED = STATUSES | {"filtered", "none", "refuse"}
KINDS = STATUSES | PROXY | CONNECTION | ANSWERS | {"filtered", "redirect", "html"} | NO_FAULT


@dataclass(frozen=True)
class Fault:
    """One directive, read."""

    kind: str
    number: float | None = None  # the support code of `filtered`, the seconds of `slow`
    retry_after: str | None = None
    html: bool = False
    times: int | None = None

    @classmethod
    def read(cls, text: str) -> "Fault":
        """Read what stands in the brackets; an unknown word is a ValueError that names it."""
        kind, *words = text.lower().split() or [""]
        if kind not in KINDS:
            raise ValueError(f"The sandbox does not know {text.strip()!r}.")
        found: dict[str, float | str | bool | int] = {}
        for word in words:
            found |= _option(word)
        return cls(kind, **found)  # type: ignore[arg-type]


def _option(word: str) -> dict[str, float | str | bool | int]:
    if word.startswith("retry-after="):
        return {"retry_after": word.partition("=")[2]}
    if word == "html":
        return {"html": True}
    if re.fullmatch(r"x\d+", word):
        return {"times": int(word[1:])}
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return {"number": float(word)}
    raise ValueError(f"The sandbox does not know {word!r}.")


def billed(fault: Fault | None, n: int) -> int:
    """How many of a call's clips are billed: all that may have been made, whatever became of the answer."""
    if fault is None or fault.html:
        return n
    if fault.kind == "fewer":
        return n - 1
    return 0 if fault.kind in UNBILLED else n


def in_prompt(prompt: str) -> list[Fault]:
    """The directives in a prompt, in order."""
    return [Fault.read(text) for text in DIRECTIVE.findall(prompt)]


def without(prompt: str) -> str:
    """The prompt without its directives: what is drawn."""
    return " ".join(DIRECTIVE.sub(" ", prompt).split())
