"""Every linter of this project, in one place: `make lint` runs them all, the tests run each."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def templates() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("templates/**/*.html"))]


LINTERS = {
    "ruff check": [BIN / "ruff", "check", "--quiet"],
    "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "--diff"],
    "mypy": [BIN / "mypy", "--no-error-summary"],
    "import-linter": [BIN / "lint-imports"],
    "djade": [BIN / "djade", "--target-version", "5.2", "--check", *templates()],
    "django checks": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def complaints_of(name: str) -> str:
    """What one linter says against the code; empty when it is content."""
    command = [str(part) for part in LINTERS[name]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"{name} failed in silence"


def main() -> int:
    failed = False
    for name in LINTERS:
        complaints = complaints_of(name)
        failed = failed or bool(complaints)
        print(f"{name}: {'failed' if complaints else 'ok'}", complaints, sep="\n" if complaints else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
