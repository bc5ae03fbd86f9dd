"""What a shot's links and references mean right now: which picture, which take, which frame of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.assets.models import MOST_REFERENCES, Look, Reference, Version
from storyboard.assets.wardrobe import Wardrobe
from storyboard.continuity.models import End, Link, LinkKind
from storyboard.files.models import File
from storyboard.media import clips, pictures
from storyboard.projects.models import Shot
from storyboard.takes.models import Pick, Take
from storyboard.takes.prompting import Words, Worn

TAKE_ROWS = ("original", "conformed", "shot__scene")
TRIMMED = _(
    "{shot} is trimmed in the cut to frames {first}–{last}: the extension goes on from the end of the whole clip."
)
MEASURED_SOON = _("{take} is being measured: which frame is its {which} is known in a moment.")
ROLES = {End.OPENING: "image", End.CLOSING: "last_frame"}
# What only the measured clip tells: a take may come in after frames that it repeats.
UNMEASURED = {LinkKind.LAST_FRAME: _("last"), LinkKind.FIRST_FRAME: _("first")}


@dataclass(frozen=True)
class Source:
    """One thing that goes along, found but not yet made ready: exactly one of version and take."""

    role: str
    words: str
    version: Version | None = None
    take: Take | None = None
    frame: int | None = None
    of_scene: bool = False

    @property
    def sandbox(self) -> bool:
        """Whether the sandbox drew it: a take's frame, or a still that was saved from one."""
        return bool((self.take and self.take.sandbox) or (self.version and self.version.sandbox))

    def record(self) -> dict[str, Any]:
        """As the recipe keeps it: which row it was, and the hash of its bytes."""
        if self.version:
            return {"role": self.role, "version": self.version.pk, "sha256": self.version.picture.sha256}
        assert self.take
        clip = self.take.original if self.role == "video" else self.take.clip
        return {
            "role": self.role,
            "take": str(self.take.uid),
            "shot": str(self.take.shot),
            "number": self.take.number,
            "frame": self.frame,
            "sha256": clip.sha256 if clip else "",
        }

    def facts(self) -> Any:
        """What the rules want to know about it."""
        if self.role == "video":
            assert self.take
            return clip_facts(self.take)
        if self.version:
            file = self.version.picture
            name = self.words if self.role == "reference" else ""
            return veo.Picture(file.width, file.height, file.size, name=name, sandbox=self.sandbox)
        assert self.take
        return veo.Picture(self.take.width, self.take.height, None, sandbox=self.sandbox)

    def media(self, file: File) -> veo.Media:
        return veo.Media(mime_type=file.mime_type, path=file.path)

    def make(self, aspect: str, how: str) -> File:
        """The bytes that are sent: a frame cut out, a picture fitted to the shot's shape, a clip untouched."""
        if self.role == "video":
            assert self.take
            assert self.take.original
            return self.take.original
        if self.version:
            picture = self.version.picture
            if self.role == "reference":
                return picture
            return keep_picture(lambda dst: pictures.fit(picture.path, dst, aspect, how))
        frame = self.cut_frame()
        return keep_picture(lambda dst: pictures.fit(frame.path, dst, aspect, how))

    def cut_frame(self) -> File:
        assert self.take
        assert self.take.clip
        clip, number = self.take.clip.path, self.frame
        return keep_picture(lambda dst: clips.save_frame(clip, number, dst))


def clip_facts(take: Take) -> veo.Clip:
    lower = min(take.width or 0, take.height or 0)
    return veo.Clip(
        seconds=take.frames / 24 if take.frames else None,
        resolution=f"{lower}p" if lower else None,
        aspect_ratio=shape(take),
        bytes=take.original.size if take.original else None,
        extended=generations_back(take),
        sandbox=take.sandbox,
        uploaded=take.is_uploaded,
    )


def shape(take: Take) -> str | None:
    if not take.width or not take.height:
        return None
    return next(
        (
            name
            for name, ratio in (("16:9", 16 / 9), ("9:16", 9 / 16))
            if abs(take.width / take.height - ratio) < 0.02
        ),
        "other",
    )


def generations_back(take: Take) -> int:
    count = 0
    while take.parent_id and take.parent and count < 30:
        take, count = take.parent, count + 1
    return count


def keep_picture(make: Callable[[Path], pictures.Picture]) -> File:
    """Let `make` write a picture and keep it; what was made before is found by its hash."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    path = settings.UPLOADS / f"made-{os.urandom(8).hex()}.png"
    made = make(path)
    return File.objects.keep(path, made.mime_type, width=made.width, height=made.height)


class Sources:
    """All that goes along with a shot's request, and the shots whose picks it still waits for.

    `renewed` are shots whose picks are about to give way to others: what follows them waits for those.
    """

    def __init__(
        self,
        shot: Shot,
        links: list[Link] | None = None,
        references: list[Reference] | None = None,
        named: Mapping[tuple[int, int], Take] | None = None,
        renewed: Collection[int] = (),
        wardrobe: Wardrobe | None = None,
    ) -> None:
        self.shot, self.named, self.renewed = shot, named, renewed
        self.wardrobe = wardrobe or Wardrobe(shot.project)
        self.referred = self.worn(references_of(shot) if references is None else references)
        self.words = Words(shot, self.wardrobe, self.referred)
        self.waits_for: list[Shot] = []
        self.waited_links: list[Link] = []
        self.missing: list[tuple[str, str]] = []
        self.trimmed: list[str] = []
        self.links = {link.end: link for link in (links_of(shot) if links is None else links)}
        self.found = [source for source in (*self.at_the_ends(), *self.references()) if source]

    @classmethod
    def recorded(cls, shot: Shot, recipe: dict[str, Any]) -> Sources:
        """As a recipe wrote them down: what was found then is taken as it was, what was waited for is looked up."""
        waited = Sources(shot, [recorded_link(each) for each in recipe["waits_for"]], [])
        waited.found = [each for each in waited.found if each.role != "reference"]
        waited.found += [recorded_source(each) for each in recipe["inputs"]]
        return waited

    @classmethod
    def going_on(cls, shot: Shot, take_number: int) -> Sources:
        """For a longer take of the same shot: it extends one of its own, and what the shot begins from stays."""
        link = Link(shot=shot, end=End.OPENING, kind=LinkKind.EXTEND, source=shot, take_number=take_number)
        return cls(shot, [link], [])

    def at_the_ends(self) -> list[Source | None]:
        return [self.of_link(link) for link in self.links.values()]

    def of_link(self, link: Link) -> Source | None:
        role = "video" if link.kind == LinkKind.EXTEND else ROLES[End(link.end)]
        if link.kind == LinkKind.STILL:
            assert link.still
            version = link.still.newest
            return version and Source(
                role, gettext("still {still}").format(still=link.still), version=version
            )
        assert link.source
        pick, take = self.take_of(link)
        if not take or self.gives_way(link):
            self.waits_for.append(link.source)
            self.waited_links.append(link)
            return None
        if not take.clip:
            why = gettext("{take} has no file here yet: its copy is still being fetched.")
            self.missing.append((link.end, why.format(take=take)))
            return None
        if take.is_being_measured and (which := UNMEASURED.get(LinkKind(link.kind))):
            self.missing.append((link.end, MEASURED_SOON.format(take=take, which=which)))
            return None
        if link.kind == LinkKind.EXTEND and pick and pick.is_trimmed:
            self.trimmed.append(TRIMMED.format(shot=pick.shot, first=pick.first_frame, last=pick.last_frame))
        frame = self.frame_of(link, pick, take)
        return Source(role, words(link, take), take=take, frame=frame)

    def gives_way(self, link: Link) -> bool:
        """Whether it follows a pick that another one is about to replace."""
        return link.take_number is None and link.source_id in self.renewed

    def take_of(self, link: Link) -> tuple[Pick | None, Take | None]:
        """The pick with its points, when the link follows it; else the take that it names."""
        assert link.source
        pick: Pick | None = getattr(link.source, "pick", None)
        if link.take_number is None:
            return pick, pick.take if pick else None
        if pick and pick.take.shot_id == link.source_id and pick.take.number == link.take_number:
            return pick, pick.take
        return None, self.named_take(link)

    def named_take(self, link: Link) -> Take | None:
        if self.named is not None:
            return self.named.get((link.source_id or 0, link.take_number or 0))
        named = Take.objects.filter(shot=link.source, number=link.take_number)
        return named.select_related(*TAKE_ROWS).first()

    def frame_of(self, link: Link, pick: Pick | None, take: Take) -> int | None:
        """The last or first frame that the cut shows; None is the clip's very last one, or a whole clip."""
        if link.kind == LinkKind.FIRST_FRAME:
            return pick.first_frame if pick else 0
        if link.kind == LinkKind.LAST_FRAME:
            return pick.last_frame if pick else (take.frames - 1 if take.frames else None)
        return None

    def worn(self, references: list[Reference]) -> list[Worn]:
        """The looks that the shot refers to, each once."""
        worn: dict[Look, Worn] = {}
        for each in references:
            if look := self.wardrobe.of(each, self.shot.scene_id):
                worn.setdefault(look, Worn(look.asset, look, of_scene=each.look_id is None))
        return list(worn.values())

    @property
    def only_named(self) -> list[Worn]:
        """The looks that its words name and that it does not refer to."""
        referred = {each.look for each in self.referred}
        return [worn for look, worn in self.words.named.items() if look not in referred]

    @property
    def left_behind(self) -> list[Worn]:
        """What is named and brings its words alone: pictures go along where no link and no fourth is in the way."""
        return self.only_named[0 if self.links else max(0, MOST_REFERENCES - len(self.referred)) :]

    def references(self) -> list[Source | None]:
        """What the shot refers to, then what its words name, as far as it goes along."""
        left = [worn.look for worn in self.left_behind]
        return [
            Source("reference", str(worn.look), version=version, of_scene=worn.of_scene)
            for worn in (*self.referred, *self.only_named)
            if worn.look not in left and (version := worn.look.newest)
        ]

    def one(self, role: str) -> Source | None:
        return next((source for source in self.found if source.role == role), None)

    def many(self, role: str) -> list[Source]:
        return [source for source in self.found if source.role == role]


def links_of(shot: Shot) -> list[Link]:
    return list(whole_links().filter(shot=shot))


def whole_links() -> QuerySet[Link]:
    """Links with all that Sources reads of them."""
    rows = ("still__asset", "source__scene__project", *(f"source__pick__take__{of}" for of in TAKE_ROWS))
    return Link.objects.select_related(*rows).prefetch_related("still__versions__picture").order_by("pk")


def references_of(shot: Shot) -> list[Reference]:
    return list(shot.references.all())


def written_link(link: Link) -> dict[str, Any]:
    """A link that is waited for, as the recipe keeps it; a pick that is there already is not the one that is meant."""
    assert link.source
    written = {
        "end": link.end,
        "kind": link.kind,
        "shot": str(link.source.uid),
        "take_number": link.take_number,
    }
    pick = None if link.take_number else getattr(link.source, "pick", None)
    return written | ({"instead_of": str(pick.take.uid)} if pick else {})


def recorded_link(each: dict[str, Any]) -> Link:
    source = Shot.objects.select_related("scene__project", "pick__take").get(uid=each["shot"])
    return Link(end=each["end"], kind=each["kind"], source=source, take_number=each["take_number"])


def recorded_source(each: dict[str, Any]) -> Source:
    if "version" in each:
        version = Version.objects.select_related("picture", "look__asset").get(pk=each["version"])
        return Source(each["role"], str(version.look), version=version)
    take = Take.objects.select_related("original", "conformed", "shot__scene").get(uid=each["take"])
    return Source(each["role"], str(take), take=take, frame=each["frame"])


def waited_are_there(recipe: dict[str, Any]) -> bool:
    """Whether each shot that is waited for has its pick, or the take that is named."""
    return all(is_there(each) for each in recipe["waits_for"])


def is_there(each: dict[str, Any]) -> bool:
    if each["take_number"]:
        return Take.objects.filter(shot__uid=each["shot"], number=each["take_number"]).exists()
    picks = Pick.objects.filter(shot__uid=each["shot"])
    return picks.exclude(take__uid=each.get("instead_of")).exists()


def words(link: Link, take: Take) -> str:
    kind = {
        LinkKind.EXTEND: gettext("extends"),
        LinkKind.LAST_FRAME: gettext("last frame of"),
        LinkKind.FIRST_FRAME: gettext("first frame of"),
    }
    return gettext("{kind} {shot}, take {number}").format(
        kind=kind[LinkKind(link.kind)], shot=take.shot, number=take.number
    )
