"""The parts of lint; ``inspect.lint`` puts them together."""
