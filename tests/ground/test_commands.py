"""`.ci/run` and `make bench`, each in a scratch folder with little work to do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ground.live import ROOT


def ci(root: Path, recipe: str) -> subprocess.CompletedProcess[str]:
    (root / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", root / ".ci/run")
    (root / "Makefile").write_text(f"test:\n{recipe}")
    return subprocess.run([root / ".ci/run"], capture_output=True, text=True, timeout=60, check=False)


def test_ci_ends_with_the_closing_line_of_the_tests(tmp_path: Path) -> None:
    done = ci(tmp_path, "\t@echo '===== 3 passed in 1.20s ====='; echo 'a last word'\n")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "===== 3 passed in 1.20s ====="


def test_ci_fails_with_the_tests_and_still_ends_with_their_line(tmp_path: Path) -> None:
    done = ci(tmp_path, "\t@echo '== 1 failed, 2 passed, 1 warning in 71.20s (0:01:11) =='; exit 1\n")
    assert done.returncode == 2
    assert done.stdout.splitlines()[-1] == "== 1 failed, 2 passed, 1 warning in 71.20s (0:01:11) =="


def test_ci_fails_where_the_tests_never_began(tmp_path: Path) -> None:
    assert ci(tmp_path, "\t@echo no Chromium; exit 1\n").returncode == 2


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "bench"
    folder.mkdir()
    shutil.copy(ROOT / "bench/run.py", folder / "run.py")
    (folder / "_clips.py").write_text("CLIPS = 4\nraise_when_run = 1 / (__name__ != '__main__')\n")
    (folder / "veo_body.py").write_text("from _clips import CLIPS\nprint(f'{CLIPS} clips: 1.01 x')\n")
    (folder / "worker.py").write_text("import sys\nprint('1.4 x')\nsys.exit(1)\n")
    return folder


def run(bench: Path, *wanted: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, bench / "run.py", *wanted]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_bench_prints_each_figure_and_names_what_missed_its_bar(bench: Path) -> None:
    done = run(bench)
    assert done.returncode == 1
    assert "4 clips: 1.01 x" in done.stdout
    assert done.stderr.strip() == "missed: worker"


def test_bench_runs_some(bench: Path) -> None:
    done = run(bench, "veo")
    assert done.returncode == 0
    assert "worker" not in done.stdout
