"""Building again gives the committed bundle, byte for byte. Collected only where `npm ci` was run in frontend/."""

import shutil
import subprocess

from tests.editor.test_bundle import DIST, FRONTEND


def test_building_again_gives_the_same_bytes(tmp_path):
    node = shutil.which("node")
    assert node, "node_modules is there, but Node is not"
    command = [node, "node_modules/vite/bin/vite.js", "build", "--outDir", str(tmp_path), "--logLevel", "error"]
    subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True, timeout=60)
    for name in ("editor.js", "editor.css", "layout.worker.js"):
        assert (tmp_path / name).read_bytes() == (DIST / name).read_bytes(), f"{name} is not what the sources give"
