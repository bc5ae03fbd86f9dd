"""The words that go to Veo: the shot's own prompt, or its plan spoken as one, then the film's style."""

from storyboard.projects.models import Shot

PLAN = ("size", "angle", "movement", "lens")


def parts(shot: Shot) -> dict[str, str]:
    """The prompt in its parts, as the recipe keeps them."""
    own = shot.prompt.strip()
    return {
        "shot": own or planned(shot),
        "from": "prompt" if own else "plan",
        "style": shot.project.style.strip(),
    }


def final(spoken: dict[str, str]) -> str:
    return "\n\n".join(words for words in (spoken["shot"], spoken["style"]) if words)


def planned(shot: Shot) -> str:
    """What the shot list says, in the order of Veo's prompt guide: camera, action, dialogue, sound."""
    camera = ", ".join(value for name in PLAN if (value := getattr(shot, name).strip()))
    said = [f"{camera}." if camera else "", shot.action.strip(), spoken(shot.dialogue), heard(shot.sound)]
    return " ".join(words for words in said if words)


def spoken(dialogue: str) -> str:
    words = " ".join(dialogue.split())
    if not words or any(mark in words for mark in '"“”:'):
        return words
    return f"“{words}”"


def heard(sound: str) -> str:
    words = " ".join(sound.split())
    return words if not words or words.lower().startswith(("sfx", "ambient")) else f"SFX: {words}"
