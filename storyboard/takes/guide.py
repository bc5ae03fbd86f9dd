"""A shot's fields spoken as one prompt, in the order of Veo's prompt guide.

Cinematography, subject, action, context, style; then what is heard: dialogue, effects, ambience.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Shot

CAMERA = ("size", "angle", "movement", "lens")
SEEN = ("subject", "action", "context", "style")
HEARD = ("dialogue", "sound", "ambience")
FIELDS = (*CAMERA, *SEEN, *HEARD)
LABELS = {
    "size": _("Size"),
    "angle": _("Angle"),
    "movement": _("Movement"),
    "lens": _("Lens"),
    "subject": _("Subject"),
    "action": _("Action"),
    "context": _("Context"),
    "style": _("Style"),
    "dialogue": _("Dialogue"),
    "sound": _("SFX"),
    "ambience": _("Ambience"),
}
# What a shot was made of from the beginning: these stand side by side as they are typed.
FIRST = (*CAMERA, "action", "dialogue", "sound")
# A sentence runs on over these: “The keeper” “raises his lamp” “on the headland”.
RUNS_ON = ("action", "context")
ENDS = (".", "!", "?", ":", ";", ",", "…", "”", '"', "»", "-", "–", "—")

Part = tuple[str, str]  # a field, and its words with what joins them to the ones before


def parts(shot: Shot) -> list[Part]:
    """The fields that say something, in order; their words joined are the prompt."""
    said = camera(shot)
    for name, words in told(shot):
        if words:
            said.append((name, joint(said, name, words) + words))
    return said


def planned(shot: Shot) -> str:
    return "".join(words for _, words in parts(shot))


def camera(shot: Shot) -> list[Part]:
    """`MS, low, arc, 35 mm.`"""
    set_up = [(name, words) for name in CAMERA if (words := getattr(shot, name).strip())]
    last = len(set_up) - 1
    return [
        (name, f"{', ' if place else ''}{words}{'.' if place == last else ''}")
        for place, (name, words) in enumerate(set_up)
    ]


def told(shot: Shot) -> list[Part]:
    return [
        *((name, getattr(shot, name).strip()) for name in SEEN),
        ("dialogue", spoken(shot.dialogue)),
        ("sound", heard(shot.sound)),
        ("ambience", around(shot.ambience)),
    ]


def joint(said: list[Part], name: str, words: str) -> str:
    """What stands between the words so far and these: a space, or the end of a sentence."""
    if not said:
        return ""
    before, typed = said[-1]
    as_ever = before in FIRST and name in FIRST
    runs_on = name in RUNS_ON and words[0].islower()
    return " " if as_ever or runs_on or typed.endswith(ENDS) else ". "


def spoken(dialogue: str) -> str:
    words = " ".join(dialogue.split())
    if not words or any(mark in words for mark in '"“”:'):
        return words
    return f"“{words}”"


def heard(sound: str) -> str:
    words = " ".join(sound.split())
    return words if not words or words.lower().startswith(("sfx", "ambient")) else f"SFX: {words}"


def around(ambience: str) -> str:
    words = " ".join(ambience.split())
    return words if not words or words.lower().startswith("ambien") else f"Ambient noise: {words}"
