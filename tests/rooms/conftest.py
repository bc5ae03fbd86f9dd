from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from storyboard.projects.models import Project, Shot
    from storyboard.takes.models import Generation, Take


@pytest.fixture
def paying(film: "Project", settings: Any) -> "Project":
    """The film may send to Veo, and a second costs 0.40 with sound."""
    type(film).objects.filter(pk=film.pk).update(may_send=True, resolution="720p")
    film.refresh_from_db()
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    return film


@pytest.fixture
def sent(paying: "Project", shot: "Shot", dana: Any) -> "Callable[..., Generation]":
    """`sent(n=2)` is a paid call of 4 s clips for 1-010 that is on its way; `by=` somebody, `of=` another shot."""
    from storyboard.takes.composition import Composition

    def send(n: int = 1, by: Any = None, of: "Shot | None" = None, prompt: str = "A lamp.") -> "Generation":
        wanted = of or shot
        wanted.write(prompt=prompt, duration=4, n=n)
        fresh = type(wanted).objects.select_related("scene__project").get(pk=wanted.pk)
        generation = Composition(fresh, "final").generate(by or dana)
        generation.claim("a worker")
        assert generation.begin_sending()
        return generation

    return send


@pytest.fixture
def done(sent: "Callable[..., Generation]") -> "Callable[..., list[Take]]":
    """`done(n=2)`: the takes of a paid call, each of 96 frames; `came=1` is how many of its clips came back."""
    from storyboard.takes.models import Take
    from storyboard.takes.settling import Arrival

    def finish(came: int | None = None, **call: Any) -> "list[Take]":
        generation = sent(**call)
        arrivals = [Arrival(place, url="https://host.example/a.mp4") for place in range(came or generation.n)]
        takes = generation.finish(arrivals)
        Take.objects.filter(generation=generation).update(frames=96)
        return takes

    return finish
