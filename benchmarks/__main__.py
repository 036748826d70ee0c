"""`make bench`: measures, and writes results.json and RESULTS.md. `python -m benchmarks NAME …` measures only those."""

import importlib
import sys

from benchmarks.figures import Figure, write

NAMES = ("engine", "webhook", "answer_time", "broadcast", "start")


def main(names: list[str]) -> int:
    for name in names or NAMES:
        module = importlib.import_module(f"benchmarks.{name}")
        figures = [figure if isinstance(figure, Figure) else Figure(**figure) for figure in module.measure()]
        write(figures)
        for figure in figures:
            ratio = "" if figure.ratio is None else f"  ({figure.ratio:.2f} of {figure.reference})"
            print(f"{figure.name}: {figure.value:,.1f} {figure.unit}{ratio}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
