"""The shape of a figure, and the two files in which they are kept."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    """`ratio` is value against `reference`, measured in the same run; None where there is nothing to compare with."""

    name: str
    value: float
    unit: str
    reference: str | None = None
    ratio: float | None = None


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {platform.system()}"


def write(figures: list[Figure]) -> None:
    """Replace what is known of these names in results.json, and show all in RESULTS.md."""
    path = FOLDER / "results.json"
    known = {row["name"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    for figure in figures:
        known[figure.name] = {**asdict(figure), "machine": machine()}
    rows = list(known.values())
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    lines = ["# Figures", "", "Written by `make bench`. Ratios are against the reference in the same run.", ""]
    lines += ["| name | value | unit | reference | ratio |", "|---|---:|---|---|---:|"]
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        lines.append(f"| {row['name']} | {row['value']:,.1f} | {row['unit']} | {row['reference'] or ''} | {ratio} |")
    lines += ["", f"Machine: {rows[-1]['machine']}." if rows else ""]
    (FOLDER / "RESULTS.md").write_text("\n".join(lines) + "\n")
