"""The package's borders: what it may import, and what every node type must have."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.flows.engine

PACKAGE = Path(app.flows.engine.__file__).parent
IMPURE = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "random.random", "uuid.uuid4"}
FILES = sorted(PACKAGE.rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            yield statement.module or ""


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PACKAGE)) for path in FILES])
def test_the_engine_imports_only_itself_and_the_standard_library(path: Path) -> None:
    allowed = {"jsonschema_rs"} if path.name == "check.py" else set()
    for module in imported(ast.parse(path.read_text("utf-8"))):
        own = module == "app.flows.engine" or module.startswith("app.flows.engine.")
        assert own or module.split(".")[0] in sys.stdlib_module_names | allowed, f"{module}: ask for it by Services"


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PACKAGE)) for path in FILES])
def test_the_engine_asks_neither_clock_nor_chance(path: Path) -> None:
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call):
            called = ast.unparse(call.func)
            assert not any(called.endswith(impure) for impure in IMPURE), f"{called}: it comes in as `now` or `rng`"
