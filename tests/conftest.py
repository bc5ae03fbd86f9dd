"""The tests' world: an environment of its own, the fixed cast, a watched browser, the product running."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from scripts.browser import FLAGS, system_chromium
from tests.ground.live import Live
from tests.ground.watch import Watch, violations

if TYPE_CHECKING:
    from django.test import Client

    from storyboard.accounts.models import Person
    from storyboard.projects.models import Project, Scene, Shot
    from storyboard.takes.models import Take

PASSWORD = "a keeper's lamp"
FIRST = (1_000_000, "")
DATABASE = "storyboard.sqlite3"
PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
OURS = (
    "ALLOWED_HOSTS",
    "AZERION_",
    "CSRF_",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_",
    "HOST",
    "MEDIA_STORAGE",
    "PORT",
    "SECRET_KEY",
    "STORYBOARD_",
    "VEO_",
)
# A busy machine is no defect; the same examples each time, others with --hypothesis-profile=search.
hypothesis.settings.register_profile("here", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("here")


def pytest_configure(config: pytest.Config) -> None:
    """Settings read the environment once, at Django's set-up: named in pyproject they come too early."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return  # each of its processes makes a world of its own, and inherits none
    for name in list(os.environ):
        if name.startswith(OURS) or name.lower().endswith("_proxy"):
            del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="storyboard-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["STORYBOARD_DATA"] = folder.name
    os.environ["DJANGO_SETTINGS_MODULE"] = "storyboard.settings"

    from django.conf import settings

    expect.set_options(timeout=20_000)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_STATIC}}
    settings.STATIC_ROOT.mkdir()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: playwright keeps a loop on the thread, and no asyncio test starts after it.

    Those of one file go to one process, which starts their server once; long files first, so that both end together.
    """
    sizes = Counter(item.path for item in items if uses_browser(item))
    items.sort(
        key=lambda item: (sizes[item.path], str(item.path)) if uses_browser(item) else FIRST, reverse=True
    )
    for item in items:
        if uses_browser(item):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """On playwright's thread Django takes each query for one inside a coroutine."""
    if uses_browser(item):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def uses_browser(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


@pytest.fixture
def ines(db: None) -> "Person":
    """Ines keeps the installation and is a member of no film."""
    from storyboard.accounts.models import Installation

    return Installation.begin(email="ines@example.com", name="Ines Marsh", password=PASSWORD)


def person(name: str) -> "Person":
    from storyboard.accounts.models import Person

    return Person.objects.create_user(
        email=f"{name.split()[0].lower()}@example.com", name=name, password=PASSWORD
    )


@pytest.fixture
def dana(ines: "Person") -> "Person":
    """Dana directs: owner of her projects."""
    return person("Dana Reyes")


@pytest.fixture
def eli(ines: "Person") -> "Person":
    """Eli edits."""
    return person("Eli Stone")


@pytest.fixture
def rae(ines: "Person") -> "Person":
    """Rae reviews."""
    return person("Rae Okoye")


@pytest.fixture
def vic(ines: "Person") -> "Person":
    """Vic only views."""
    return person("Vic Lind")


@pytest.fixture
def max(ines: "Person") -> "Person":
    """Max is a stranger."""
    return person("Max Petrov")


@pytest.fixture
def film(dana: "Person", eli: "Person", rae: "Person", vic: "Person") -> "Project":
    """Keeper, Dana's film: Eli edits, may pick and may spend, Rae reviews, Vic views. Sandbox only."""
    from storyboard.projects.access import Role
    from storyboard.projects.models import Project

    film = Project.objects.begin("Keeper", by=dana)
    film.members.create(person=eli, role=Role.EDITOR, may_pick=True, may_spend=True)
    film.members.create(person=rae, role=Role.REVIEWER)
    film.members.create(person=vic, role=Role.VIEWER)
    return film


@pytest.fixture
def scene(film: "Project") -> "Scene":
    """The film's first scene, without a shot."""
    from storyboard.projects.models import Scene

    return Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")


@pytest.fixture
def shot(scene: "Scene") -> "Shot":
    """The scene's first shot, 1-010."""
    from storyboard.projects.models import Shot

    return Shot.objects.add(scene, action="The keeper lights the lamp.")


@pytest.fixture
def take_of(db: None, tmp_path: Path) -> "Callable[[Shot, bytes], Take]":
    """`take_of(shot, b"...")`: the shot's next take with these bytes as its clip, measured as 96 frames."""
    from django.conf import settings

    from storyboard.files.models import File
    from storyboard.takes.models import Take

    def make(shot: "Shot", clip: bytes) -> Take:
        settings.MEDIA_ROOT.mkdir(exist_ok=True)
        path = tmp_path / f"{shot.pk}.mp4"
        path.write_bytes(clip)
        kept = File.objects.keep(path, "video/mp4")
        number = shot.number_takes(1)[0]
        return Take.objects.create(shot=shot, number=number, original=kept, frames=96)

    return make


@pytest.fixture
def signed_in(client: "Client") -> Callable[["Person"], "Client"]:
    """`signed_in(dana)` is Django's test client with Dana at it."""

    def sign_in(who: "Person") -> "Client":
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the tables and sheets that a first start lays there; it takes seconds, so it is done once."""
    folder = tmp_path_factory.mktemp("prepared")
    Live(folder).manage("migrate", "-v0")
    Live(folder).do("from storyboard.takes.management.commands.serve import lay_sheets; lay_sheets()")
    return folder


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Callable[..., Live]:
    """`with live() as server:` runs `manage.py serve`; `live("sandbox", "--port", "{port}")` another command.

    Keywords go into its environment: `live(AZERION_BASE_URL=...)`; `data=` names a folder to start on again. In a new
    folder `serve` finds its tables already; with `bare=True` it is as empty as that of a first start.
    """

    def start(*command: str, data: Path | None = None, bare: bool = False, **env: str) -> Live:
        folder = data or tmp_path_factory.mktemp("live")
        if command in ((), ("serve",)) and not bare and not (folder / DATABASE).exists():
            lay(prepared, folder)
        return Live(folder, *command, **env)

    return start


def lay(prepared: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (DATABASE, "static.laid"):
        shutil.copy(prepared / name, folder)
    shutil.copytree(prepared / "static", folder / "static", dirs_exist_ok=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    path = system_chromium() or playwright.chromium.executable_path
    return browser_type_launch_args | {"executable_path": path, "args": FLAGS}


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test when a watched page complained."""
    watch = Watch()
    yield watch
    assert not watch.unexpected(), "\n".join(watch.unexpected())


@pytest.fixture
def watched_page(watch: Watch, context: BrowserContext) -> Page:
    """A page whose console errors, uncaught errors and CSP violations fail the test."""
    return watch.over(context).new_page()


# What still comes in is half there, and so is its contrast. Not awaited: a transition that another one replaced may
# never say that it is over.
AT_REST = """() => document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .forEach((each) => each.finish())"""


IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` fails with each place where the page is not accessible, its colours by day and by night."""

    def check(page: Page, without: tuple[str, ...] = ()) -> None:
        page.evaluate(AT_REST)
        found = violations(page, without)
        if "color-contrast" not in without:
            found += by_other_light(page)
        assert not found, f"axe found {len(found)} on {page.url}\n" + "\n".join(found)

    def by_other_light(page: Page) -> list[str]:
        here, other = ("dark", "light") if page.evaluate(IS_DARK) else ("light", "dark")
        page.emulate_media(color_scheme=other)
        page.evaluate(AT_REST)
        found = violations(page, only=("color-contrast",))
        page.emulate_media(color_scheme=here)
        return [f"in the {other}: {each}" for each in found]

    return check
