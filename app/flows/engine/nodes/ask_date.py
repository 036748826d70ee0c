"""Asks for a date."""

from collections.abc import Iterator
from datetime import date

from app.flows.engine import answers, limits
from app.flows.engine.asking import PROPERTIES, REQUIRED, WORDS, Question, Understood
from app.flows.engine.bubbles import labelled
from app.flows.engine.context import Context
from app.flows.engine.japan_time import read_iso_date, write_date
from app.flows.engine.model import Json, Node
from app.flows.engine.node_type import Given, Refused
from app.flows.engine.problems import Finding, LintContext

PICKED = "date"
"""What the data of the date picker ends in."""


class AskDateNode(Question):
    """A date from LINE's date picker, or typed, between ``min`` and ``max``."""

    type = "ask_date"
    name = "日付で答えてもらう"
    line = "日付を選んでもらいます。"
    properties = PROPERTIES | {
        "min": {"$ref": "#/$defs/date"},
        "max": {"$ref": "#/$defs/date"},
        "answered": {"$ref": "#/$defs/id"},
    }
    required = (*REQUIRED, "answered")
    words = WORDS | {
        "min": ("questions", "いちばん早い日"),
        "max": ("questions", "いちばん遅い日"),
        "answered": ("routing", "答えたときの行き先"),
    }

    def read(self, node: Node, context: Context, given: Given) -> Understood | Refused:
        least, most = _bounds(node)
        if given.kind == "tap":
            day = read_iso_date(given.params.get("date"))
        elif given.kind == "text":
            day = answers.date(given.text, today=context.today, earliest=least, latest=most)
        else:
            day = None
        if day is None:
            return Refused(context.words("hint_date"))
        if least and day < least:
            return Refused(context.words("hint_date_min", min=write_date(least)), plain=False)
        if most and day > most:
            return Refused(context.words("hint_date_max", max=write_date(most)), plain=False)
        label = write_date(day)
        return Understood(day.isoformat(), label, node.fields["answered"], given.text or label)

    def choices_offered(self, node: Node, context: Context) -> list[Json]:
        least, most = _bounds(node)
        earliest = max(least or date.min, date.fromisoformat(limits.DATE_EARLIEST))
        latest = min(most or date.max, date.fromisoformat(limits.DATE_LATEST))
        if earliest > latest:
            return []
        initial = min(max(context.today, earliest), latest)
        action = {
            "type": "date",
            "data": f"answer:{context.run.run}:{node.id}:{PICKED}",
            "min": least and earliest.isoformat(),
            "max": most and latest.isoformat(),
            "initial": initial.isoformat(),
        }
        return [labelled(context.words("pick_date"), action)]

    def lint(self, node: Node, context: LintContext) -> Iterator[Finding]:
        for field in ("min", "max"):
            value = node.fields.get(field)
            if value is None:
                continue
            if read_iso_date(value) is None:
                yield Finding(
                    "date_impossible", "error", field, f"「{value}」という日はありません。日付を直してください。"
                )
            elif not limits.DATE_EARLIEST <= value <= limits.DATE_LATEST:
                message = "LINEの日付選びで使えるのは1900年から2100年までです。日付を直してください。"
                yield Finding("date_out_of_range", "error", field, message)
        least, most = _bounds(node)
        if least and most and least > most:
            message = "いちばん早い日が、いちばん遅い日より後になっています。日付を直してください。"
            yield Finding("min_above_max", "error", "min", message)


def _bounds(node: Node) -> tuple[date | None, date | None]:
    return read_iso_date(node.fields.get("min")), read_iso_date(node.fields.get("max"))
