"""A take's recipe beside its shot's composer: where the two differ, and the composer filled from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from storyboard.assets.models import Asset, Look, Version, refer
from storyboard.continuity.models import Circle, End, LinkKind, connect
from storyboard.takes.composition import Composition
from storyboard.takes.guide import planned
from storyboard.takes.models import Take
from storyboard.takes.reasons import ENDS, Entry, as_called_now, meant_differs, named, typed_then
from storyboard.takes.recipes import worded
from storyboard.takes.sources import Source

TEXTS = ("prompt", "negative_prompt")
SETTINGS = (
    "duration",
    "resolution",
    "aspect_ratio",
    "n",
    "generate_audio",
    "person_generation",
    "resize_mode",
    "compression_quality",
)
# What holds where a recipe does not say it.
UNSAID = {"generate_audio": True, "n": 1}
KINDS = {"image": LinkKind.LAST_FRAME, "video": LinkKind.EXTEND, "last_frame": LinkKind.FIRST_FRAME}


@dataclass(frozen=True)
class Difference:
    """A field of the composer that holds something else than the recipe: both in words."""

    name: str
    label: str
    then: str
    now: str


class Using:
    """The recipe of a take, for the shot it was made for; judged under the preset that it was sent with."""

    def __init__(self, take: Take) -> None:
        assert take.generation
        self.take, self.shot, self.kept = take, take.shot, take.generation.recipe
        self.now = Composition(self.shot, self.kept.get("preset", "sandbox"))
        self.settings: dict[str, Any] = self.kept["settings"]

    @property
    def differences(self) -> list[Difference]:
        return [*self.of_texts(), *self.of_the_ends(), *self.of_references(), *self.of_settings()]

    @property
    def typed(self) -> str:
        """The shot's own words as somebody typed them, with the names that assets have by now."""
        return as_called_now(typed_then(self.kept)["shot"], self.kept["prompt"], self.now)

    def of_texts(self) -> Iterator[Difference]:
        both = {
            "prompt": (self.typed, self.now.words.typed["shot"]),
            "negative_prompt": (self.settings.get("negative_prompt") or "", self.now.request.negative_prompt),
        }
        for name, (then, now) in both.items():
            if then != (now or ""):
                yield Difference(name, label_of(name), then or _("nothing"), now or _("nothing"))

    def of_settings(self) -> Iterator[Difference]:
        """A seed that the composer leaves to be drawn is no difference."""
        for name in SETTINGS:
            then, now = self.settings.get(name, UNSAID.get(name)), getattr(self.now.request, name)
            if then != now and (name in self.settings or name != "duration"):
                yield Difference(name, label_of(name), said(name, then), said(name, now))
        seed = self.settings.get("seed")
        if self.shot.seed is not None and self.shot.seed != seed:
            yield Difference("seed", label_of("seed"), str(seed), str(self.shot.seed))

    @cached_property
    def versions(self) -> dict[int, Version]:
        keys = [each["version"] for each in self.kept["inputs"] if "version" in each]
        return Version.objects.select_related("look__asset").in_bulk(keys)

    def of_the_ends(self) -> Iterator[Difference]:
        for end in End.values:
            then, now = self.end_then(end), self.end_now(end)
            if self.end_differs(then, now):
                words = named(then, self.versions) if then else empty(end)
                yield Difference(end, str(End(end).label), words, now.words if now else empty(end))

    def end_then(self, end: str) -> Entry | None:
        return next((each for each in self.kept["inputs"] if ENDS.get(each["role"]) == end), None)

    def end_now(self, end: str) -> Source | None:
        return next((each for each in self.now.sources.found if ENDS.get(each.role) == end), None)

    def end_differs(self, then: Entry | None, now: Source | None) -> bool:
        return meant_differs(then, now) if then and now else bool(then or now)

    def of_references(self) -> Iterator[Difference]:
        now = [each.version for each in self.now.sources.many("reference") if each.version]
        if self.referred_then != [each.pk for each in now]:
            before = [self.versions[pk] for pk in self.referred_then if pk in self.versions]
            yield Difference("references", _("References"), in_words(before), in_words(now))

    @property
    def referred_then(self) -> list[int]:
        return [each["version"] for each in self.kept["inputs"] if each["role"] == "reference"]

    def fill(self) -> list[str]:
        """Write it all into the shot; a sentence for each thing that is not there any more and stays as it is."""
        differing = {each.name for each in self.differences}
        if fields := self.fields(differing):
            self.shot.write(**fields)
        left = [self.fill_end(end) for end in End.values if end in differing]
        if "references" in differing:
            left.append(self.fill_references())
        return [sentence for sentence in left if sentence]

    def fields(self, differing: set[str]) -> dict[str, Any]:
        """What the shot's own columns are to hold; what its fields or the film say anyway stays empty."""
        default = self.shot.project.negative_prompt.strip()
        negative = self.settings.get("negative_prompt") or ""
        from_the_plan = self.typed == planned(self.shot)
        wanted: dict[str, Any] = {
            "prompt": "" if from_the_plan else self.typed,
            "negative_prompt": "" if negative == default else negative,
        }
        wanted |= {name: self.settings.get(name, UNSAID.get(name)) for name in SETTINGS}
        wanted |= {name: wanted[name] or "" for name in ("resize_mode", "compression_quality")}
        seed = {"seed": self.settings["seed"]} if "seed" in self.settings else {}
        return {name: value for name, value in wanted.items() if name in differing} | seed

    def fill_end(self, end: str) -> str:
        then = self.end_then(end)
        try:
            link = self.link_of(then) if then else {"kind": None}
            connect(self.shot, end, **link)
        except Gone as trouble:
            return str(trouble)
        except Circle as trouble:
            return str(trouble.messages[0])
        return ""

    def link_of(self, then: Entry) -> dict[str, Any]:
        """What the shot would begin from or end on again; a take is named where its shot's pick is another one."""
        if "version" in then:
            version = self.versions.get(then["version"])
            if version is None or version.look.asset.deleted_at:
                raise Gone(_("The still that it used is not there any more."))
            return {"kind": LinkKind.STILL, "still": version.look}
        takes = Take.objects.select_related("shot__scene", "shot__pick")
        take = takes.filter(uid=then["take"], shot__deleted_at=None, shot__scene__deleted_at=None).first()
        if take is None:
            raise Gone(_("{shot}, which it used, is not there any more.").format(shot=then.get("shot", "")))
        follows = take.is_pick and take.shot_id != self.shot.pk
        number = None if follows else take.number
        return {"kind": KINDS[then["role"]], "source": take.shot, "take_number": number}

    def fill_references(self) -> str:
        """Those that its words name come along by themselves."""
        by_name = {each["look"] for each in self.kept["prompt"].get("named", [])}
        looks = [self.versions[pk].look for pk in self.referred_then if pk in self.versions]
        there = [look for look in looks if not look.asset.deleted_at]
        refer(self.shot, [self.worn_or_own(look) for look in there if look.pk not in by_name])
        if len(there) == len(self.referred_then):
            return ""
        return _("A reference that it used is not there any more.")

    def worn_or_own(self, look: Look) -> Asset | Look:
        """As the scene has it worn, where that is this look."""
        worn = self.now.sources.wardrobe.worn(look.asset_id, self.shot.scene_id)
        return look.asset if worn == look else look


class Gone(Exception):
    """What a recipe used is not there any more: the sentence that says so."""


def label_of(name: str) -> str:
    labels = {
        "prompt": _("Prompt"),
        "negative_prompt": _("Negative prompt"),
        "duration": _("Duration"),
        "resolution": _("Resolution"),
        "aspect_ratio": _("Aspect ratio"),
        "n": _("Takes"),
        "generate_audio": _("Generate audio"),
        "person_generation": _("Person generation"),
        "resize_mode": _("Resize"),
        "compression_quality": _("Compression"),
        "seed": _("Seed"),
    }
    return labels[name]


def said(name: str, value: Any) -> str:
    return _("left to Veo") if value is None else worded(name, value)


def empty(end: str) -> str:
    return _("text only") if end == End.OPENING else _("open")


def in_words(versions: list[Version]) -> str:
    return ", ".join(f"{each.look}, {_('version')} {each.number}" for each in versions) or _("none")
