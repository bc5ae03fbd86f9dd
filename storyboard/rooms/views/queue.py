"""What waits, runs and went wrong in a film."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.rushes import unsettled
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.takes.forms import ClipForm
from storyboard.takes.models import Generation, Status, Worker
from storyboard.takes.models.generation import ACTIVE
from storyboard.takes.progress import Progress, follow
from storyboard.web import page

MOST_ENDED = 50
MOST_RUNNING = 300
# What is omitted wants nobody, unless money may have been spent on it.
IN_THE_FILM = Q(status=Status.LOST) | Q(shot__omitted_at=None, shot__scene__omitted_at=None)


class Queue:
    """A film's generations that want to be followed, `mine` or everybody's."""

    def __init__(self, project: Project, person: Any, *, mine: bool = False) -> None:
        self.project, self.mine = project, mine
        self.version = version_of(project)
        rows = Generation.objects.filter(shot__scene__project=project).defer("recipe")
        self.rows = rows.filter(made_by=person) if mine else rows

    @cached_property
    def all(self) -> list[Progress]:
        needed = self.rows.select_related("shot__scene__project", "made_by").prefetch_related("sent_again_as")
        running = needed.filter(status__in=ACTIVE).order_by("-status", "pk")[:MOST_RUNNING]
        ended = unsettled(needed).filter(IN_THE_FILM).order_by("-pk")[:MOST_ENDED]
        return follow([*running, *ended], self.project)

    @property
    def running(self) -> list[Progress]:
        return [each for each in self.all if each.generation.is_active]

    @property
    def troubled(self) -> list[Progress]:
        return [each for each in self.all if not each.generation.is_active]

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        return pictures_of({each.generation.shot_id for each in self.all})

    @property
    def rows_running(self) -> list[tuple[Progress, Picture]]:
        return [(each, self.pictures[each.generation.shot_id]) for each in self.running]

    @property
    def rows_troubled(self) -> list[tuple[Progress, Picture]]:
        return [(each, self.pictures[each.generation.shot_id]) for each in self.troubled]

    @cached_property
    def worker(self) -> Worker | None:
        """The one that showed a sign of life last."""
        return Worker.objects.order_by("-beat_at").first()

    @cached_property
    def is_worked(self) -> bool:
        return Worker.any_alive()


def version_of(project: Project) -> str:
    waiting = Generation.objects.filter(shot__scene__project=project, status=Status.QUEUED, worker="")
    resting = waiting.filter(next_try_at__gt=now()).count()
    return f"{project.version}-{int(Worker.any_alive())}-{resting}"


@require_safe
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    project: Project = find(Project.objects.all(), request.user, pk)
    if "version" in request.GET and request.GET["version"] == version_of(project):
        return HttpResponse(status=204)
    context = {
        "project": project,
        "room": "queue",
        "member": project.member_for(request.user),
        "queue": Queue(project, request.user, mine="mine" in request.GET),
        "click": uuid.uuid4(),
        "clip_form": ClipForm(),
    }
    return page(request, "rooms/queue.html", context, parts=("queue",))
