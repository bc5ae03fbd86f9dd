import subprocess
import sys

import pytest

from tests.ground.image import Image, Stage, lines_of
from tests.ground.live import ROOT, Listening, free_port


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    image = Image(ROOT, tmp_path_factory.mktemp("image"), python=sys._base_executable)
    image.build()
    return image


@pytest.fixture(scope="module")
def final(image: Image) -> Stage:
    return image.stages[-1]


@pytest.mark.timeout(240)
def test_every_step_of_the_image_runs(final: Stage) -> None:
    assert (final.root / "venv/bin/python").exists()
    assert (final.root / "app/manage.py").exists()


def test_nothing_but_the_product_reaches_the_image(image: Image, final: Stage) -> None:
    there = {path.name for path in (final.root / "app").iterdir()}
    assert there == {"manage.py", "static", "storyboard", "templates"}
    assert not [name for name in ("data", ".env", ".git", ".venv") if image.is_sent(name)]


def test_the_image_runs_as_a_user_that_it_made_and_that_owns_the_data(image: Image, final: Stage) -> None:
    user = final.said["USER"]
    assert user not in ("root", "0")
    assert [line for line in image.pretended() if line.startswith("useradd") and line.endswith(f" {user}")]
    assert f"chown {user} {final.root}/data" in image.pretended()
    assert final.said["VOLUME"] == final.env["STORYBOARD_DATA"] == "/data"


def test_no_line_of_the_image_holds_a_secret() -> None:
    words = {word for word, _ in lines_of(ROOT / "Dockerfile")}
    names = {name for word, rest in lines_of(ROOT / "Dockerfile") if word == "ENV" for name in rest.split()}
    assert "ARG" not in words
    assert not [name for name in names if "KEY" in name or "SECRET" in name or "TOKEN" in name]


def test_the_image_serves_is_healthy_and_stops_when_asked(image: Image, final: Stage) -> None:
    port = free_port()
    world = image.environment(final) | {"HOST": "127.0.0.1", "PORT": str(port)}
    folder = final.root / final.folder.lstrip("/")
    with Listening(image.command(final, "CMD"), folder, world, port, final.root / "log") as container:
        health = subprocess.run(image.command(final, "HEALTHCHECK"), env=world, timeout=30, check=False)
        assert health.returncode == 0
        assert container.stop() == 0


def test_the_health_check_fails_where_nothing_listens(image: Image, final: Stage) -> None:
    world = image.environment(final) | {"PORT": str(free_port())}
    health = subprocess.run(image.command(final, "HEALTHCHECK"), env=world, capture_output=True, check=False)
    assert health.returncode == 1
