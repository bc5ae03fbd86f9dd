from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.files.models import File
from storyboard.projects.access import OfProject
from storyboard.projects.models import Project, Scene, Shot

MOST_REFERENCES = 3


class Kind(models.TextChoices):
    CHARACTER = "character", _("Character")
    PROP = "prop", _("Prop")
    PLACE = "place", _("Place")
    STILL = "still", _("Still")


class AssetQuerySet(OfProject):
    def alive(self) -> Self:
        return self.filter(deleted_at=None)

    def with_looks(self) -> Self:
        return self.prefetch_related("looks__versions")

    @transaction.atomic
    def add(self, project: Project, kind: str, name: str, picture: File, by: Any, words: str = "") -> Asset:
        """An asset with its first look and that look's first version."""
        asset: Asset = self.create(project=project, kind=kind, name=name, words=words)
        asset.looks.create(position=1).revise(picture, by)
        project.change()
        return asset

    @transaction.atomic
    def begin(self, project: Project, kind: str, name: str) -> Asset:
        """An asset that has no picture yet: its words go along where it is named."""
        asset: Asset = self.create(project=project, kind=kind, name=name)
        asset.looks.create(position=1)
        project.change()
        return asset

    @transaction.atomic
    def add_frame(
        self, project: Project, name: str, picture: File, by: Any, *, words: str = "", sandbox: bool = False
    ) -> tuple[Look, bool]:
        """A frame of the film as a still's look, and whether it is new; what shows this picture already stays it."""
        same = Version.objects.filter(look__asset__project=project, look__asset__kind=Kind.STILL)
        same = same.filter(picture=picture, sandbox=sandbox).current().select_related("look__asset__project")
        if known := same.order_by("look__asset__deleted_at", "pk").first():
            known.look.asset.bring_back()
            return known.look, False
        asset: Asset = self.create(project=project, kind=Kind.STILL, name=name, words=words)
        look: Look = asset.looks.create(position=1)
        look.revise(picture, by, sandbox=sandbox)
        return look, True


class Asset(models.Model):
    """A character, prop, place or still of the film."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.STILL)
    name = models.CharField(max_length=80)
    words = models.TextField(_("in words"), blank=True, max_length=1000)
    deleted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("asset", args=[self.pk])

    def remove(self, on: bool = True) -> None:
        Asset.objects.filter(pk=self.pk, deleted_at__isnull=on).update(deleted_at=now() if on else None)
        self.project.change()

    def bring_back(self) -> None:
        if self.deleted_at:
            self.remove(False)

    def write(self, **fields: Any) -> None:
        """Change these fields and no other."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        self.project.change()

    @transaction.atomic
    def add_look(self, name: str, picture: File, by: Any) -> Look:
        """One more look, after those that are there."""
        last = self.looks.aggregate(last=Max("position"))["last"] or 0
        look: Look = self.looks.create(name=name, position=last + 1)
        look.revise(picture, by)
        return look

    @property
    def cover(self) -> Version | None:
        """The picture that stands for it in lists: its first look as it is now; prefetched rows are used."""
        looks = list(self.looks.all())
        return looks[0].newest if looks else None


class LookQuerySet(OfProject):
    project_path = "asset__project"


class Look(models.Model):
    """One of an asset's looks, standing side by side: Keeper / oilskin, Keeper / nightshirt."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="looks")
    name = models.CharField(max_length=80, blank=True)
    words = models.TextField(_("in words"), blank=True, max_length=1000)
    position = models.PositiveIntegerField(default=1)

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.asset.name} / {self.name}" if self.name else self.asset.name

    @property
    def newest(self) -> Version | None:
        """The version in force; prefetched rows are used when they are there."""
        versions = list(self.versions.all())
        return versions[-1] if versions else None

    @property
    def own_name(self) -> str:
        """What tells it from the asset's other looks."""
        return self.name or gettext("its plain look")

    def write(self, **fields: Any) -> None:
        """Change these fields and no other."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        self.asset.project.change()

    @transaction.atomic
    def revise(self, picture: File, by: Any, *, sandbox: bool = False) -> Version:
        """A new version of this look; what was made with the old one keeps it."""
        last = self.versions.aggregate(last=Max("number"))["last"] or 0
        version: Version = self.versions.create(number=last + 1, picture=picture, made_by=by, sandbox=sandbox)
        self.asset.project.change()
        return version


class VersionQuerySet(OfProject):
    project_path = "look__asset__project"

    def current(self) -> Self:
        """The newest of each look."""
        later = Version.objects.filter(look=OuterRef("look"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class Version(models.Model):
    """One picture of a look; a revision is a new row."""

    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    picture = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    sandbox = models.BooleanField(_("drawn by the sandbox"), default=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["look", "number"], name="a_version_number_is_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.look} version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("version_picture", args=[self.pk])


class SceneLookQuerySet(OfProject):
    project_path = "scene__project"


class SceneLook(models.Model):
    """The look that an asset wears in a scene; a shot may differ. Without one it wears its first."""

    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="looks")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="+")

    objects = SceneLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scene", "asset"], name="an_asset_wears_one_look_in_a_scene")
        ]

    def __str__(self) -> str:
        return f"{self.look} in scene {self.scene.number}"


@transaction.atomic
def wear(scene: Scene, asset: Asset, look: Look | None) -> None:
    """Let the asset wear this look in the scene; None: its first, as where nobody chose."""
    if look is None:
        SceneLook.objects.filter(scene=scene, asset=asset).delete()
    else:
        assert look.asset_id == asset.pk
        SceneLook.objects.update_or_create(scene=scene, asset=asset, defaults={"look": look})
    scene.project.change()


class Reference(models.Model):
    """An asset that a shot hands to Veo as a reference image, up to three: in a look of its own, or in the scene's."""

    shot = models.ForeignKey(Shot, on_delete=models.CASCADE, related_name="references")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="references")
    look = models.ForeignKey(Look, null=True, on_delete=models.CASCADE, related_name="references")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shot", "look"], name="a_look_is_referenced_once"),
            models.UniqueConstraint(
                fields=["shot", "asset"],
                condition=Q(look=None),
                name="an_asset_follows_its_scene_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.look or self.asset} in {self.shot}"


@transaction.atomic
def refer(shot: Shot, chosen: Sequence[Asset | Look]) -> None:
    """Let these, in this order, be the shot's references: a look as it is, an asset in what the scene has it wear."""
    shot.references.all().delete()
    Reference.objects.bulk_create(
        Reference(shot=shot, asset=each, position=place)
        if isinstance(each, Asset)
        else Reference(shot=shot, asset_id=each.asset_id, look=each, position=place)
        for place, each in enumerate(chosen[:MOST_REFERENCES], 1)
    )
    shot.project.change()
