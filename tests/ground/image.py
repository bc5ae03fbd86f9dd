"""Follows a Dockerfile without an engine: each stage is a folder that stands for its file system."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

# What would change this machine, or needs root, is only written down.
PRETENDED = ("useradd", "chown")


@dataclass
class Stage:
    """One FROM: its root folder and what its later lines said."""

    name: str
    base: str
    root: Path
    env: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    said: dict[str, str] = field(default_factory=dict)

    def here(self, text: str) -> str:
        """The text with the stage's own absolute paths led into its folder."""
        return re.sub(r"(?<![\w./}])/(venv|build|app|data)\b", rf"{self.root}/\1", text)


class Image:
    """The stages of a Dockerfile, built with this machine's Python in `folder` from the context `source`."""

    def __init__(self, source: Path, folder: Path, python: str) -> None:
        self.source, self.folder = source, folder
        self.stages: list[Stage] = []
        self.tools = folder / "tools"
        self.tools.mkdir(parents=True)
        self.tool("python", f'exec "{python}" "$@"')
        for name in PRETENDED:
            self.tool(name, f'echo {name} "$@" >> "{self.tools}/pretended"')

    def tool(self, name: str, line: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    def build(self) -> Stage:
        for word, rest in lines_of(self.source / "Dockerfile"):
            getattr(self, f"do_{word.lower()}", self.note)(rest)
            self.stages[-1].said[word] = rest
        return self.stages[-1]

    def note(self, rest: str) -> None:
        """USER, VOLUME, EXPOSE, HEALTHCHECK and CMD are only written down."""

    def do_from(self, rest: str) -> None:
        base, _, name = rest.partition(" AS ")
        root = self.folder / f"stage{len(self.stages)}"
        root.mkdir()
        self.stages.append(Stage(name, base, root))

    def do_env(self, rest: str) -> None:
        stage = self.stages[-1]
        for name, value in (pair.split("=", 1) for pair in rest.split()):
            stage.env[name] = value

    def do_workdir(self, rest: str) -> None:
        self.stages[-1].folder = rest

    def do_copy(self, rest: str) -> None:
        words = rest.split()
        stage = self.stages[-1]
        root = self.source
        if words[0].startswith("--from="):
            root = next(each.root for each in self.stages if each.name == words.pop(0)[7:])
        *sources, target = words
        for source in sources:
            self.copy(root, source.lstrip("/"), stage.root / target.lstrip("/"))

    def copy(self, root: Path, source: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        if root == self.source and not self.is_sent(source):
            raise FileNotFoundError(f".dockerignore keeps {source} out")
        if (root / source).is_dir():
            shutil.copytree(
                root / source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy2(root / source, target)

    def is_sent(self, path: str) -> bool:
        """Whether .dockerignore lets a top-level name into the build; its last fitting line decides."""
        sent = True
        for line in (self.source / ".dockerignore").read_text().splitlines():
            if line and not line.startswith("#") and fnmatch(path, line.lstrip("!")):
                sent = line.startswith("!")
        return sent

    def do_run(self, rest: str) -> None:
        stage = self.stages[-1]
        line = ["/bin/sh", "-ec", stage.here(rest)]
        subprocess.run(line, cwd=stage.root, env=self.environment(stage), check=True, timeout=170)

    def environment(self, stage: Stage) -> dict[str, str]:
        """What a process of this stage sees: the image's own ENV, and pip's settings of this machine."""
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        path = f"{self.tools}:/usr/bin:/bin"
        own = {name: stage.here(value).replace("$PATH", path) for name, value in stage.env.items()}
        return {"PATH": path, "HOME": str(self.folder)} | pip | own

    def command(self, stage: Stage, word: str) -> list[str]:
        """CMD or HEALTHCHECK as a list of words."""
        return [stage.here(part) for part in json.loads("[" + stage.said[word].partition("[")[2])]

    def pretended(self) -> list[str]:
        return (self.tools / "pretended").read_text().splitlines()


def lines_of(dockerfile: Path) -> list[tuple[str, str]]:
    """(instruction, rest) per instruction; continued lines are joined, comments dropped."""
    text = re.sub(r"^\s*#.*\n", "", dockerfile.read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", " ", text)
    pairs = (line.split(maxsplit=1) for line in joined.splitlines() if line.strip())
    return [(word.upper(), rest) for word, rest in pairs]
