"""From a planned shot to the one request that is sent for it."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.files.models import File
from storyboard.media import BadClip, BadPicture
from storyboard.projects.lengths import FPS
from storyboard.projects.models import Project, Shot
from storyboard.takes.budget import Cost, cost_again, cost_of, why_no_room, why_not_today
from storyboard.takes.lint import Lint
from storyboard.takes.models import Generation, Input, Status, Take
from storyboard.takes.models.generation import SANDBOX
from storyboard.takes.sources import Source, Sources, waited_are_there, written_link
from storyboard.web import in_words

SCHEMA = 1
UNMEANT = ("n", "seed", "output_format", "compression_quality", "model")
# Where a request's field is edited: the name of its field on the shot page.
FIELDS = {"image": "opening", "video": "opening", "last_frame": "closing", "reference_images": "references"}
# A request is judged before its pictures are made ready: the rules read facts, and this stands for the bytes.
STAND_IN = {"video": veo.Media("video/mp4", url="about:blank")}
STILL_STAND_IN = veo.Media("image/png", url="about:blank")


LONGER = _("The shot is planned {seconds} s longer than the clip will be: split it, or extend the take.")
OMITTED = _("This shot is omitted: bring it back into the cut to generate for it.")
NO_BUDGET = _("The film's budget has no room for it.")


def in_the_way(rule: str, sentence: str) -> veo.Finding:
    """A finding of our own beside Generate."""
    return veo.Finding(rule, "block", "preset", str(sentence))


def say_so() -> veo.Finding:
    return in_the_way(
        "sandbox_frame",
        gettext("A frame drawn by the sandbox would go along: tick the box to send it in a paid request."),
    )


def sent_again_already() -> veo.Finding:
    return in_the_way("sent_again", gettext("It was sent again already: look at what became of that."))


def gone_elsewhere() -> veo.Finding:
    return in_the_way(
        "route",
        gettext("It was made for another address than the one that is set now: generate it anew."),
    )


class Preset(TextChoices):
    SANDBOX = "sandbox", _("Sandbox")
    DRAFT = "draft", _("Draft")
    FINAL = "final", _("Final")


class CannotSend(Exception):
    """The request is not made: a sentence for each field that is in the way."""

    def __init__(self, findings: list[veo.Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = findings


def why_not_veo(project: Project) -> str:
    """The sentence that stands where a paid request could be made; "" when it can."""
    if not settings.AZERION_API_KEY:
        return gettext(
            "No API key is set, so only the sandbox is there. Set AZERION_API_KEY and start again."
        )
    if not project.may_send:
        return gettext(
            "This project is for the sandbox only: the installation's owner has not let it send to Veo."
        )
    return ""


class Composition:
    """What a shot would send now, under one of the presets."""

    def __init__(
        self,
        shot: Shot,
        preset: str = Preset.SANDBOX,
        *,
        seed: int | None = None,
        rest: float | None = None,
        pick_first: bool = False,
        replaces: Take | None = None,
        sandbox_frames: bool = False,
        sources: Sources | None = None,
    ) -> None:
        self.shot, self.project, self.preset = shot, shot.project, Preset(preset)
        self.rest = timedelta(seconds=settings.REST_SECONDS if rest is None else rest)
        self.pick_first, self.replaces = pick_first, replaces
        self.sandbox_frames = sandbox_frames
        self.sources = sources or Sources(shot)
        self.words = self.sources.words
        self.seed = seed if seed is not None else shot.seed

    @property
    def route(self) -> str:
        return SANDBOX if self.preset == Preset.SANDBOX else settings.AZERION_BASE_URL

    @property
    def prompt(self) -> str:
        return self.words.final

    @property
    def duration(self) -> int:
        """Draft asks for the shortest that covers the length, whatever is set."""
        covering = veo.duration_covering(self.shot.length)
        return covering if self.preset == Preset.DRAFT else self.shot.duration or covering

    @property
    def over(self) -> int:
        """Frames of the planned length that the clip will not have."""
        return max(0, self.shot.length - self.duration * FPS)

    @property
    def resolution(self) -> str:
        """The sandbox draws the small size unless the shot says otherwise: it is a first pass."""
        if self.preset == Preset.FINAL:
            return self.shot.resolution or self.project.resolution
        return "720p" if self.preset == Preset.DRAFT else self.shot.resolution or "720p"

    @property
    def output_format(self) -> str:
        return "base64" if self.route == SANDBOX else settings.VEO_OUTPUT_FORMAT

    @property
    def request(self) -> veo.Request:
        """The request with stand-ins for its media: for the rules, the price and the page."""
        shot, draft = self.shot, self.preset == Preset.DRAFT
        audio = self.project.generate_audio if shot.generate_audio is None else shot.generate_audio
        ends = {role: STAND_IN.get(role, STILL_STAND_IN) for role in self.roles if role != "reference"}
        return veo.Request(
            prompt=self.prompt,
            model=settings.VEO_MODEL,
            n=1 if draft else shot.n,
            duration=self.duration,
            resolution=self.resolution,
            aspect_ratio=shot.aspect_ratio or self.project.aspect_ratio,
            seed=self.seed,
            negative_prompt=shot.negative_prompt.strip() or self.project.negative_prompt.strip(),
            person_generation=shot.person_generation or self.project.person_generation,
            generate_audio=audio and not draft,
            resize_mode=shot.resize_mode or None,
            compression_quality=shot.compression_quality or None,
            output_format=self.output_format,
            reference_images=(STILL_STAND_IN,) * self.roles.count("reference"),
            **ends,
        )

    @property
    def roles(self) -> list[str]:
        """What goes along, also what is still waited for."""
        waited = [
            "video" if link.kind == "extend" else {"opening": "image", "closing": "last_frame"}[link.end]
            for link in self.sources.links.values()
        ]
        return waited + ["reference"] * len(self.sources.many("reference"))

    @property
    def facts(self) -> veo.Facts:
        return facts_of(self.sources, self.route)

    @property
    def findings(self) -> list[veo.Finding]:
        """What the rules say, each beside the field of the shot page that it speaks of."""
        rules = checked(self.request, self.facts)
        found = [replace(each, nearest=self.cut) if each.rule == "prompt_length" else each for each in rules]
        found += [veo.Finding("not_here_yet", "block", end, words) for end, words in self.sources.missing]
        found += [veo.Finding("trimmed", "advice", "opening", words) for words in self.sources.trimmed]
        found += Lint(self.shot, self.sources, self.request).found
        if self.over and not self.sources.one("video"):
            found.append(
                veo.Finding("length", "advice", "duration", LONGER.format(seconds=f"{self.over / FPS:.2g}"))
            )
        if self.route != SANDBOX and (why := why_not_veo(self.project)):
            found.append(in_the_way("route", why))
        elif self.route != SANDBOX and (why := why_no_room(self.project, self.cost)):
            found.append(in_the_way("budget", why))
        if self.shot.is_omitted:
            found.append(in_the_way("omitted", OMITTED))
        return [replace(finding, field=FIELDS.get(finding.field, finding.field)) for finding in found]

    @property
    def cut(self) -> str | None:
        """The shot's own words, shorter by what is too long in all; None where that leaves nothing."""
        typed = self.words.typed["shot"]
        left = len(typed) - len(self.prompt) + veo.MAX_PROMPT
        return typed[:left] if left > 0 else None

    @property
    def blocks(self) -> list[veo.Finding]:
        return [finding for finding in self.findings if finding.weight == "block"]

    @property
    def cost(self) -> Cost:
        return self.cost_of(self.request)

    def cost_of(self, request: veo.Request) -> Cost:
        return cost_of(self.route, request.seconds, request.resolution, audio=request.generate_audio)

    def recipe(self, request: veo.Request) -> dict[str, Any]:
        """Everything that goes into the generation."""
        settings_sent = {
            name: value
            for name, value in request.fields().items()
            if name not in ("prompt", "image", "last_frame", "video", "reference_images")
        }
        return {
            "schema": SCHEMA,
            "prompt": self.words.record(),
            "settings": settings_sent,
            "inputs": [source.record() for source in self.sources.found],
            "waits_for": [written_link(link) for link in self.sources.waited_links],
            "replaces": str(self.replaces.uid) if self.replaces else None,
            "sandbox_frames": self.sandbox_frames,
            "route": self.route,
            "preset": self.preset.value,
            "price": written_price(self.cost_of(request)),
        }

    def generate(
        self, by: Any, click: uuid.UUID | None = None, after: Generation | None = None
    ) -> Generation:
        """Record the request whole and let it rest; CannotSend when a rule or the budget is in the way.

        The same click again is the same generation.
        """
        if click and (known := Generation.objects.filter(click=click, shot=self.shot).first()):
            return known
        if blocks := self.blocks:
            raise CannotSend(blocks)
        if not self.sandbox_frames and sends_sandbox_frame(self.route, self.sources.found):
            raise CannotSend([say_so()])
        self.seed = self.seed if self.seed is not None else random.SystemRandom().randrange(2**32)
        inputs = [] if self.sources.waits_for else make_inputs(self.sources.found, self.request)
        return self.record(by, click or uuid.uuid4(), inputs, after)

    @transaction.atomic
    def record(
        self, by: Any, click: uuid.UUID, inputs: list[tuple[Source, File]], after: Generation | None
    ) -> Generation:
        generation, made = Generation.objects.get_or_create(click=click, defaults=self.row(by, after))
        if made:
            self.must_be_in_the_cut()
            set_aside(generation)
            write_inputs(generation, inputs)
            self.project.change()
        return generation

    def must_be_in_the_cut(self) -> None:
        """A list of many takes its time: somebody may have left the shot out, or deleted it, since it was read."""
        if not Shot.objects.in_the_cut().filter(pk=self.shot.pk).exists():
            raise CannotSend([in_the_way("omitted", OMITTED)])

    def row(self, by: Any, after: Generation | None) -> dict[str, Any]:
        request, cost, rested = self.request, self.cost, now() + self.rest
        waiting = bool(self.sources.waits_for)
        return {
            "shot": self.shot,
            "after": after,
            "made_by": by,
            "pick_first": self.pick_first,
            "route": self.route,
            "preset": self.preset.value,
            "mode": request.mode.value,
            "n": request.n,
            "seconds": cost.seconds,
            "price": cost.price,
            "currency": cost.currency,
            "held": cost.amount or 0,
            "status": Status.WAITING if waiting else Status.QUEUED,
            "rest_until": rested,
            "next_try_at": rested,
            **self.written(request),
        }

    def written(self, request: veo.Request) -> dict[str, Any]:
        recipe = self.recipe(request)
        return {"recipe": recipe, "sent_hash": digest(recipe), "meaning_hash": meaning(recipe)}


def set_aside(generation: Generation) -> None:
    """Hold what the call may cost; the sandbox costs nothing and asks no budget."""
    if generation.is_sandbox:
        return
    if why := why_not_veo(generation.project):
        raise CannotSend([in_the_way("route", why)])
    if generation.route != settings.AZERION_BASE_URL:
        raise CannotSend([gone_elsewhere()])
    cost = Cost(generation.seconds, generation.price, generation.currency)
    if not generation.hold():
        generation.project.refresh_from_db()
        raise CannotSend([in_the_way("budget", why_no_room(generation.project, cost) or NO_BUDGET)])
    member = generation.project.member_for(generation.made_by)
    if why := why_not_today(member, cost, besides=generation):
        raise CannotSend([in_the_way("daily_limit", why)])


def make_inputs(found: list[Source], request: veo.Request) -> list[tuple[Source, File]]:
    """Cut and fit what goes along, files only, outside any transaction; CannotSend names what cannot be used."""
    how = request.resize_mode or "crop"
    try:
        return [(source, source.make(request.aspect_ratio, how)) for source in found]
    except (BadClip, BadPicture) as trouble:
        raise CannotSend([veo.Finding("unusable", "block", "opening", in_words(trouble))]) from trouble
    except FileNotFoundError as trouble:
        gone = gettext("A file that would go along is not in the data folder any more.")
        raise CannotSend([veo.Finding("unusable", "block", "opening", gone)]) from trouble


def sends_sandbox_frame(route: str, found: list[Source]) -> bool:
    """A drawing of the sandbox's would go along in a paid request: a person has to say so."""
    return route != SANDBOX and any(source.sandbox and source.role != "video" for source in found)


def checked(request: veo.Request, facts: veo.Facts) -> list[veo.Finding]:
    """What Veo's rules say of a request, in the reader's language."""
    found = veo.check(request, facts, settings.VEO_RULE_WEIGHTS)
    return [replace(each, message=in_words(each.message)) for each in found]


def facts_of(sources: Sources, route: str) -> veo.Facts:
    """What the rules want to know about what goes along."""

    def of(role: str) -> Any:
        source = sources.one(role)
        return source.facts() if source else None

    return veo.Facts(
        image=of("image"),
        last_frame=of("last_frame"),
        video=of("video"),
        reference_images=tuple(source.facts() for source in sources.many("reference")),
        to_sandbox=route == SANDBOX,
    )


def write_inputs(generation: Generation, inputs: list[tuple[Source, File]]) -> None:
    counts: dict[str, int] = {}
    for source, file in inputs:
        place = counts.get(source.role, 0)
        counts[source.role] = place + 1
        Input.objects.create(
            generation=generation, role=source.role, position=place, file=file, words=source.words[:200]
        )


def make_ready(generation: Generation) -> bool:
    """A waiting generation whose sources are there: its inputs are made and it queues.

    What goes is what was recorded, whatever the plan says by now; where the rules forbid what the sources turned
    out to be, it is refused and the hold given back.
    """
    recipe = generation.recipe
    if not waited_are_there(recipe):
        return False
    sources = Sources.recorded(generation.shot, recipe)
    if sources.waits_for or sources.missing:
        return False
    try:
        inputs = make_inputs(sources.found, judged(generation, sources))
    except CannotSend as trouble:
        generation.refuse_unsent(not_ready(str(trouble)))
        return False
    resolved = recipe | {"inputs": [source.record() for source in sources.found], "waits_for": []}
    with transaction.atomic():
        if ready := generation.ready(
            recipe=resolved, sent_hash=digest(resolved), meaning_hash=meaning(resolved)
        ):
            write_inputs(generation, inputs)
    return ready


def judged(generation: Generation, sources: Sources) -> veo.Request:
    """The recorded request with stand-ins for what was found; CannotSend when a rule forbids it now."""
    ends = {
        each.role: STAND_IN.get(each.role, STILL_STAND_IN)
        for each in sources.found
        if each.role != "reference"
    }
    count = len(sources.many("reference"))
    request = veo.Request(
        prompt=generation.recipe["prompt"]["final"],
        **generation.recipe["settings"],
        **ends,
        reference_images=(STILL_STAND_IN,) * count,
    )
    findings = checked(request, facts_of(sources, generation.route))
    if blocks := [finding for finding in findings if finding.weight == "block"]:
        raise CannotSend(blocks)
    if not generation.recipe["sandbox_frames"] and sends_sandbox_frame(generation.route, sources.found):
        raise CannotSend([say_so()])
    return request


def not_ready(sentence: str) -> dict[str, Any]:
    return {
        "outcome": "refused",
        "kind": "not_ready",
        "message": sentence,
        "charged": "no",
        "todo": "Nothing was sent. Change the shot and generate again.",
    }


def request_of(generation: Generation) -> veo.Request:
    """The request as it was recorded, with the kept files: what is sent is this and nothing newer."""
    media: dict[str, Any] = {}
    references = []
    for entry in generation.inputs.select_related("file"):
        each = veo.Media(mime_type=entry.file.mime_type, path=entry.file.path)
        if entry.role == "reference":
            references.append(each)
        else:
            media[entry.role] = each
    recipe = generation.recipe
    return veo.Request(
        prompt=recipe["prompt"]["final"], **recipe["settings"], **media, reference_images=tuple(references)
    )


def send_again(
    generation: Generation,
    by: Any,
    click: uuid.UUID | None = None,
    *,
    new_seed: bool = False,
    rest: float | None = None,
) -> Generation:
    """The same recipe as a new generation; nothing newer in the plan goes into it."""
    if generation.recipe.get("waits_for"):
        raise CannotSend(
            [
                veo.Finding(
                    "unready", "block", "opening", gettext("It never had its pictures: generate it anew.")
                )
            ]
        )
    rested = now() + timedelta(seconds=settings.REST_SECONDS if rest is None else rest)
    row = row_again(generation, new_seed=new_seed) | {
        "made_by": by,
        "rest_until": rested,
        "next_try_at": rested,
    }
    with transaction.atomic():
        known = click and Generation.objects.filter(click=click).first()
        if not known and not new_seed and generation.sent_again_as.exists():
            raise CannotSend([sent_again_already()])
        again, made = Generation.objects.get_or_create(click=click or uuid.uuid4(), defaults=row)
        if made:
            set_aside(again)
            for entry in generation.inputs.all():
                entry.pk, entry.generation = None, again
                entry.save(force_insert=True)
            again.project.change()
    return again


def row_again(generation: Generation, *, new_seed: bool) -> dict[str, Any]:
    """What it was made with, at the price of today; with a new seed it is another take and comes after nothing."""
    recipe = json.loads(json.dumps(generation.recipe))
    if new_seed:
        recipe["settings"]["seed"] = random.SystemRandom().randrange(2**32)
    cost = cost_again(generation)
    recipe["price"] = written_price(cost)
    copied = ("shot", "route", "preset", "mode", "n", "seconds", "pick_first")
    return {name: getattr(generation, name) for name in copied} | {
        "after": None if new_seed else generation,
        "recipe": recipe,
        "sent_hash": digest(recipe),
        "meaning_hash": meaning(recipe),
        "status": Status.QUEUED,
        "price": cost.price,
        "currency": cost.currency,
        "held": cost.amount or 0,
    }


def written_price(cost: Cost) -> dict[str, Any]:
    return {"per_second": cost.price, "currency": cost.currency, "unit": "millionths"}


def digest(recipe: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def meaning(recipe: dict[str, Any]) -> str:
    """The hash that decides out of date: without what makes another take of the same thing.

    What goes along is meant by its row and its frame: a file that is conformed later is the same take.
    """
    kept = {name: value for name, value in recipe["settings"].items() if name not in UNMEANT}
    inputs = sorted((meant(each) for each in recipe["inputs"]), key=lambda each: str(each["role"]))
    means = {
        "schema": recipe["schema"],
        "prompt": recipe["prompt"]["final"],
        "waits_for": recipe["waits_for"],
    }
    return digest(means | {"settings": kept, "inputs": inputs})


def meant(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("role", "version", "take", "frame") if name in entry}
