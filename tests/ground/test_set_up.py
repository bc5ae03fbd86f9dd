import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ground.live import ROOT

PYTHON = sys._base_executable


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose locks ask for nothing, in a place with a space."""
    root = tmp_path / "a checkout"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/set_up", root / "scripts/set_up")
    (root / "requirements.lock").write_text("# nothing\n")
    (root / "requirements-dev.lock").write_text("# nothing, for the tests\n")
    return root


def set_up(
    root: Path, lock: str = "requirements.lock", python: str = PYTHON
) -> subprocess.CompletedProcess[str]:
    line = [root / "scripts/set_up", python, lock]
    return subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)


def say(root: Path, version: str) -> str:
    """A program that claims to be a Python of this version."""
    path = root / f"python{version}"
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("version", ["2.7.18", "3.10.13", "3.14.0"])
def test_another_python_is_told_so_in_one_line(checkout: Path, version: str) -> None:
    done = set_up(checkout, python=say(checkout, version))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert version in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_not_there_is_told_so_in_one_line(checkout: Path) -> None:
    done = set_up(checkout, python="python3.999")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_a_second_set_up_touches_nothing(checkout: Path) -> None:
    assert set_up(checkout).returncode == 0
    before = (checkout / ".venv/.made").stat().st_mtime_ns
    again = set_up(checkout)
    assert (again.returncode, again.stderr) == (0, "")
    assert (checkout / ".venv/.made").stat().st_mtime_ns == before


def test_the_tests_packages_are_laid_over_the_products(checkout: Path) -> None:
    set_up(checkout)
    (checkout / ".venv/mark").touch()
    assert set_up(checkout, "requirements-dev.lock").returncode == 0
    assert (checkout / ".venv/mark").exists()
    assert set_up(checkout).stderr == ""


def test_a_changed_lock_makes_a_new_venv(checkout: Path) -> None:
    set_up(checkout)
    (checkout / ".venv/mark").touch()
    (checkout / "requirements.lock").write_text("# nothing at all\n")
    assert set_up(checkout).returncode == 0
    assert not (checkout / ".venv/mark").exists()


@pytest.mark.parametrize("missing", [".made", "bin/python"])
def test_a_venv_that_was_interrupted_is_made_anew(checkout: Path, missing: str) -> None:
    set_up(checkout)
    (checkout / ".venv/mark").touch()
    (checkout / ".venv" / missing).unlink()
    assert set_up(checkout).returncode == 0
    assert not (checkout / ".venv/mark").exists()
    assert (
        subprocess.run([checkout / ".venv/bin/python", "-m", "pip", "--version"], check=False).returncode == 0
    )


def test_a_failed_install_leaves_no_stamp(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(
        "nothing-like-this==1 --hash=sha256:" + "0" * 64 + "\n--no-index\n"
    )
    assert set_up(checkout).returncode == 1
    assert not (checkout / ".venv/.made").exists()
