"""What the engine raises, and only while reading: a turn never raises, it gives an ``EngineError`` event."""


class DefinitionError(ValueError):
    """A document that is not a flow of this format.

    `problems` lists what is wrong with it: where (a path such as ``nodes.3.text``) and what, in English.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems[:5]) + ("; …" if len(problems) > 5 else ""))
        self.problems = problems


class SessionError(ValueError):
    """A stored session that this version of the engine cannot read."""
