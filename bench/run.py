"""Runs every measurement of this folder one after another: `make bench`, or `make bench ARGS="veo media"`.

A measurement is a program here that prints its figures as lines; it fails where a bar is missed. Files that
begin with an underscore are helpers.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def measurements(wanted: list[str]) -> list[Path]:
    """All programs, or those whose name begins with a wanted word."""
    programs = [path for path in sorted(HERE.glob("*.py")) if path.name != "run.py" and path.name[0] != "_"]
    return [path for path in programs if not wanted or path.stem.startswith(tuple(wanted))]


def holds(program: Path) -> bool:
    """Run one measurement, its lines straight to the terminal; whether its bars hold."""
    print(f"\n{program.stem}", flush=True)
    begun = time.perf_counter()
    env = os.environ | {"PYTHONPATH": str(HERE.parent), "PYTHONUNBUFFERED": "1"}
    status = subprocess.run([sys.executable, program], cwd=HERE.parent, env=env, check=False).returncode
    print(f"{'held' if status == 0 else 'MISSED'}, {time.perf_counter() - begun:.1f} s", flush=True)
    return status == 0


def main(wanted: list[str]) -> str | None:
    missed = [program.stem for program in measurements(wanted) if not holds(program)]
    return f"\nmissed: {', '.join(missed)}" if missed else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
