"""House rules as tests; each message says what to write instead."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = [ROOT / name for name in ("app", "line_simulator", "runner", "worker.py", "wsgi.py")]
MAX_FILE, MAX_TEST, MAX_FUNCTION, MAX_TEMPLATE, MAX_SCRIPT = 400, 600, 60, 150, 250


def _python(*roots: Path) -> list[Path]:
    return [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*.py")))]


def _lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


@pytest.mark.parametrize("path", _python(*CODE), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_are_of_readable_length(path):
    assert _lines(path) <= MAX_FILE, "split the file by what its parts are for"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            assert length <= MAX_FUNCTION, f"{node.name} has {length} lines: name its parts"


def test_tests_templates_and_page_scripts_are_of_readable_length():
    limits = [(_python(ROOT / "tests"), MAX_TEST)]
    limits.append((list((ROOT / "app/templates").rglob("*.html")), MAX_TEMPLATE))
    limits.append((list((ROOT / "app/static/js").rglob("*.js")), MAX_SCRIPT))
    too_long = {str(path.relative_to(ROOT)): _lines(path) for paths, most in limits for path in paths if _lines(path) > most}
    assert not too_long


def test_only_the_clock_asks_for_the_time():
    asking = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    found = [path for path in _python(ROOT / "app") if asking.search(path.read_text("utf-8")) and path.name != "clock.py"]
    assert not found, f"use app.clock instead of datetime in {found}"


def test_only_config_reads_the_environment():
    found = [path for path in _python(ROOT / "app") if re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))]
    assert {path.relative_to(ROOT).as_posix() for path in found} <= {"app/__init__.py"}


def test_templates_mark_nothing_as_safe_and_hold_no_inline_script_or_style():
    for path in (ROOT / "app/templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", ""), f"{path}: escape instead of |safe"
        assert " style=" not in text, f"{path}: put the style into a CSS file"
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), f"{path}: put the script into a file"


def test_every_queue_has_a_worker_that_the_runner_starts():
    from app.queues import QueueNames
    from runner.__main__ import QUEUES

    assert set(QUEUES) == set(QueueNames.ALL)


def test_every_setting_is_documented():
    names = set(re.findall(r'read\.\w+\(\s*"([A-Z_]+)"', (ROOT / "app/config.py").read_text("utf-8")))
    documented = (ROOT / "docs/settings.md").read_text("utf-8")
    missing = sorted(name for name in names if f"`{name}`" not in documented)
    assert not missing, f"describe {missing} in docs/settings.md"
