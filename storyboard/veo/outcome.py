"""What became of a call, judged only by what is on disk: one answer gives one outcome, however often.

| what came back                                                     | outcome      |
|--------------------------------------------------------------------|--------------|
| 2xx with clips, all asked for or fewer                             | Answer       |
| 2xx with none                                                      | Refused      |
| 2xx whose clip is no MP4, that is cut short or not the API's JSON  | Lost         |
| 3xx                                                                | Lost         |
| 429, 503 with the API's own JSON error                             | NotAccepted  |
| any other 4xx                                                      | Refused      |
| 500 with the API's own JSON error                                  | Failed       |
| any other 5xx                                                      | Lost         |
| nothing at all                                                     | Lost         |
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from storyboard.veo.errors import Failed, Lost, NotAccepted, Refused, VeoError, support_codes_in
from storyboard.veo.scanner import Scan, Video, scan, sync_folder

ANSWER, PART, RECEIVED = "answer.json", "answer.part", "received.json"
KEPT_HEADERS = ("content-type", "content-length", "content-encoding", "retry-after", "date", "server", "via")
LONGEST_ERROR = 1 << 20  # bytes: an error body beyond this is not the API's

CHANGE = "Change the request and generate again."
LOOK = "Check with Azerion whether it was made before sending it again, or adopt the clip if it turns up."


@dataclass(frozen=True)
class Received:
    """A response as it lies on disk; `whole` is False when the connection ended before the body did."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    path: Path = Path(ANSWER)
    whole: bool = True

    @property
    def request_id(self) -> str | None:
        return next((value for name, value in self.headers.items() if "request-id" in name.lower()), None)

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait: the header is a number, or a date, measured from the answer's own."""
        said = header(self.headers, "retry-after")
        if not said:
            return None
        try:
            return max(0.0, float(said))
        except ValueError:
            return seconds_until(said, header(self.headers, "date"))


@dataclass(frozen=True)
class Answer:
    """The clips a call returned; fewer than asked for is no error."""

    videos: list[Video]
    asked: int
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str | None = None

    @property
    def short(self) -> bool:
        return len(self.videos) < self.asked


@dataclass(frozen=True)
class Trouble:
    """Azerion's own JSON error."""

    message: str
    code: str | None = None
    param: str | None = None

    @classmethod
    def read(cls, path: Path) -> "Trouble | None":
        """None when the body is anything else, like a proxy's page."""
        try:
            if path.stat().st_size > LONGEST_ERROR:
                return None
            error = json.loads(path.read_bytes())["error"]
            if not isinstance(error["message"], str) or not {"type", "code", "status_code"} & set(error):
                return None
            return cls(
                error["message"], word(error.get("code") or error.get("type")), word(error.get("param"))
            )
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None


def judge(received: Received, asked: int, into: Path) -> Answer:
    """The answer with its clips written to `into`, or the one error of the tree that says what happened."""
    if 200 <= received.status < 300:
        return judge_clips(received, asked, scan(received.path, into))
    raise judge_error(received, Trouble.read(received.path))


def recover(folder: Path, asked: int, into: Path) -> Answer:
    """Judge again what a worker that died left behind in `folder`."""
    path = next((folder / name for name in (ANSWER, PART) if (folder / name).exists()), None)
    headers = read_received(folder)
    if path is None or headers is None:
        raise Lost(
            "worker_died", "The worker stopped while Veo was at work, and no answer has been kept.", LOOK
        )
    received = Received(headers["status"], headers["headers"], path, whole=path.name == ANSWER)
    return judge(received, asked, into)


def judge_clips(received: Received, asked: int, found: Scan) -> Answer:
    videos = found.videos or []
    if found.ended == "truncated" or (found.ended == "broken" and not received.whole):
        raise lost(received, "truncated", f"The answer broke off{and_kept(videos)}.", LOOK, videos=videos)
    if found.ended == "broken" or found.videos is None:
        raise lost(received, "not_json", "What came back is not an answer of Veo's.", LOOK, videos=videos)
    if found.bad:
        raise lost(
            received, found.bad[0], NOT_A_CLIP[found.bad[0]] + and_kept(videos) + ".", LOOK, videos=videos
        )
    if not videos:
        raise Refused(
            "none_returned",
            "Veo returned no clip: what it made was filtered.",
            "Reword the prompt or change the pictures, and generate again.",
            charged="very likely not",
            **where(received),
        )
    return Answer(videos, asked, received.status, received.headers, received.request_id)


NOT_A_CLIP = {
    "not_mp4": "What came back in a clip's place is no MP4",
    "broken_base64": "A clip came back damaged",
}


def judge_error(received: Received, trouble: Trouble | None) -> VeoError:
    status = received.status
    known = {**where(received), **(vars_of(trouble) if trouble else {})}
    if status in (429, 503) and trouble:
        return not_accepted(received, known)
    if 400 <= status < 500:
        return refused(status, trouble, known)
    if status == 500 and trouble:
        return Failed(
            "server_error", f"Veo broke while it was at work: {quoted(trouble)}", "Send it again.", **known
        )
    if 300 <= status < 400:
        return lost(received, "redirect", "The address answered with another address.", CHECK_URL + LOOK)
    kind = "gateway" if 500 <= status < 600 else "unexpected_status"
    return lost(
        received, kind, f"Something between here and Veo answered with {status} instead of Veo.", LOOK
    )


CHECK_URL = "Check AZERION_BASE_URL. "


def not_accepted(received: Received, known: dict[str, Any]) -> NotAccepted:
    kind, message = {
        429: ("rate_limit", "Veo is taking fewer calls at the moment."),
        503: ("unavailable", "Veo is unavailable at the moment."),
    }[received.status]
    wait = received.retry_after
    return NotAccepted(kind, message, "It is sent again by itself.", retry_after=wait, slow_key=True, **known)


REFUSALS = {
    401: ("bad_key", "Azerion does not know this API key.", "Set AZERION_API_KEY to a working key."),
    403: (
        "not_allowed",
        "This API key may not use this model.",
        "Ask Azerion to allow it, or change the key.",
    ),
    404: ("no_such_model", "Azerion knows no such model here.", "Check VEO_MODEL and AZERION_BASE_URL."),
    413: ("too_large", "The request is too large.", "Use smaller pictures or a shorter clip."),
    429: ("rate_limit", "Too many calls were sent.", "Wait a little and generate again."),
}


def refused(status: int, trouble: Trouble | None, known: dict[str, Any]) -> Refused:
    codes = support_codes_in(trouble.message) if trouble else ()
    if codes:
        return Refused(
            "filtered", filtered_sentence(codes), filtered_todo(codes), support_codes=codes, **known
        )
    said = f" It says: {quoted(trouble)}" if trouble else ""
    if status in REFUSALS:
        kind, message, todo = REFUSALS[status]
        return Refused(kind, message + said, todo, **known)
    return Refused("invalid", f"Veo declined this request.{said}", CHANGE, **known)


def filtered_sentence(codes: tuple[Any, ...]) -> str:
    categories = list(dict.fromkeys(code.category for code in codes))
    numbers = ", ".join(code.code for code in codes)
    return f"Veo's safety filter saw {' and '.join(categories)} (support code {numbers})."


INPUT_WORDS = {
    "prompt": "the prompt",
    "image": "the first frame",
    "last_frame": "the last frame",
    "reference_images": "the references",
    "video": "the clip",
}


def filtered_todo(codes: tuple[Any, ...]) -> str:
    inputs = list(dict.fromkeys(name for code in codes for name in code.inputs))
    if inputs == ["prompt"]:
        return "Reword the prompt and generate again."
    words = [INPUT_WORDS[name] for name in inputs]
    return f"Change {', '.join(words[:-1])} or {words[-1]}, and generate again."


def lost(received: Received, kind: str, message: str, todo: str, videos: list[Video] | None = None) -> Lost:
    return Lost(kind, message, todo, videos=videos, **where(received))


def where(received: Received) -> dict[str, Any]:
    return {"status": received.status, "request_id": received.request_id, "raw": received.path}


def vars_of(trouble: Trouble) -> dict[str, Any]:
    return {"code": trouble.code, "param": trouble.param}


def quoted(trouble: Trouble) -> str:
    text = " ".join(trouble.message.split())
    return f"“{text[:400]}{'…' if len(text) > 400 else ''}”"


def and_kept(videos: list[Video]) -> str:
    if not videos:
        return ""
    return (
        "; the clip that came whole is kept" if len(videos) == 1 else f"; {len(videos)} whole clips are kept"
    )


def word(value: object) -> str | None:
    return str(value)[:200] if isinstance(value, str | int) and value != "" else None


def header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def seconds_until(said: str, sent: str | None) -> float | None:
    try:
        start = parsedate_to_datetime(sent) if sent else datetime.now(UTC)
        return max(0.0, (parsedate_to_datetime(said) - start).total_seconds())
    except (ValueError, TypeError):
        return None


def note_received(folder: Path, status: int, headers: Mapping[str, str]) -> dict[str, str]:
    """Keep status and the telling headers beside the answer as soon as they arrive; returns those kept."""
    kept = {name.lower(): value for name, value in headers.items() if is_kept(name.lower())}
    note = json.dumps({"status": status, "headers": kept}, indent=1).encode()
    with (folder / (RECEIVED + ".part")).open("wb") as file:
        file.write(note)
    settle(folder / (RECEIVED + ".part"), folder / RECEIVED)
    return kept


def read_received(folder: Path) -> dict[str, Any] | None:
    try:
        note: dict[str, Any] = json.loads((folder / RECEIVED).read_bytes())
        return note
    except (OSError, ValueError):
        return None


def is_kept(name: str) -> bool:
    return name in KEPT_HEADERS or "request-id" in name or "trace" in name or name == "cf-ray"


def settle(part: Path, path: Path) -> None:
    """Give a finished file its name so that it survives a power cut."""
    handle = os.open(part, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(path)
    sync_folder(path.parent)
