"""What is asked of several shots at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storyboard.projects.forms import ShotPlaceForm
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.many_form import Numbers


class ChosenForm(forms.Form):
    """The shots that are chosen, said many times or in one value."""

    shot = Numbers()

    @property
    def chosen(self) -> tuple[int, ...]:
        self.full_clean()
        return tuple(self.cleaned_data["shot"])


class DropForm(ChosenForm):
    """Where they are dropped: in a scene, before one of its shots or at the end; with `copy` the plan once more."""

    scene = forms.IntegerField()
    before = forms.IntegerField(required=False)
    copy = forms.BooleanField(required=False)


class PlaceForm(ShotPlaceForm):
    """*Move to…* for several: a scene, and after which of its shots that are not among them."""

    place = forms.ChoiceField(label=_("Place"))

    def __init__(self, project: Project, shots: Collection[Shot], *args: Any) -> None:
        forms.Form.__init__(self, *args)
        moved = [shot.pk for shot in shots]
        rows = Shot.objects.alive().filter(scene__project=project).exclude(pk__in=moved).in_order()
        self.scenes = {str(each.pk): each for each in Scene.objects.alive().filter(project=project)}
        self.shots = {str(each.pk): each for each in rows}
        self.fields["place"].choices = [(str(each), self.places(each)) for each in self.scenes.values()]
