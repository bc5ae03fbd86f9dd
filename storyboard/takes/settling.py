"""From a raw answer to takes: files first, then one short transaction on the generation's row."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.utils import InterfaceError, OperationalError
from django.utils.timezone import now

from storyboard import veo
from storyboard.files.models import File
from storyboard.takes import alive
from storyboard.takes.models import Generation, Status, Take

log = logging.getLogger("storyboard.worker")

MOST_TRIES = 5
COMES_BACK = (OSError, OperationalError, InterfaceError)  # room on the disk, the database
UNREADABLE = {
    "outcome": "lost",
    "kind": "unreadable",
    "message": "Storyboard could not make takes of what came back; the log says why.",
    "charged": "may have been",
    "todo": "Tell whoever runs this installation: the answer is kept. Or adopt the clip if it turns up.",
}


@dataclass(frozen=True)
class Arrival:
    """One clip that came back: its place in the answer, the kept file or the address it lies at."""

    place: int
    file: File | None = None
    url: str = ""

    def take(self, generation: Generation, number: int) -> Take:
        return Take.objects.create(
            shot=generation.shot,
            number=number,
            generation=generation,
            place=self.place,
            parent=parent_of(generation),
            sandbox=generation.is_sandbox,
            original=self.file,
            returned_url=self.url,
        )


def parent_of(generation: Generation) -> Take | None:
    """The take that was extended."""
    named = next((each for each in generation.recipe["inputs"] if each["role"] == "video"), None)
    return Take.objects.filter(uid=named["take"]).first() if named else None


def keep(videos: list[veo.Video]) -> list[Arrival]:
    """Move the clips into the store; after this nothing of theirs is needed but their rows."""
    return [
        Arrival(
            place,
            file=File.objects.keep(video.path, "video/mp4") if video.path else None,
            url=video.url or "",
        )
        for place, video in enumerate(videos)
    ]


def done(generation: Generation, answer: veo.Answer, came_at: datetime | None = None) -> list[Take]:
    """A whole answer: its takes, and a word when it holds fewer than asked for."""
    takes = generation.finish(
        keep(answer.videos),
        request_id=answer.request_id or "",
        trouble=short(answer) if answer.short else None,
        came_at=came_at,
    )
    if generation.status == Status.DONE:
        shutil.rmtree(generation.folder.parent, ignore_errors=True)
    return takes


def short(answer: veo.Answer) -> dict[str, Any]:
    return {
        "outcome": "done",
        "kind": "fewer",
        "message": f"{len(answer.videos)} of {answer.asked} takes came back; the others were filtered.",
        "charged": "no",
        "todo": "Only the takes that came back are counted.",
    }


def troubled(generation: Generation, trouble: veo.VeoError) -> None:
    """Write what went wrong on the row, as the outcome table has it."""
    told = trouble.as_dict()
    match trouble:
        case veo.NotReady():
            generation.refuse_unsent(told)
        case veo.NotAccepted():
            wait = generation.back_off(trouble.retry_after)
            if not generation.put_back(
                Status.SENDING, wait, told
            ):  # given up: nothing goes out again by itself
                generation.fail({**told, "todo": "Send it again when you like."})
            if trouble.slow_key:
                Generation.objects.slow(generation.route, wait)
        case veo.Refused():
            generation.refuse(told)
        case veo.Failed():
            generation.fail(told)
        case veo.Lost():
            lost(generation, trouble)


def lost(generation: Generation, trouble: veo.Lost, came_at: datetime | None = None) -> None:
    """Held until a person decides; but an answer that is here whole is no loss, only late."""
    if trouble.kind == "no_room" and is_tried_again(generation):
        log.error("%s: the answer is here, but not the room for its clips; it is tried again", generation)
    elif len(trouble.videos) >= generation.n:
        generation.finish(keep(trouble.videos), request_id=trouble.request_id or "", came_at=came_at)
    else:
        generation.lose(trouble.as_dict(), keep(trouble.videos))


def is_tried_again(generation: Generation) -> bool:
    """Its answer is here whole, or as far as it came and known to be lost."""
    return generation.status == Status.LOST or (generation.folder / "answer.json").exists()


def recover(generation: Generation) -> None:
    """What became of a call whose worker died: the raw answer tells, else it is lost."""
    fresh = generation.folder / f"again-{os.urandom(4).hex()}"  # another thread may be at the same answer
    try:
        fresh.mkdir(parents=True, exist_ok=True)
        answer = veo.recover(generation.folder, generation.n, fresh)
    except veo.Lost as trouble:
        lost(generation, trouble, written_at(generation.folder))
    except veo.VeoError as trouble:
        troubled(generation, trouble)
    else:
        done(generation, answer, written_at(generation.folder))
    finally:  # what was kept is in the store; the rest would fill a disk that is full already
        shutil.rmtree(fresh, ignore_errors=True)


def written_at(folder: Path) -> datetime | None:
    """When the last of an answer came that is found only now."""
    written = [path.stat().st_mtime for path in folder.glob("answer.*")]
    return datetime.fromtimestamp(max(written), UTC) if written else None


def reap(in_hand: frozenset[int] = frozenset()) -> int:
    """Unsent rows of dead workers go back to the queue, sent ones are looked after; how many there were.

    `in_hand` are the caller's own: a laptop that slept past its lease still carries them.
    """
    workers = Generation.objects.active().exclude(worker="").order_by().values_list("worker", flat=True)
    for worker in workers.distinct():
        if alive.is_dead(worker):
            Generation.objects.active().filter(worker=worker).update(lease_until=now())
    rows = Generation.objects.abandoned().exclude(pk__in=in_hand).select_related("shot__scene__project")
    return sum(looked_after(generation) for generation in rows)


def looked_after(generation: Generation) -> bool:
    """Whether it is over with this row; one that cannot be looked after does not keep the others from it."""
    try:
        return looked_after_or_lost(generation)
    except COMES_BACK:
        log.exception("%s could not be looked after; it is tried again", generation)
        return False


def looked_after_or_lost(generation: Generation) -> bool:
    try:
        look_after(generation)
    except COMES_BACK:
        raise
    except Exception:
        log.exception("%s could not be looked after; what is kept is in %s", generation, generation.folder)
        return is_given_up(generation)
    return True


def is_given_up(generation: Generation) -> bool:
    """What nobody has named does not go away by itself: after some tries the call is lost, its answer stays there."""
    generation.refresh_from_db(fields=["status", "worker", "attempt", "trouble"])
    told, status = generation.trouble or {}, Status(generation.status)
    tries = told.get("tries", 0) + 1
    if status == Status.SENDING and tries < MOST_TRIES:
        generation.move(status, status, trouble={**told, "tries": tries})
        return False
    generation.lose(UNREADABLE)
    return True


def look_after(generation: Generation) -> None:
    """A row that nobody carries any more: unsent it queues again, sent its raw answer tells."""
    if generation.status == Status.QUEUED:
        generation.put_back(Status.QUEUED)
    else:
        recover(generation)
