"""What is kept of a citizen's conversation between two turns."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from app.flows.engine.errors import SessionError

FORMAT: Final = 1

State = Literal["waiting", "paused"]

_NO_COUNTS: Final = {"turns": 0, "steps": 0, "bubbles": 0}


@dataclass(slots=True)
class Frame:
    """Where the conversation stands in one flow.

    Below the last frame, `node` is the sub-flow node that called the next one.
    """

    flow: str
    version: str
    node: str


@dataclass(slots=True)
class Answer:
    """An answer as later nodes see it; the shapes of `value` are those of ``events.AnswerRecorded``."""

    value: Any
    label: str
    category: str


@dataclass(slots=True)
class Session:
    """One run of a flow that waits for its citizen.

    `state` is ``waiting`` (for an answer to the last frame's node) or ``paused`` (before the last frame's node, which
    is entered at the next input whatever it is). `answers` are the run's, by question key; sub-flows share them.
    `tries` and `selection` belong to the question that is being asked. `started_at` is an ISO time. `counters` counts
    ``turns``, ``steps`` and ``bubbles`` of the run.
    """

    run: str
    frames: list[Frame]
    language: str
    started_at: str
    state: State = "waiting"
    answers: dict[str, Answer] = field(default_factory=dict)
    tries: int = 0
    selection: list[str] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=lambda: dict(_NO_COUNTS))

    def copy(self) -> "Session":
        """A session that can be changed without changing this one."""
        return Session(
            run=self.run,
            frames=[Frame(frame.flow, frame.version, frame.node) for frame in self.frames],
            language=self.language,
            started_at=self.started_at,
            state=self.state,
            answers=dict(self.answers),
            tries=self.tries,
            selection=list(self.selection),
            counters=dict(self.counters),
        )

    def to_json(self) -> dict[str, Any]:
        """The session as JSON; ``from_json`` gives it back exactly."""
        return {
            "format": FORMAT,
            "run": self.run,
            "frames": [[frame.flow, frame.version, frame.node] for frame in self.frames],
            "language": self.language,
            "started_at": self.started_at,
            "state": self.state,
            "answers": {key: [answer.value, answer.label, answer.category] for key, answer in self.answers.items()},
            "tries": self.tries,
            "selection": list(self.selection),
            "counters": dict(self.counters),
        }

    @classmethod
    def from_json(cls, stored: Any) -> "Session":
        """The session that ``to_json`` wrote.

        Raises ``SessionError`` for anything else, such as what a browser made up.
        """
        if not isinstance(stored, dict) or stored.get("format") != FORMAT:
            raise SessionError(f"not a session of format {FORMAT}")
        try:
            session = cls(
                run=stored["run"],
                frames=[Frame(flow, version, node) for flow, version, node in stored["frames"]],
                language=stored["language"],
                started_at=stored["started_at"],
                state=stored["state"],
                answers={key: Answer(*answer) for key, answer in stored["answers"].items()},
                tries=stored["tries"],
                selection=list(stored["selection"]),
                counters=dict(stored["counters"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SessionError("the stored session has not the shape of one") from error
        if not session._has_right_types():
            raise SessionError("the stored session holds values of a wrong type")
        return session

    def _has_right_types(self) -> bool:
        texts = [self.run, self.language, self.started_at, *self.selection]
        for frame in self.frames:
            texts += (frame.flow, frame.version, frame.node)
        for answer in self.answers.values():
            texts += (answer.label, answer.category)
        numbers = [self.tries, *self.counters.values()]
        return (
            bool(self.frames)
            and self.state in ("waiting", "paused")
            and all(isinstance(text, str) for text in texts)
            and all(type(number) is int for number in numbers)
            and self.counters.keys() >= _NO_COUNTS.keys()
        )
