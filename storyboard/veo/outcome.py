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
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storyboard.veo.clip import Video
from storyboard.veo.errors import Failed, Lost, NotAccepted, Refused, VeoError
from storyboard.veo.received import Received, read_received
from storyboard.veo.scanner import Scan, scan
from storyboard.veo.support import filtered_sentence, filtered_todo, support_codes_in
from storyboard.veo.window import whole

LONGEST_ERROR = 1 << 20  # bytes: an error body beyond this is not the API's

NOT_A_CLIP = {
    "not_mp4": "What came back in a clip's place is no MP4",
    "broken_base64": "A clip came back damaged",
}
CHANGE = "Change the request and generate again."
LOOK = "Check with Azerion whether it was made before sending it again, or adopt the clip if it turns up."
CHECK_URL = f"Check AZERION_BASE_URL. {LOOK}"


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
            code = error.get("code") or error.get("type")
            return cls(whole(error["message"]), word(code), word(error.get("param")))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None


def judge(received: Received, asked: int, into: Path) -> Answer:
    """The answer with its clips written to `into`, or the one error of the tree that says what happened."""
    if not 200 <= received.status < 300:
        raise judge_error(received, Trouble.read(received.path))
    try:
        found = scan(received.path, into)
    except OSError as error:
        for clip in into.glob("video-*.mp4"):  # they would take the room that is missing
            clip.unlink(missing_ok=True)
        raise no_room(received) from error
    return judge_clips(received, asked, found)


def recover(folder: Path, asked: int, into: Path) -> Answer:
    """Judge again what a worker that died left behind in `folder`."""
    received = read_received(folder)
    if received is None:
        message = "The worker stopped while Veo was at work, and no answer has been kept."
        raise Lost("worker_died", message, LOOK)
    return judge(received, asked, into)


def judge_clips(received: Received, asked: int, found: Scan) -> Answer:
    videos = found.videos or []
    if found.ended == "truncated" or (found.ended == "broken" and not received.whole):
        raise broken_off(received, videos)
    if found.ended == "broken" or found.videos is None:
        raise lost(received, "not_json", "What came back is not an answer of Veo's.", LOOK, videos=videos)
    if found.bad:
        message = f"{NOT_A_CLIP[found.bad[0]]}{and_kept(videos)}."
        raise lost(received, found.bad[0], message, LOOK, videos=videos)
    if not videos:
        raise none_returned(received)
    return Answer(videos, asked, received.status, received.headers, received.request_id)


def no_room(received: Received) -> Lost:
    if received.whole:
        message, todo = (
            "The answer came, but its clips could not be written to disk.",
            "the answer itself is kept.",
        )
    else:
        message = "The answer could not be written to disk to its end."
        todo = "what came of it is kept, and its whole clips become takes by themselves."
    return lost(received, "no_room", message, f"Make room on the disk: {todo}")


def broken_off(received: Received, videos: list[Video]) -> Lost:
    kind, what = (
        ("disk", "could not be written to disk to its end")
        if received.unwritten
        else ("truncated", "broke off")
    )
    return lost(received, kind, f"The answer {what}{and_kept(videos)}.", LOOK, videos=videos)


def none_returned(received: Received) -> Refused:
    """All that was made was filtered; when the answer gives support codes, they say why."""
    codes = support_codes_in(short_text(received.path))
    return Refused(
        "none_returned",
        filtered_sentence(codes) if codes else "Veo returned no clip: what it made was filtered.",
        filtered_todo(codes, received.sent),
        charged="very likely not",
        support_codes=codes,
        **where(received),
    )


def short_text(path: Path) -> str:
    return path.read_text(errors="replace") if path.stat().st_size <= LONGEST_ERROR else ""


def judge_error(received: Received, trouble: Trouble | None) -> VeoError:
    status = received.status
    known = {**where(received), **(vars_of(trouble) if trouble else {})}
    if status in (429, 503) and trouble:
        return not_accepted(received, known)
    if 400 <= status < 500:
        return refused(received, trouble, known)
    if status == 500 and trouble:
        message = f"Veo broke while it was at work: {quoted(trouble)}"
        return Failed("server_error", message, "Generate again when you like.", **known)
    if 300 <= status < 400:
        return lost(received, "redirect", "The address answered with another address.", CHECK_URL)
    kind = "gateway" if 500 <= status < 600 else "unexpected_status"
    return lost(received, kind, f"Something else answered in Veo's place, with status {status}.", LOOK)


def not_accepted(received: Received, known: dict[str, Any]) -> NotAccepted:
    kind, message = {
        429: ("rate_limit", "Veo is taking fewer calls at the moment."),
        503: ("unavailable", "Veo is unavailable at the moment."),
    }[received.status]
    wait = received.retry_after
    return NotAccepted(kind, message, "It is sent again by itself.", retry_after=wait, slow_key=True, **known)


REFUSALS = {
    401: ("bad_key", "Azerion does not know this API key.", "Set AZERION_API_KEY to a working key."),
    403: ("not_allowed", "This API key may not use this model.", "Ask Azerion to allow it."),
    404: ("no_such_model", "Azerion knows no such model here.", "Check VEO_MODEL and AZERION_BASE_URL."),
    413: ("too_large", "The request is too large.", "Use smaller pictures or a shorter clip."),
    429: ("rate_limit", "Too many calls were sent.", "Wait a little and generate again."),
}


def refused(received: Received, trouble: Trouble | None, known: dict[str, Any]) -> Refused:
    codes = support_codes_in(trouble.message) if trouble else ()
    if codes:
        known["support_codes"] = codes
        return Refused("filtered", filtered_sentence(codes), filtered_todo(codes, received.sent), **known)
    said = f" It says: {quoted(trouble)}" if trouble else ""
    if received.status in REFUSALS:
        kind, message, todo = REFUSALS[received.status]
        return Refused(kind, message + said, todo, **known)
    return Refused("invalid", f"Veo declined this request.{said}", CHANGE, **known)


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
    return "; one whole clip is kept" if len(videos) == 1 else f"; {len(videos)} whole clips are kept"


def word(value: object) -> str | None:
    return whole(str(value))[:200] if isinstance(value, str | int) and value != "" else None
