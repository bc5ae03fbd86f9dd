"""What people may write about a film, its scenes and their order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Invitation, Member, Project, Scene, Shot
from storyboard.projects.money import BadAmount, Bill, millionths_of, seconds_of, worded

FIRST = "0"
TAKEN = _("There is a scene {number} already: take another number.")
TAKEN_BY_DELETED = _("There is a scene {number} that was deleted already: take another number.")


class NewProjectForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ["title", "aspect_ratio"]
        labels = {"title": _("Title"), "aspect_ratio": _("Aspect ratio")}
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
            "aspect_ratio": forms.RadioSelect,
        }


class SharedForm(forms.ModelForm):
    """A row that several people write: `was_…` is what the writer started from, so that nobody is overwritten."""

    conflicts = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = {name: getattr(self.instance, name) for name in self.fields}

    @property
    def started_from(self) -> list[tuple[str, Any]]:
        """Hidden fields for the next time: names and values."""
        return [(f"was_{name}", now) for name, now in self.now.items()]

    def clean(self) -> dict[str, Any]:
        """What was not touched stays as it is now; what somebody else changed meanwhile is said."""
        cleaned = super().clean() or self.cleaned_data
        for name in list(cleaned):
            now, mine = self.now[name], lines(cleaned[name])
            was = self.read(name, self.data.get(f"was_{name}", now))
            cleaned[name] = now if mine == was else mine
            if mine != was and self.read(name, now) not in (was, mine):
                self.tell(name, now)
        return cleaned

    def read(self, name: str, value: Any) -> Any:
        """A value as the field reads it, so that blanks at its ends are no change."""
        return lines(self.fields[name].to_python(value))

    def tell(self, name: str, now: Any) -> None:
        self.conflicts = True
        self.add_error(
            name, gettext("Meanwhile somebody wrote “{now}”. Save again to keep yours.").format(now=now)
        )

    def write(self) -> bool:
        """Save what was touched; False, with the sentence beside its field, when somebody was first."""
        touched = {name: value for name, value in self.cleaned_data.items() if value != self.now[name]}
        if not touched or self.instance.write_if({name: self.now[name] for name in touched}, **touched):
            return True
        before, fresh = self.now, type(self.instance).objects.get(pk=self.instance.pk)
        self.now = {name: getattr(fresh, name) for name in self.fields}
        for name in touched:
            if self.now[name] != before[name]:
                self.tell(name, self.now[name])
        return False


def lines(value: Any) -> Any:
    """Lines of a text end alike, however the browser sent them."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class ProjectForm(SharedForm):
    """A film's defaults: each shot may say otherwise."""

    class Meta:
        model = Project
        fields = [
            "title",
            "aspect_ratio",
            "style",
            "negative_prompt",
            "person_generation",
            "generate_audio",
            "resolution",
        ]
        labels = {"title": _("Title"), "aspect_ratio": _("Aspect ratio"), "resolution": _("Resolution")}
        help_texts = {
            "style": _("Appended to the prompt of each shot."),
            "negative_prompt": _("Nouns, without “no” or “don’t”. A shot with its own uses that instead."),
        }
        widgets = {
            "aspect_ratio": forms.RadioSelect,
            "person_generation": forms.RadioSelect,
            "resolution": forms.RadioSelect,
        }


class Unit(models.TextChoices):
    """What an amount is counted in."""

    NONE = "none", _("No limit")
    MONEY = "money", _("Money")
    SECONDS = "seconds", _("Seconds")


class AmountForm(forms.Form):
    """No limit, or one in money, or one in seconds: once valid, `money` in millionths or `seconds` says it."""

    unit = forms.ChoiceField(choices=Unit, widget=forms.RadioSelect)
    amount = forms.CharField(required=False, max_length=30)
    money: int | None = None
    seconds: int | None = None

    @staticmethod
    def typed(money: int | None, seconds: int | None) -> dict[str, str]:
        """How a limit stands in the two fields."""
        if money is not None:
            return {"unit": Unit.MONEY, "amount": worded(money)}
        if seconds is not None:
            return {"unit": Unit.SECONDS, "amount": f"{seconds:,}"}
        return {"unit": Unit.NONE, "amount": ""}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit, typed = cleaned.get("unit"), cleaned.get("amount", "")
        try:
            self.money = millionths_of(typed) if unit == Unit.MONEY else None
            self.seconds = seconds_of(typed) if unit == Unit.SECONDS else None
        except BadAmount as trouble:
            self.add_error("amount", str(trouble))
        return cleaned


class BudgetForm(AmountForm):
    """What a film may spend; `was` is the budget that the writer saw."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    conflicts = False

    def __init__(self, project: Project, data: Any = None) -> None:
        self.project = project
        self.now = self.typed(project.cap, project.cap_seconds)
        super().__init__(data, initial=self.now | {"was": self.said})

    @property
    def said(self) -> str:
        return f"{self.now['unit']} {self.now['amount']}".strip()

    @property
    def currency(self) -> str:
        return self.project.currency or settings.VEO_CURRENCY

    def write(self) -> bool:
        """One conditional UPDATE; False, with the sentence, when somebody was first."""
        project, was = self.project, self.cleaned_data["was"] or self.said
        seen = {"cap": project.cap, "cap_seconds": project.cap_seconds}
        named = {"currency": self.currency} if self.money is not None else {}
        if was == self.said and project.write_if(seen, cap=self.money, cap_seconds=self.seconds, **named):
            return True
        fresh = Project.objects.get(pk=project.pk)
        self.now = self.typed(fresh.cap, fresh.cap_seconds)
        self.conflicts = True
        self.add_error(
            "amount",
            gettext("Meanwhile somebody set it to {budget}. Save again to keep yours.").format(
                budget=self.in_words
            ),
        )
        return False

    @property
    def in_words(self) -> str:
        """The budget as it stands: `€250.00`, `300 s`, `none`."""
        unit, amount = self.now["unit"], self.now["amount"]
        if unit == Unit.MONEY:
            return worded(millionths_of(amount), self.currency)
        return f"{amount} s" if unit == Unit.SECONDS else gettext("none")


class DayLimitForm(AmountForm):
    """How much a member, or who is invited, may send a day; in money where there are prices."""

    unit = forms.ChoiceField(choices=Unit, required=False)

    def __init__(self, member: Member | Invitation, data: Any = None) -> None:
        initial = self.typed(member.daily_cap, member.daily_seconds)
        super().__init__(data, initial=initial, prefix="daily")
        currency = member.project.currency or settings.VEO_CURRENCY
        words = {
            Unit.NONE: gettext("no daily limit"),
            Unit.MONEY: gettext("{currency} a day").format(currency=currency),
            Unit.SECONDS: gettext("seconds a day"),
        }
        if not settings.VEO_PRICE_PER_SECOND and member.daily_cap is None:
            del words[Unit.MONEY]
        self.fields["unit"].choices = [(unit.value, said) for unit, said in words.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if 0 in (self.money, self.seconds):
            self.add_error("amount", gettext("To let somebody send nothing, take May spend away."))
        return cleaned

    @property
    def daily(self) -> Bill | None:
        if self.money is None and self.seconds is None:
            return None
        return Bill(self.money or 0, self.seconds or 0)


class SceneForm(SharedForm):
    """A scene's header."""

    class Meta:
        model = Scene
        fields = ["number", "slug", "text"]
        labels = {"number": _("Number"), "slug": _("Slug line"), "text": _("Text")}

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].upper()
        other = Scene.objects.filter(project=self.instance.project_id, number=number)
        other = other.exclude(pk=self.instance.pk).first()
        if other:
            taken = TAKEN_BY_DELETED if other.deleted_at else TAKEN
            raise forms.ValidationError(taken.format(number=number))
        return number

    def write(self) -> bool:
        """Somebody may have taken the number since it was looked for."""
        try:
            with transaction.atomic():
                return super().write()
        except IntegrityError:
            self.add_error("number", TAKEN.format(number=self.cleaned_data["number"]))
            return False


class ScenePlaceForm(forms.Form):
    """After which scene; `0` is first."""

    place = forms.ChoiceField(label=_("Place"))

    def __init__(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {
            str(each.pk): each
            for each in Scene.objects.alive().filter(project=scene.project_id).exclude(pk=scene.pk)
        }
        after = [(pk, gettext("After {place}").format(place=each)) for pk, each in self.others.items()]
        self.fields["place"].choices = [(FIRST, gettext("First")), *after]

    @property
    def after(self) -> Scene | None:
        return self.others.get(self.cleaned_data["place"])


class ShotPlaceForm(forms.Form):
    """A scene, and after which of its shots: `3.17`; `3.0` is first in scene 3."""

    place = forms.ChoiceField(label=_("Place"))

    def __init__(self, shot: Shot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = shot.scene.project_id
        self.scenes = {str(each.pk): each for each in Scene.objects.alive().filter(project=project)}
        rows = Shot.objects.alive().filter(scene__project=project).exclude(pk=shot.pk).in_order()
        self.shots = {str(each.pk): each for each in rows}
        self.fields["place"].choices = [(str(each), self.places(each)) for each in self.scenes.values()]

    def places(self, scene: Scene) -> list[tuple[str, str]]:
        rows = [each for each in self.shots.values() if each.scene_id == scene.pk]
        after = [
            (f"{scene.pk}.{each.pk}", gettext("After {place}").format(place=f"{scene.number}-{each.code}"))
            for each in rows
        ]
        return [
            (f"{scene.pk}.{FIRST}", gettext("First in scene {number}").format(number=scene.number)),
            *after,
        ]

    @property
    def chosen(self) -> tuple[Scene, Shot | None]:
        scene, after = self.cleaned_data["place"].split(".")
        return self.scenes[scene], self.shots.get(after)


class DropForm(forms.Form):
    """What `sort-list` posts: which row was dropped, and before which one (none: at the end)."""

    moved = forms.IntegerField()
    before = forms.IntegerField(required=False)


class OnForm(forms.Form):
    """A state that is on or off, said outright so that saying it twice is harmless."""

    on = forms.TypedChoiceField(
        choices=[("1", "on"), ("0", "off")],
        coerce=lambda said: said == "1",
        error_messages={"required": _("Say on=1 or on=0.")},
    )


class NewShotForm(forms.Form):
    """Where a new shot goes: after another one, first in its scene (`0`), or without a word at its end."""

    after = forms.IntegerField(required=False)


class ActionForm(forms.ModelForm):
    class Meta:
        model = Shot
        fields = ["action"]


class MemberForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ["role", "may_pick", "may_spend"]


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["role", "may_pick", "may_spend"]


class ScriptForm(forms.Form):
    source = forms.CharField(
        label=_("Script"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        error_messages={
            "required": _("Paste a script first: Fountain, or plain text with INT. and EXT. headings.")
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if data is None:
            self.fields["source"].widget.attrs["autofocus"] = True
