"""What came back, on disk: the raw answer, `.part` until it is whole, and a note of its headers beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from pathlib import Path

from storyboard.veo.clip import sync
from storyboard.veo.support import ANYTHING

ANSWER, PART, RECEIVED = "answer.json", "answer.part", "received.json"
KEPT_HEADERS = ("content-type", "content-length", "content-encoding", "retry-after", "date", "server", "via")
A_DAY = 24 * 60 * 60.0  # digits without end are infinity, which no JSON can hold


@dataclass(frozen=True)
class Received:
    """A response as it lies on disk: `whole` is False when the connection ended before the body did.

    `unwritten` says that more came than could be written. `sent` names the request's fields that its answer may be
    about, as `Request.said` does.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    path: Path = Path(ANSWER)
    whole: bool = True
    sent: tuple[str, ...] = ANYTHING
    unwritten: bool = False

    @property
    def request_id(self) -> str | None:
        return next((value for name, value in self.headers.items() if "request-id" in name.lower()), None)

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, a day at most: the header is a number, or a date, measured from the answer's own."""
        said = header(self.headers, "retry-after") or ""
        number = float(said) if said.replace(".", "", 1).isdecimal() else None
        asked = seconds_until(said, header(self.headers, "date")) if number is None else number
        return None if asked is None else min(asked, A_DAY)


def header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def seconds_until(said: str, sent: str | None) -> float | None:
    try:
        start = parsedate_to_datetime(sent) if sent else datetime.now(UTC)
        return max(0.0, (parsedate_to_datetime(said) - start).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def note_received(
    folder: Path, status: int, headers: Mapping[str, str], sent: tuple[str, ...] = ANYTHING
) -> Received:
    """Keep status, the telling headers and what was sent beside the answer, as soon as it begins to arrive.

    From here on a worker may die; `settle` makes it survive a power cut too.
    """
    kept = {name.lower(): value for name, value in headers.items() if is_kept(name.lower())}
    note = json.dumps({"status": status, "headers": kept, "sent": sent}, indent=1).encode()
    part = folder / f"{RECEIVED}.part"
    part.write_bytes(note)
    part.replace(folder / RECEIVED)
    return Received(status, kept, folder / PART, whole=False, sent=sent)


def read_received(folder: Path) -> Received | None:
    """What lies in the folder, whole or not; None when nothing that can be judged does."""
    try:
        name = next(name for name in (ANSWER, PART) if (folder / name).exists())
        note = json.loads((folder / RECEIVED).read_bytes())
    except (OSError, ValueError, StopIteration):
        return None
    sent = tuple(note.get("sent", ANYTHING))
    return Received(note["status"], note["headers"], folder / name, whole=name == ANSWER, sent=sent)


def is_kept(name: str) -> bool:
    return name in KEPT_HEADERS or "request-id" in name or "trace" in name or name == "cf-ray"


def set_aside(folder: Path) -> None:
    """Give what an earlier attempt left another name; nothing is deleted.

    Else a call told to wait, sent again and then lost would be recovered as told to wait, and sent once more.
    """
    left = [folder / name for name in (ANSWER, PART, RECEIVED) if (folder / name).exists()]
    if not left:
        return
    number = next(n for n in count(1) if not list(folder.glob(f"attempt-{n}-*")))
    for path in left:
        path.rename(folder / f"attempt-{number}-{path.name}")
    sync(folder)


def settle(folder: Path, part: Path) -> None:
    """Give a whole answer its name so that it survives a power cut, its headers with it."""
    sync(folder / RECEIVED)
    sync(part)
    part.replace(folder / ANSWER)
    sync(folder)
