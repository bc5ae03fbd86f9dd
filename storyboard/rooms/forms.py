"""What people write on a shot: its plan, Veo's fields, what it begins from and ends on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.assets.models import MOST_REFERENCES, Asset, Kind, Look, refer
from storyboard.assets.wardrobe import Wardrobe
from storyboard.continuity.models import Circle, End, LinkKind, connect
from storyboard.projects import lengths
from storyboard.projects.models import AspectRatio, PersonGeneration, Resolution, Shot
from storyboard.rooms.film_words import FILM_WORDS
from storyboard.rooms.panels import mark_of
from storyboard.takes import guide
from storyboard.takes.models import Take

PLAN = (*guide.FIELDS, "length", "notes")
VEO = (
    "prompt",
    "negative_prompt",
    "duration",
    "resolution",
    "aspect_ratio",
    "seed",
    "n",
    "generate_audio",
    "person_generation",
    "resize_mode",
    "compression_quality",
)
LONGEST_PROMPT = 4 * veo.MAX_PROMPT
TOO_LONG = _("A prompt of at most 16,000 characters is kept, and 4,000 are sent.")
SEEDS = _("A seed is a whole number from 0 to 4,294,967,295.")


class LengthField(forms.CharField):
    """A length as people type it; frames inside."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return lengths.frames_of(typed)
        except lengths.BadLength as trouble:
            raise ValidationError(str(trouble)) from trouble

    def prepare_value(self, value: Any) -> Any:
        return lengths.typed(value) if isinstance(value, int) else value


class WholeField(forms.TypedChoiceField):
    """A choice among whole numbers; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)


class ShotForm(forms.ModelForm):
    """The plan and Veo's fields of a shot."""

    length = LengthField(label=_("Length"), error_messages={"required": lengths.FORMS})
    duration = WholeField(label=_("Duration"), required=False)
    n = WholeField(label=_("Takes"), choices=[(n, n) for n in range(1, veo.MAX_CLIPS + 1)])
    generate_audio = forms.BooleanField(label=_("Generate audio"), required=False)
    resize_mode = forms.ChoiceField(label=_("Resize"), required=False)
    compression_quality = forms.ChoiceField(label=_("Compression"), required=False)

    class Meta:
        model = Shot
        fields = [*PLAN, *VEO]
        labels = guide.LABELS | {
            "notes": _("Notes"),
            "prompt": _("Prompt"),
            "resolution": _("Resolution"),
            "seed": _("Seed"),
        }
        widgets = {
            "prompt": forms.Textarea(
                attrs={"rows": 2, "placeholder": _("Made of the fields, or written whole here")}
            ),
            "negative_prompt": forms.Textarea(attrs={"rows": 1}),
            **{name: forms.Textarea(attrs={"rows": 1}) for name in (*guide.SEEN, *guide.HEARD, "notes")},
            "seed": forms.TextInput(
                attrs={"inputmode": "numeric", "placeholder": _("drawn"), "data-face": "code"}
            ),
            **{name: forms.TextInput(attrs={"list": f"words-{name}"}) for name in FILM_WORDS},
        }
        error_messages = {
            "seed": dict.fromkeys(("invalid", "min_value", "max_value"), SEEDS),
        }

    def __init__(self, *args: Any, writes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shot = self.instance
        self.name_defaults(shot)
        if writes:
            self.fields["prompt"].widget.attrs["autofocus"] = True
        if not self.is_bound and shot.generate_audio is None:
            self.initial["generate_audio"] = shot.project.generate_audio
        self.fields["length"].widget.attrs["data-face"] = "code"
        self.fields["negative_prompt"].widget.attrs["placeholder"] = shot.project.negative_prompt
        self.fields["style"].widget.attrs["placeholder"] = _("beside the film’s")
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "input"
            field.widget.attrs["form"] = "plan"
        self.offer_names(reverse("names", args=[shot.project.pk]))

    def offer_names(self, address: str) -> None:
        """After an @ the film's people and things are offered."""
        for name in ("prompt", *guide.SEEN, *guide.HEARD):
            attrs = {"data-names": address, "data-offer": _("People and things")}
            self.fields[name].widget.attrs |= attrs | {"data-offers": _("{n} names: {first}")}

    def name_defaults(self, shot: Shot) -> None:
        """Empty choices say what they stand for."""
        project = shot.project
        people = PersonGeneration(project.person_generation).label
        self.fields["duration"].choices = [
            ("", gettext("automatic")),
            *((n, f"{n} s") for n in veo.DURATIONS),
        ]
        self.fields["resolution"].choices = [
            ("", gettext("project: {value}").format(value=project.resolution)),
            *Resolution.choices,
        ]
        self.fields["aspect_ratio"].choices = [
            ("", gettext("project: {value}").format(value=project.aspect_ratio)),
            *AspectRatio.choices,
        ]
        self.fields["person_generation"].choices = [
            ("", gettext("project: {value}").format(value=people)),
            *PersonGeneration.choices,
        ]
        self.fields["resize_mode"].choices = [
            ("", gettext("left to Veo")),
            *((word, word) for word in veo.RESIZE_MODES),
        ]
        self.fields["compression_quality"].choices = [
            ("", gettext("left to Veo")),
            *((w, w) for w in veo.COMPRESSIONS),
        ]

    def clean_prompt(self) -> str:
        prompt: str = self.cleaned_data["prompt"]
        if len(prompt) > LONGEST_PROMPT:
            raise ValidationError(TOO_LONG)
        return prompt

    def clean(self) -> dict[str, Any]:
        """A browser's line ends are ours: JavaScript sends \\n, a plain form \\r\\n."""
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = value.replace("\r\n", "\n")
        return self.cleaned_data

    @property
    def said(self) -> list[tuple[str, str]]:
        """The plan for who reads only: label and value of what is set, in the order of the page."""
        order = ("action", *(name for name in PLAN if name != "action"))
        shown = {name: str(self[name].value() or "") for name in order}
        shown["length"] += " s"
        return [(str(self[name].label), value) for name, value in shown.items() if value]

    def write(self) -> None:
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        if changed:
            Shot.objects.get(pk=self.instance.pk).write(**changed)


class FieldForm:
    """One field of a shot, saved with the value that its writer started from."""

    def __init__(self, shot: Shot, name: str, value: str, was: str) -> None:
        self.shot, self.name, self.value, self.was = shot, name, value, was
        self.form = ShotForm(
            {name: value}, instance=Shot.objects.select_related("scene__project").get(pk=shot.pk)
        )
        self.now = getattr(shot, name)

    def clean(self, typed: str) -> Any:
        """What a typed value means for the row; ValidationError with its sentence."""
        form = ShotForm({self.name: typed}, instance=self.form.instance)
        form.full_clean()
        if errors := form.errors.get(self.name):
            raise ValidationError(list(errors))
        return form.cleaned_data[self.name]

    @property
    def shown(self) -> str:
        """The row's value as its field shows it."""
        if isinstance(bound := ShotForm(instance=self.shot)[self.name].value(), bool):
            return "on" if bound else ""
        return "" if bound is None else str(bound)

    @property
    def label(self) -> str:
        return str(self.form.fields[self.name].label)

    @property
    def is_typed(self) -> bool:
        """Saved as it is typed, some letters at a time."""
        return isinstance(self.form.fields[self.name].widget, (forms.TextInput, forms.Textarea))

    @property
    def is_text(self) -> bool:
        """Both texts can stand one after the other."""
        return self.name in (*guide.SEEN, *guide.HEARD, "notes", "prompt", "negative_prompt")

    @property
    def started_here(self) -> bool:
        """The writer started from what the row holds, however it was typed."""
        if self.was == self.shown:
            return True
        try:
            return bool(self.clean(self.was) == self.now)
        except ValidationError:
            return False

    def write(self) -> bool:
        """False when somebody else has written meanwhile; ValidationError when the value cannot be kept."""
        value = self.clean(self.value)
        if value == self.now:
            return True
        return self.started_here and self.shot.write_if({self.name: self.now}, **{self.name: value})


SOURCES = {
    End.OPENING: (_("Still to begin from"), _("Shot to begin from"), _("Take to begin from")),
    End.CLOSING: (_("Still to end on"), _("Shot to end on"), _("Take to end on")),
}


class LinkForm(forms.Form):
    """What a shot begins from or ends on: `opening`, and with it `opening_still`, `opening_shot`, `opening_take`.

    `opening_was` is the kind that the page showed: when another one is chosen, its sources start from what is likely.
    """

    def __init__(self, shot: Shot, end: End, data: Any = None) -> None:
        self.shot, self.end, self.name = shot, end, end.value
        super().__init__(self.without_old_sources(data) if data is not None else None)
        self.link = shot.links.filter(end=end).select_related("source__scene", "source__pick__take").first()
        self.add_fields()
        self.lay_out()

    @cached_property
    def shots(self) -> list[Shot]:
        return list(
            Shot.objects.alive().filter(scene__project=self.shot.project).in_order().select_related("scene")
        )

    def without_old_sources(self, data: Any) -> Any:
        """When another kind was chosen, the sources on the page were the old kind's."""
        was = data.get(f"{self.name}_was")
        if was is None or was == data.get(self.name, ""):
            return data
        old = [f"{self.name}_{part}" for part in ("still", "shot", "take")]
        return {name: data[name] for name in data if name not in old}

    def add_fields(self) -> None:
        still, shot, take = SOURCES[self.end]
        shots = Shot.objects.alive().filter(scene__project=self.shot.project)
        stills = Look.objects.filter(asset__project=self.shot.project, asset__deleted_at=None)
        self.fields[self.name] = forms.ChoiceField(label=self.end.label, choices=self.kinds, required=False)
        self.fields[f"{self.name}_was"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[f"{self.name}_still"] = forms.ModelChoiceField(
            stills.select_related("asset").order_by("-asset__kind", "asset__name", "position"),
            label=still,
            required=False,
            empty_label=gettext("choose a still"),
        )
        self.fields[f"{self.name}_shot"] = forms.ModelChoiceField(
            shots, label=shot, required=False, empty_label=None
        )
        if self.is_bound or self.link:
            self.fields[f"{self.name}_shot"].widget.choices = self.shot_choices
        self.fields[f"{self.name}_take"] = forms.IntegerField(
            label=take,
            required=False,
            min_value=1,
            widget=forms.Select(choices=self.take_choices),
        )

    def lay_out(self) -> None:
        """Start from the link as it stands."""
        link = self.link
        self.initial = {
            self.name: link.kind if link else "",
            f"{self.name}_was": link.kind if link else "",
            f"{self.name}_still": link.still_id if link else None,
            f"{self.name}_shot": link.source_id if link else None,
            f"{self.name}_take": link.take_number if link else None,
        }
        for name, field in self.fields.items():
            said = {} if name == self.name else {"aria-label": field.label}
            field.widget.attrs |= {"class": "input", **said}

    @property
    def shot_choices(self) -> list[tuple[Any, Any]]:
        """The film's shots by scene; before them nothing, when the kind that was chosen found no source."""
        nothing = (
            [("", gettext("choose a shot"))]
            if self.is_bound or not (self.link and self.link.source_id)
            else []
        )
        scenes = groupby(self.shots, key=lambda each: each.scene)
        return [
            *nothing,
            *((str(scene), [(each.pk, self.named(each)) for each in of]) for scene, of in scenes),
        ]

    def named(self, shot: Shot) -> str:
        """A shot as a choice: its code, how it begins, and that it is omitted."""
        words = gettext("this shot") if shot == self.shot else Truncator(shot.action or shot.prompt).chars(41)
        return " · ".join(filter(None, (str(shot), words, gettext("omitted") if shot.is_omitted else "")))

    @property
    def take_choices(self) -> list[tuple[Any, str]]:
        """The takes of the source; first, to follow its pick, where it is another shot."""
        source = self.link.source if self.link else None
        if not source:
            return [("", gettext("its pick"))]
        pick = getattr(source, "pick", None)
        follow = [
            (
                "",
                gettext("its pick, take {number}").format(number=pick.take.number)
                if pick
                else gettext("its pick, when it has one"),
            )
        ]
        numbers = Take.objects.filter(shot=source).order_by("-number").values_list("number", flat=True)
        return [
            *(follow if source != self.shot else []),
            *((number, gettext("take {number}").format(number=number)) for number in numbers),
        ]

    @property
    def kind_shown(self) -> str:
        return str(self[self.name].value() or "")

    @property
    def shows_still(self) -> bool:
        return self.kind_shown == LinkKind.STILL

    @property
    def shows_shot(self) -> bool:
        return self.kind_shown not in ("", LinkKind.STILL)

    @property
    def shows_take(self) -> bool:
        return self.shows_shot and not self.is_bound and self.link is not None and bool(self.link.source_id)

    @property
    def kind(self) -> Any:
        return self[self.name]

    @property
    def still_field(self) -> Any:
        return self[f"{self.name}_still"]

    @property
    def shot_field(self) -> Any:
        return self[f"{self.name}_shot"]

    @property
    def take_field(self) -> Any:
        return self[f"{self.name}_take"]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        if self.end == End.OPENING:
            words = {
                "": gettext("text only"),
                "still": gettext("still"),
                "last_frame": gettext("last frame of…"),
                "extend": gettext("extend"),
            }
        else:
            words = {
                "": gettext("open"),
                "still": gettext("still"),
                "first_frame": gettext("first frame of…"),
            }
        return list(words.items())

    def said(self, part: str = "") -> Any:
        return self.cleaned_data.get(f"{self.name}_{part}" if part else self.name)

    def clean(self) -> dict[str, Any]:
        kind = self.said()
        self.still = self.source = self.take_number = None
        if kind == LinkKind.STILL:
            self.clean_still()
        elif kind:
            self.clean_source(kind)
        return self.cleaned_data

    def clean_still(self) -> None:
        field: Any = self.fields[f"{self.name}_still"]
        self.still = self.said("still")
        if self.still:
            return
        if not field.queryset.exists():
            self.add_error(self.name, gettext("There is no still in this project yet: add one under Assets."))
        elif not self.has_just_turned:
            self.add_error(self.name, self.which)

    @property
    def has_just_turned(self) -> bool:
        """The page showed another kind: there was nothing to choose a still from yet."""
        return self.data.get(f"{self.name}_was", LinkKind.STILL) != LinkKind.STILL

    @property
    def asks_which(self) -> bool:
        """A still it shall be, and nobody could say which: nothing is written, the stills are shown."""
        return bool(self.is_valid() and self.said() == LinkKind.STILL and not self.still)

    @property
    def which(self) -> str:
        """The question, and what stands as long as it is not answered."""
        if self.link:
            words = mark_of(self.link).words
            said = gettext("Choose a still. Until then it {does}.")
            return said.format(does=f"{words[0].lower()}{words[1:]}")
        if self.end == End.OPENING:
            return gettext("Choose a still. Until then it begins from its words alone.")
        return gettext("Choose a still. Until then its end stays open.")

    def clean_source(self, kind: str) -> None:
        self.source = self.said("shot") or self.likely_source(kind)
        if not self.source:
            before, after = (
                gettext("There is no shot before this one."),
                gettext("There is no shot after this one."),
            )
            return self.add_error(self.name, before if kind == LinkKind.LAST_FRAME else after)
        self.take_number = self.clean_take(kind)
        return None

    def likely_source(self, kind: str) -> Shot | None:
        """The neighbour in cut order; for an extension the shot itself."""
        if kind == LinkKind.EXTEND:
            return self.shot
        place = self.shots.index(self.shot) if self.shot in self.shots else 0
        near = place - 1 if kind == LinkKind.LAST_FRAME else place + 1
        return self.shots[near] if 0 <= near < len(self.shots) else None

    def clean_take(self, kind: str) -> int | None:
        """A certain take; a shot that begins or ends with itself needs one, since it cannot follow its own pick."""
        number = self.said("take")
        moved = self.link and self.link.source_id != getattr(self.source, "pk", None)
        if moved and f"{self.name}_was" in self.data:
            number = None
        if number and not Take.objects.filter(shot=self.source, number=number).exists():
            self.add_error(
                self.name, gettext("{source} has no take {number}.").format(source=self.source, number=number)
            )
        elif not number and self.source == self.shot:
            number = self.best_take()
        return number

    def best_take(self) -> int | None:
        pick = getattr(self.shot, "pick", None)
        if pick and pick.take.shot_id == self.shot.pk:
            return int(pick.take.number)
        newest = Take.objects.shown().filter(shot=self.shot).order_by("-number").first()
        if newest is None:
            self.add_error(
                self.name, gettext("This shot has no take yet: generate one first, or choose another shot.")
            )
        return newest.number if newest else None

    def write(self) -> bool:
        """False when the shots would wait for each other; the sentence is beside the field then."""
        try:
            connect(
                self.shot,
                self.end,
                self.said() or None,
                still=self.still,
                source=self.source,
                take_number=self.take_number,
            )
        except Circle as trouble:
            self.add_error(self.name, trouble.messages[0])
            return False
        return True


@dataclass(frozen=True)
class Tile:
    """Something to tick as a reference: an asset in what its scene has it wear, or in a look of its own."""

    value: str
    name: str
    look: Look
    chosen: bool
    hint: str = ""


class ReferencesForm(forms.Form):
    """Up to three assets that go along as reference images, `asset-7` in the scene's look, `12` in that look."""

    references = forms.MultipleChoiceField(
        required=False,
        label=_("References"),
        error_messages={"invalid_choice": _("One of these looks is not there any more.")},
    )

    def __init__(self, shot: Shot, data: Any = None, wardrobe: Wardrobe | None = None) -> None:
        super().__init__(data)
        self.shot, self.wardrobe = shot, wardrobe or Wardrobe(shot.project)
        self.rows = list(shot.references.all())
        self.fields["references"].choices = [(value, value) for value in self.meant]  # type: ignore[attr-defined]

    @cached_property
    def assets(self) -> list[Asset]:
        """Those that are there, and deleted ones that the shot still refers to."""
        kept = {row.asset_id for row in self.rows}
        there = [each for each in self.wardrobe.assets.values() if not each.deleted_at or each.pk in kept]
        return sorted(there, key=lambda each: (each.kind, each.name, each.pk))

    @cached_property
    def meant(self) -> dict[str, Asset | Look]:
        """What each value stands for."""
        assets: dict[str, Asset | Look] = {f"asset-{each.pk}": each for each in self.assets}
        return assets | {str(look.pk): look for each in self.assets for look in each.looks.all()}

    @cached_property
    def before(self) -> set[str]:
        return {str(row.look_id) if row.look_id else f"asset-{row.asset_id}" for row in self.rows}

    @cached_property
    def chosen(self) -> set[str]:
        return set(self["references"].value() or []) if self.is_bound else self.before

    @cached_property
    def tiles(self) -> list[Tile]:
        """Each asset in the look that it wears in the scene."""
        worn = ((each, self.wardrobe.worn(each.pk, self.shot.scene_id)) for each in self.assets)
        return [self.tile(asset, look) for asset, look in worn if look]

    def tile(self, asset: Asset, look: Look) -> Tile:
        value, several = f"asset-{asset.pk}", len(asset.looks.all()) > 1
        ticked = value in self.chosen or (not several and str(look.pk) in self.chosen)
        return Tile(
            value,
            asset.name,
            look,
            ticked,
            gettext("scene’s look: {look}").format(look=look.own_name) if several else "",
        )

    @cached_property
    def own(self) -> list[Tile]:
        """The looks of assets that have several: to be worn in this shot whatever the scene says."""
        looks = [look for each in self.assets if len(each.looks.all()) > 1 for look in each.looks.all()]
        return [Tile(str(look.pk), str(look), look, str(look.pk) in self.chosen) for look in looks]

    @property
    def callable(self) -> list[Asset]:
        """Whom the words may want to name with @; a still is shown, seldom named, and a film has many."""
        return [each for each in self.assets if not each.deleted_at and each.kind != Kind.STILL]

    @property
    def has_own(self) -> bool:
        return any(tile.chosen for tile in self.own)

    def clean_references(self) -> list[Asset | Look]:
        """Of one asset either the scene's look or looks of its own: what was ticked last."""
        values = [value for value in self.meant if value in self.cleaned_data["references"]]
        follows = {value for value in values if value.startswith("asset-")}
        owned = {f"asset-{each.asset_id}" for value in values if isinstance(each := self.meant[value], Look)}
        gives_way = {value for value in follows & owned if value in self.before}
        chosen = [self.meant[value] for value in values if value not in gives_way]
        follows -= gives_way
        kept = [each for each in chosen if isinstance(each, Asset) or f"asset-{each.asset_id}" not in follows]
        if len(kept) > MOST_REFERENCES:
            raise ValidationError(gettext("Veo takes at most three references: remove one."))
        return kept

    def write(self) -> None:
        refer(self.shot, self.cleaned_data["references"])
