"""A shot's drawing: over what it can be drawn, and what came back from who drew or brought it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.assets.forms import PictureField
from storyboard.assets.models import Version
from storyboard.continuity.models import End
from storyboard.files.models import File
from storyboard.media import BadClip
from storyboard.projects.models import AspectRatio, Drawing, Project, Shot
from storyboard.projects.strokes import MOST_LETTERS, SIDE, WIDTHS, BadStrokes, TooManyStrokes, read_strokes
from storyboard.rooms.shown import pictures_of, stills_at
from storyboard.takes.forms import PointField
from storyboard.takes.models import Take
from storyboard.takes.sources import Source

NOT_THERE = {"invalid_choice": _("That is not there any more: choose something else to draw over.")}
BAD_STROKES = _("What was drawn could not be read, so nothing was saved.")
NOTHING = _("Choose a picture first.")
TOO_MUCH = _("That is too much for one drawing: take some strokes back, and save again.")
NO_FRAME = _("The clip of this frame is not here yet: draw over it in a moment.")
NOTHING_SEEN = _("Which drawing is meant? Reload the page, and look at it first.")
LARGEST = 2**63 - 1  # of a key


class Meanwhile(Exception):
    """The shot has another drawing by now."""


@dataclass(frozen=True)
class Ground:
    """What is drawn over: its picture and how a form names it. Without either a blank page."""

    words: str
    url: str = ""
    sandbox: bool = False
    fields: dict[str, int] = field(default_factory=dict)
    read: Callable[[], File | None] = lambda: None
    drawn: dict[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> str:
        return "&".join(f"{name}={value}" for name, value in self.fields.items()) or "blank=1"


def of_drawing(drawing: Drawing) -> Ground:
    """A drawing is gone on with: its strokes are there again, over what they were drawn over."""
    url = reverse("drawing_ground", args=[drawing.pk]) if drawing.under else ""
    fields = {"drawing": drawing.pk}
    words = gettext("The drawing")
    return Ground(words, url, drawing.sandbox, fields, lambda: drawing.under, drawing.strokes)


def of_still(version: Version, words: str = "") -> Ground:
    url, fields = reverse("version_picture", args=[version.pk]), {"version": version.pk}
    return Ground(words or str(version.look), url, version.sandbox, fields, lambda: version.picture)


def of_frame(take: Take, frame: int) -> Ground:
    file = take.clip
    url = f"{reverse('take_frame', args=[take.pk, frame])}?of={file.sha256 if file else ''}"
    words = gettext("Frame {frame} of take {number}").format(frame=frame, number=take.number)
    source = Source("still", str(take), take=take, frame=frame)
    return Ground(words, url, take.sandbox, {"take": take.pk, "frame": frame}, source.cut_frame)


class GroundForm(forms.Form):
    """What to draw over, of the same film: a frame of a take, a still, a drawing; with none of them a blank page."""

    take = forms.ModelChoiceField(Take.objects.none(), required=False, error_messages=NOT_THERE)
    frame = PointField()
    version = forms.ModelChoiceField(Version.objects.none(), required=False, error_messages=NOT_THERE)
    drawing = forms.ModelChoiceField(Drawing.objects.none(), required=False, error_messages=NOT_THERE)

    def __init__(self, project: Project, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        takes = Take.objects.filter(shot__scene__project=project)
        rows = {
            "take": takes.select_related("shot__scene__project", "original", "conformed"),
            "version": Version.objects.filter(look__asset__project=project).select_related(
                "picture", "look__asset"
            ),
            "drawing": Drawing.objects.filter(project=project).select_related("picture", "ground"),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
        self.project = project

    def clean_frame(self) -> int:
        frame, take = self.cleaned_data["frame"] or 0, self.cleaned_data.get("take")
        if take and not take.clip:
            raise ValidationError(NO_FRAME)
        if take and take.frames is not None and frame >= take.frames:
            raise ValidationError(
                gettext("{take} ends on frame {last}.").format(take=take, last=take.frames - 1)
            )
        return frame

    @property
    def ground(self) -> Ground:
        said = self.cleaned_data
        if said["take"]:
            return of_frame(said["take"], said["frame"])
        if said["version"]:
            return of_still(said["version"])
        return of_drawing(said["drawing"]) if said["drawing"] else Ground(gettext("A blank page"))

    @property
    def sentence(self) -> str:
        """What is wrong with it."""
        return " ".join(str(each) for errors in self.errors.values() for each in errors)


class DrawingForm(GroundForm):
    """A picture for a shot: brought as it is, or drawn here, then with its strokes and what lies under them."""

    picture = PictureField(label=_("Drawing"))
    strokes = forms.CharField(
        required=False, max_length=MOST_LETTERS, error_messages={"max_length": TOO_MUCH}
    )
    was = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)

    def clean_strokes(self) -> dict[str, Any]:
        try:
            return read_strokes(self.cleaned_data["strokes"])
        except TooManyStrokes as trouble:
            raise ValidationError(TOO_MUCH) from trouble
        except BadStrokes as trouble:
            raise ValidationError(BAD_STROKES) from trouble

    def clean(self) -> dict[str, Any]:
        """The ground is read last, when all else is right: a frame takes its time."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not said["picture"]:
            self.add_error("picture", NOTHING)
        if not self.errors:
            try:
                said["ground"] = self.ground.read() if said["strokes"] else None
            except (BadClip, FileNotFoundError):
                self.add_error("take", NO_FRAME)
        return said

    def make(self, by: Any) -> Drawing:
        said = self.cleaned_data
        made: Drawing = Drawing.objects.create(
            project=self.project,
            picture=said["picture"].file,
            ground=said["ground"],
            strokes=said["strokes"],
            sandbox=self.ground.sandbox,
            made_by=by,
        )
        return made

    def give(self, shot: Shot, by: Any) -> None:
        """Meanwhile when the shot has another drawing by now than the one that was begun from (`was`, 0 for none)."""
        was, drawing = self.cleaned_data["was"], self.make(by)
        if was is None:
            shot.draw(drawing)
        elif not shot.write_if({"drawing": was or None}, drawing=drawing):
            raise Meanwhile


class SeenForm(forms.Form):
    """Which drawing somebody saw who wants it gone."""

    was = forms.IntegerField(min_value=1, max_value=LARGEST)

    @property
    def sentence(self) -> str:
        return str(NOTHING_SEEN)


class Pad:
    """The page that is drawn on: over `ground`, or over what is nearest to the shot where nobody chose."""

    def __init__(self, shot: Shot, ground: Ground | None = None, trouble: str = "") -> None:
        self.shot, self.chosen, self.trouble = shot, ground, trouble

    @cached_property
    def ground(self) -> Ground:
        return self.chosen or self.offered[0]

    @cached_property
    def grounds(self) -> list[Ground]:
        """What is drawn over, first where it is none of the others."""
        is_offered = any(each.query == self.ground.query for each in self.offered)
        is_listed = is_offered or self.version in dict(self.others)
        return self.offered if is_listed else [self.ground, *self.offered]

    @cached_property
    def offered(self) -> list[Ground]:
        """The shot's drawing, its opening still, the frame it is shown by, its closing still, a blank page."""
        shot, picture = self.shot, pictures_of([self.shot.pk])[self.shot.pk]
        opening, closing, take = self.still_at(End.OPENING), self.still_at(End.CLOSING), picture.take
        found = [of_drawing(shot.drawing)] if shot.drawing else []
        found += [of_still(opening, gettext("The opening still"))] if opening else []
        found += [of_frame(take, max(picture.start, 0))] if take and take.clip and take.frames else []
        found += [of_still(closing, gettext("The closing still"))] if closing and closing != opening else []
        return [*found, Ground(gettext("A blank page"))]

    def still_at(self, end: End) -> Version | None:
        return stills_at(end, [self.shot.pk]).get(self.shot.pk)

    @cached_property
    def others(self) -> list[tuple[int, str]]:
        """Every other picture among the film's assets, by name, in its newest version."""
        offered = {each.fields.get("version") for each in self.offered}
        rows = Version.objects.current().filter(look__asset__project=self.shot.project)
        alive = rows.filter(look__asset__deleted_at=None).select_related("look__asset")
        named = [(each.pk, str(each.look)) for each in alive if each.pk not in offered]
        return sorted(named, key=lambda each: each[1].casefold())

    @property
    def version(self) -> int | None:
        """The one of them that is drawn over now."""
        return self.ground.fields.get("version")

    @property
    def size(self) -> list[int]:
        """Of a blank page; a picture that is drawn over has its own."""
        tall = (self.shot.aspect_ratio or self.shot.project.aspect_ratio) == AspectRatio.TALL
        wide = [SIDE, SIDE * 9 // 16]
        return self.ground.drawn.get("size") or (wide[::-1] if tall else wide)

    @property
    def json(self) -> str:
        """The strokes that are there already."""
        return json.dumps(self.ground.drawn.get("strokes", []), separators=(",", ":"))

    @property
    def first_colour(self) -> str:
        """What is seen on a page, or on most pictures."""
        return "red" if self.ground.url else "ink"

    @property
    def colours(self) -> list[tuple[str, str]]:
        return list(COLOURS.items())

    @property
    def widths(self) -> list[tuple[int, str]]:
        return list(zip(WIDTHS, (_("Thin"), _("Medium"), _("Thick")), strict=True))


COLOURS: dict[str, Any] = {
    "ink": _("Black"),
    "white": _("White"),
    "red": _("Red"),
    "yellow": _("Yellow"),
    "green": _("Green"),
    "blue": _("Blue"),
}
