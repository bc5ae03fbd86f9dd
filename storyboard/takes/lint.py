"""What is worth a second look in a shot before it is paid for: few, from its rows alone, advice and not in the way.

An installation sets the weight of each by its name, like that of Veo's rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from storyboard import veo
from storyboard.assets.models import Kind
from storyboard.assets.names import TEXTS, Mention, plain
from storyboard.projects.models import Shot
from storyboard.takes import guide
from storyboard.takes.prompting import QUOTED
from storyboard.takes.sources import Sources

NEGATION = re.compile(r"\b(?:no|without|don['’]?t|do not)\s+[^\s.,;:!?]+", re.IGNORECASE)
SOUND = re.compile(
    r"[\"“”«»]|\b(?:sfx|ambien\w*|audio|sounds?|music|voices?|noises?|silen\w*|hums?|says?|whispers?|shouts?|sings?)\b",
    re.IGNORECASE,
)
FEW = 5  # findings of one kind: more are said when these are gone
NO_ROOM = gettext_lazy("Veo takes at most three references: {names} goes along in words alone.")
NO_PICTURE = gettext_lazy(
    "Veo takes no references here, beside a frame or a clip: {names} goes along in words alone."
)


class Lint:
    """The findings of one shot; `nearest` is its text with the obvious change, where there is one."""

    def __init__(self, shot: Shot, sources: Sources, request: veo.Request) -> None:
        self.shot, self.sources, self.request = shot, sources, request
        self.names, self.words = sources.wardrobe.names, sources.words
        self.field = "prompt" if self.words.comes_from == "prompt" else "action"
        sent = TEXTS[:1] if self.field == "prompt" else TEXTS[1:]
        self.texts = {name: text for name in sent if (text := plain(getattr(shot, name)))}

    @property
    def found(self) -> list[veo.Finding]:
        said = [
            *(self.unknown_names(), self.deleted_names(), self.names_alone(), self.left_behind()),
            *(self.no_sound(), self.negations(), self.another_aspect()),
        ]
        weights = settings.VEO_RULE_WEIGHTS
        weighed = [
            replace(each, weight=weights.get(each.rule, each.weight))
            for some in said
            for each in islice(some, FEW)
        ]
        return [each for each in weighed if each.weight != "off"]

    def mentions(self) -> Iterator[tuple[str, str, Mention]]:
        """Each name where it is written first."""
        written = set()
        for name, text in self.texts.items():
            for mention in self.names.in_text(text) if "@" in text else ():
                if (typed := text[mention.start : mention.end]) not in written:
                    written.add(typed)
                    yield name, text, mention

    def unknown_names(self) -> Iterator[veo.Finding]:
        known = {each.name.casefold(): each.row.name for each in self.names.called if not each.row.deleted_at}
        for name, text, mention in self.mentions():
            if mention.asset:
                continue
            typed = text[mention.start : mention.end]
            near = get_close_matches(typed[1:].casefold(), known, n=1)
            nearest = changed(text, mention, f"@{known[near[0]]}") if near else None
            said = (
                gettext("No asset is named {typed}. Is it @{name}?")
                if near
                else gettext("No asset is named {typed}.")
            )
            said = said.format(typed=typed, name=known[near[0]] if near else "")
            yield advice("unknown_name", name, said, nearest)
        style = self.words.typed["style"]
        for mention in self.names.in_text(plain(style)) if "@" in style else ():
            if not mention.asset:
                typed = plain(style)[mention.start : mention.end]
                yield advice(
                    "unknown_name",
                    "prompt",
                    gettext("No asset is named {typed}, in the film’s style words.").format(typed=typed),
                )

    def deleted_names(self) -> Iterator[veo.Finding]:
        for name, _, mention in self.mentions():
            if mention.asset and mention.asset.deleted_at:
                yield advice(
                    "deleted_name",
                    name,
                    gettext("{name} was deleted, and still goes along: take its name out.").format(
                        name=mention.asset
                    ),
                )

    def names_alone(self) -> Iterator[veo.Finding]:
        """Somebody or something is named whom the request does not know."""
        along = {each.asset for each in (*self.sources.referred, *self.words.named.values())}
        text = self.texts.get(self.field, "")
        for mention in self.names.unsigned(text):
            asset = mention.asset
            assert asset
            has_more = not self.sources.links or asset.words
            if has_more and not asset.deleted_at and asset.kind != Kind.STILL and asset not in along:
                nearest = changed(text, mention, f"@{text[mention.start : mention.end]}")
                yield advice(
                    "name_alone",
                    self.field,
                    gettext(
                        "{name} is named and does not go along: write @{name}, or make it a reference."
                    ).format(name=asset),
                    nearest,
                )

    def left_behind(self) -> Iterator[veo.Finding]:
        """A picture that is left out without a word."""
        if left := [worn for worn in self.sources.left_behind if worn.look.newest]:
            names = gettext(" and ").join(str(worn.look) for worn in left)
            message = NO_PICTURE if self.sources.links else NO_ROOM
            yield advice("picture_left_behind", self.field, message.format(names=names))

    def no_sound(self) -> Iterator[veo.Finding]:
        columns = guide.HEARD if self.field == "action" else ()
        told = any(getattr(self.shot, name).strip() for name in columns) or SOUND.search(
            self.words.typed["shot"]
        )
        if self.request.generate_audio and self.request.prompt and not told:
            place = "sound" if self.field == "action" else "prompt"
            yield advice("no_sound", place, gettext("Sound is on and none is described: Veo makes one up."))

    def negations(self) -> Iterator[veo.Finding]:
        text = QUOTED.sub("", self.texts.get(self.field, ""))
        if found := NEGATION.search(text):
            words = " ".join(found[0].split())
            yield advice(
                "negation",
                self.field,
                gettext("“{words}” calls up what it rules out: name it in the negative prompt.").format(
                    words=words
                ),
            )

    def another_aspect(self) -> Iterator[veo.Finding]:
        film = self.shot.project.aspect_ratio
        if self.request.aspect_ratio != film:
            message = gettext("The film is {film}, and this shot {shot}: they do not fit in one cut.").format(
                film=film, shot=self.request.aspect_ratio
            )
            yield advice("another_aspect", "aspect_ratio", message, "")


def advice(rule: str, field: str, message: str, nearest: str | None = None) -> veo.Finding:
    return veo.Finding(rule, "advice", field, message, nearest)


def changed(text: str, mention: Mention, new: str) -> str:
    return text[: mention.start] + new + text[mention.end :]
