"""What the addresses of the gallery and of its comparisons say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storyboard.assets.models import Asset, Look
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.compare import FEWEST, MOST
from storyboard.takes.forms import LONGEST_ID, Rows, Ticked
from storyboard.takes.models import Take

FARTHEST = 10_000
MOST_AT_ONCE = 1000
MOST_IN_ONE_LOOK = 2  # any, and the only one
SINCE = {"today": 0, "yesterday": 1, "week": 6, "month": 29}
NOT_HERE = _("One of these takes is not in this film.")


class CompareForm(forms.Form):
    """Two to four takes of a film, `?take=3&take=5`, each perhaps with a `slide` in frames."""

    def __init__(self, data: Any, takes: Any) -> None:
        super().__init__(data)
        self.rows = takes

    @property
    def asked(self) -> list[int]:
        named = (said for said in self.data.getlist("take") if said.isascii() and said.isdecimal())
        return list(dict.fromkeys(int(said) for said in named if len(said) < LONGEST_ID))

    @property
    def takes(self) -> list[Take]:
        """In the order that was asked for; what is not in this film is left out."""
        found = self.rows.in_bulk(self.asked[: 4 * MOST])
        return [found[pk] for pk in self.asked if pk in found][:MOST]

    @property
    def slides(self) -> list[int]:
        return [frames_in(said) for said in self.data.getlist("slide")[:MOST]]

    def trouble(self, found: int) -> str:
        """The sentence where something else is compared than was asked for."""
        asked = len(self.data.getlist("take"))
        if found < FEWEST:
            return str(_("Choose two to four takes in the gallery, and press Enter.")) if asked else ""
        if asked > MOST:
            return str(_("Four takes are compared at most: these are the first four."))
        gone = asked - found
        return (
            ngettext("One take is not in this film.", "%(n)s takes are not in this film.", gone) % {"n": gone}
            if gone > 0
            else ""
        )


def frames_in(said: str) -> int:
    """A slide as it stands in an address; one that nobody can have meant is none."""
    try:
        frames = int(said) if len(said) < LONGEST_ID else 0
    except ValueError:
        return 0
    return frames if 0 <= frames <= FARTHEST else 0


@dataclass(frozen=True)
class List:
    """A list of the form as its options, read once: a film has many scenes, and a page is drawn often."""

    field: forms.BoundField
    is_alone: bool = False

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def id(self) -> str:
        return self.field.id_for_label

    @property
    def label(self) -> str:
        return str(self.field.label)

    @cached_property
    def choices(self) -> list[tuple[Any, Any, bool]]:
        chosen = str(self.field.value() or "")
        return [(value, words, str(value) == chosen) for value, words in self.field.field.choices]  # type: ignore[attr-defined]


class GalleryForm(forms.Form):
    """The gallery's filters, as they stand in its address; what cannot be read filters nothing."""

    scene = forms.ModelChoiceField(None, required=False, label=_("Scene"), empty_label=_("All scenes"))
    shot = forms.ModelChoiceField(None, required=False, label=_("Shot"), empty_label=_("All shots"))
    asset = forms.ModelChoiceField(None, required=False, label=_("Shows"), empty_label=_("anything"))
    look = forms.ModelChoiceField(None, required=False, label=_("In the look"), empty_label=_("any"))
    by = forms.ModelChoiceField(None, required=False, label=_("Made by"), empty_label=_("anybody"))
    since = forms.ChoiceField(
        required=False,
        label=_("Made"),
        choices=[
            ("", _("any time")),
            ("today", _("today")),
            ("yesterday", _("since yesterday")),
            ("week", _("in the last 7 days")),
            ("month", _("in the last 30 days")),
        ],
    )
    route = forms.ChoiceField(
        required=False,
        label=_("Sent to"),
        choices=[("", _("anywhere")), ("sandbox", _("the sandbox")), ("paid", _("Veo, paid"))],
    )
    new = forms.BooleanField(label=_("New to me"), required=False)
    circled = forms.BooleanField(label=_("Circled"), required=False)
    picked = forms.BooleanField(label=_("Picked"), required=False)
    stale = forms.BooleanField(label=_("Out of date"), required=False)
    ng = forms.BooleanField(label=_("NG too"), required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    LISTS = ("scene", "shot", "asset", "look", "by", "since", "route")
    TICKS = ("new", "circled", "picked", "stale", "ng")
    FILTERS = (*LISTS, *TICKS)

    def __init__(self, data: Any, project: Project) -> None:
        super().__init__(data)
        self.project = project
        self.one_scene, self.one_asset = self.number("scene"), self.number("asset")
        shots = Shot.objects.alive().filter(scene__project=project).in_order().select_related("scene")
        looks = Look.objects.filter(asset__project=project).select_related("asset")
        rows: dict[str, Any] = {
            "scene": Scene.objects.alive().filter(project=project),
            "shot": shots.filter(scene=self.one_scene) if self.one_scene else shots,
            "asset": Asset.objects.filter(project=project, deleted_at=None),
            "look": looks.filter(asset=self.one_asset) if self.one_asset else looks,
            "by": self.makers,
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def number(self, name: str) -> int | None:
        """The key that stands there; None for what can be none."""
        said = self.data.get(name, "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < LONGEST_ID else None

    @property
    def makers(self) -> Any:
        """Everybody who has brought or asked for a take of the film, gone members too."""
        takes = Take.objects.filter(shot__scene__project=self.project).order_by()
        asked, brought = takes.values("generation__made_by"), takes.values("uploaded_by")
        return get_user_model().objects.filter(Q(pk__in=asked) | Q(pk__in=brought)).order_by("name", "pk")

    @property
    def scenes(self) -> List:
        return List(self["scene"], is_alone=True)

    @property
    def shots(self) -> List:
        return List(self["shot"], is_alone=True)

    @property
    def rarer(self) -> list[List]:
        """The lists behind the door; a look is chosen of an asset that has several."""
        looks = List(self["look"])
        several = [looks] if self.one_asset and len(looks.choices) > MOST_IN_ONE_LOOK else []
        shows, *rest = (List(self[name]) for name in ("asset", "by", "since", "route"))
        return [shows, *several, *rest]

    @property
    def ticks(self) -> list[Any]:
        return [self[name] for name in self.TICKS]

    def in_words(self) -> dict[str, str]:
        """What is chosen from lists, as its chips say it."""
        chosen = {name: self.cleaned_data.get(name) for name in self.LISTS}
        return {name: self.worded(name, value) for name, value in chosen.items() if value}

    def worded(self, name: str, value: Any) -> str:
        if name == "look":
            return str(value)
        said = value.number if name == "scene" else dict(self.fields[name].choices).get(value, value)  # type: ignore[attr-defined]
        return f"{self.fields[name].label} {said}"


class RatingsForm(OnForm):
    """Takes of one film, named in one value, and the mark that they get or lose."""

    takes = Rows(
        queryset=None,
        widget=Ticked,
        error_messages={
            "required": _("No take is chosen: choose some first."),
            "invalid_choice": NOT_HERE,
            "invalid_pk_value": NOT_HERE,
        },
    )
    mark = forms.ChoiceField(choices=[(name, name) for name in ("circled", "ng", "clear")])

    def __init__(self, data: Any, takes: Any) -> None:
        super().__init__(data)
        self.fields["takes"].queryset = takes  # type: ignore[attr-defined]

    @property
    def takes_chosen(self) -> list[Take]:
        return list(self.cleaned_data["takes"][:MOST_AT_ONCE])


def numbers_in(said: str) -> list[int]:
    """The keys in `3 5 7` or `3-5-7`."""
    words = said.replace("-", " ").split()[:MOST_AT_ONCE]
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < LONGEST_ID]
