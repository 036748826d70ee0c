"""Reading answers as people in Japan write them: ``answers.number(text)`` and ``answers.date(text, today=…)``."""

from app.flows.engine.answers.date import date
from app.flows.engine.answers.number import number

__all__ = ["date", "number"]
