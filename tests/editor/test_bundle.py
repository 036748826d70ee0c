"""The committed bundle is the one that the sources give."""

import hashlib
import re
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
DIST = Path(__file__).parents[2] / "app" / "static" / "dist"
SINGLE = ("package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


def hash_of_sources() -> str:
    """SHA-256 over path, NUL, content, NUL of each file, as frontend/scripts/sources.mjs works it out."""
    below = [path.relative_to(FRONTEND).as_posix() for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted([*below, *SINGLE]):
        digest.update(path.encode() + b"\0" + (FRONTEND / path).read_bytes() + b"\0")
    return digest.hexdigest()


def test_the_bundle_was_built_from_these_sources():
    built_from = (DIST / "sources.sha256").read_text().strip()
    assert built_from == hash_of_sources(), "run `npm ci && npm run build` in frontend/ and commit app/static/dist"


def test_the_bundle_asks_for_nothing_that_the_content_security_policy_forbids():
    style = (DIST / "editor.css").read_text()
    assert not re.search(r"url\(|@import", style)
    for name in ("editor.js", "layout.worker.js"):
        script = (DIST / name).read_text()
        assert not re.search(r"\beval\(|new Function\(|data:(image|text|application|font)|blob:", script), name


def test_no_source_file_of_the_editor_is_longer_than_400_lines():
    long = {
        path.name: lines
        for path in (FRONTEND / "src").rglob("*")
        if path.suffix in (".ts", ".tsx", ".css") and (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}, "split it by what it is about"


def test_the_licences_of_what_is_bundled_are_listed():
    listed = (FRONTEND / "THIRD-PARTY-LICENCES.txt").read_text()
    for name in ("@xyflow/react", "@dagrejs/dagre", "react-dom", "zustand", "Material Symbols"):
        assert name in listed
