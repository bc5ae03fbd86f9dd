"""Every word that Python says to people goes through gettext."""

import ast
import re
from pathlib import Path

import pytest

from tests.ground.live import ROOT

APPS = (
    "accounts",
    "files",
    "projects",
    "assets",
    "continuity",
    "takes",
    "cut",
    "review",
    "exchange",
    "rooms",
)
WITHOUT_DJANGO = (
    "veo/rules.py",
    "media/kinds.py",
    "media/pictures.py",
    "media/clips/reading.py",
    "media/clips/frames.py",
)
NOT_FOR_PEOPLE = {"migrations", "management"}  # what the operator reads in a terminal
KEPT = {
    "rooms/sample.py": "what stands in the sample film is its own",
    "takes/backup.py": "said in a terminal",
    "takes/restoring.py": "said in a terminal",
    "takes/derive.py": "kept in a take's row",
    "takes/engine.py": "kept in a generation's row",
    "takes/measuring.py": "runs without Django, and is kept in a row",
    "takes/settling.py": "kept in a generation's row",
}
KEPT_SENTENCES = {
    "A cut version stays as it was saved: save another one.",  # for who writes code here
    "{} {} came from elsewhere: watch where it was, or say made().",
    "Nothing was sent. Change the shot and generate again.",  # kept in a generation's row
    "Storyboard knows its data folder by this file. Leave it here, under this name.\n",
}
PATHS = sorted(
    path
    for app in APPS
    for path in (ROOT / "storyboard" / app).rglob("*.py")
    if not NOT_FOR_PEOPLE & set(path.parts)
) + [ROOT / "storyboard" / path for path in WITHOUT_DJANGO]
TRANSLATES = {
    "_",
    "_lazy",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
LOGS = {"debug", "info", "warning", "error", "exception", "critical"}
TELLS = {"tell": 1, "success": 1, "info": 1, "warning": 1, "error": 1, "say_no": 0, "ValidationError": 0}
TELLS |= {"add_error": 1, "Http404": 0, "PermissionDenied": 0}
NAMED = {"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural"}
MAPPED = {"error_messages", "labels", "help_texts"}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^(?:[A-Z“]|\{\}).*[a-z]+[^a-z]+[a-z]+.*[.?!]\s*$", re.DOTALL)
HTML = re.compile(r"<[^>]*>")


class Said(ast.NodeVisitor):
    """Collects (line, words) of what is said to people and was not translated."""

    def __init__(self, source: str) -> None:
        self.found: set[tuple[int, str]] = set()
        self.visit(ast.parse(source))

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # else a docstring
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = name_of(node.func)
        if name in TRANSLATES or (name in LOGS and not is_message(node)):
            return
        if name in TELLS and is_message(node):
            for argument in node.args[TELLS[name] :][:1]:
                self.hear(argument)
        for keyword in node.keywords:
            if keyword.arg in NAMED:
                self.hear(keyword.value)
            self.map(keyword.arg or "", keyword.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.map(name_of(target), node.value)
            if name_of(target) in NAMED:
                self.hear(node.value)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if any("Choices" in name_of(base) for base in node.bases):
            for line in node.body:
                if (
                    isinstance(line, ast.Assign)
                    and isinstance(line.value, ast.Tuple)
                    and not is_measure(line.value)
                ):
                    self.hear(line.value.elts[-1])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and SENTENCE.match(node.value):
            self.found.add((node.lineno, node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if SENTENCE.match(words := text_of(node)):
            self.found.add((node.lineno, words))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def map(self, name: str, value: ast.expr) -> None:
        if name in MAPPED and isinstance(value, ast.Dict):
            for each in value.values:
                self.hear(each)

    def hear(self, node: ast.expr) -> None:
        """What an argument may be; a name is looked at where it is made."""
        if isinstance(node, ast.IfExp):
            self.hear(node.body)
            self.hear(node.orelse)
        elif isinstance(node, ast.BoolOp):
            for each in node.values:
                self.hear(each)
        elif isinstance(node, ast.Constant | ast.JoinedStr) and WORD.search(HTML.sub("", text_of(node, ""))):
            self.found.add((node.lineno, text_of(node)))


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_measure(choice: ast.Tuple) -> bool:
    """720p is called so everywhere."""
    return bool(re.search(r"\d", text_of(choice.elts[-1])))


def is_message(call: ast.Call) -> bool:
    """`messages.error(…)` speaks to people, `log.error(…)` to the operator."""
    if name_of(call.func) not in LOGS:
        return True
    return isinstance(call.func, ast.Attribute) and name_of(call.func.value) == "messages"


def text_of(node: ast.expr, gap: str = "{}") -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else gap for part in node.values)


def files() -> list[Path]:
    return [path for path in PATHS if str(path.relative_to(ROOT / "storyboard")) not in KEPT]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_its_words_through_gettext(path: Path) -> None:
    found = Said(path.read_text()).found
    assert sorted(said for said in found if said[1] not in KEPT_SENTENCES) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('tell(request, _("Saved."))', []),
        ('tell(request, "Saved")', ["Saved"]),
        ('tell(request, f"{shot} is back")', ["{} is back"]),
        ('messages.error(request, gettext("No") if a else "Not now")', ["Not now"]),
        ('log.error("It went wrong on the way.")', []),
        ('forms.CharField(label="Name")', ["Name"]),
        ('class Meta:\n    labels = {"slug": "Slug line"}', ["Slug line"]),
        ('class Kind(models.TextChoices):\n    STILL = "still", "Still"', ["Still"]),
        ('class Size(models.TextChoices):\n    P720 = "720p", "720p"', []),
        ('MOVED = "It has moved meanwhile: look again."', ["It has moved meanwhile: look again."]),
        ('"""It says what the module is for."""', []),
        ('raise AssertionError("a checked host has an address")', []),
    ],
)
def test_what_is_not_translated_is_seen(source: str, words: list[str]) -> None:
    assert [said for _, said in sorted(Said(source).found)] == words
