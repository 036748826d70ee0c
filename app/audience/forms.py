"""Forms of the pages for attributes, tags and segments, and reading what staff type."""

import json
import math
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.audience.models import AttributeKind
from app.audience.rule_checks import FIRST_YEAR, LAST_YEAR, MAX_CHOSEN, MAX_NUMBER, MAX_TEXT

MAX_NAME = 80


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


def is_storable(text: str) -> bool:
    """Without NUL and half surrogate pairs, which PostgreSQL refuses."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


class Storable:
    """A validator: refuses what PostgreSQL cannot keep."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if field.data and not is_storable(field.data):
            raise ValidationError("使えない文字があります。入力し直してください。")


def _name_field(label: str) -> StringField:
    validators = [
        InputRequired(f"{label}を入力してください。"),
        Length(max=MAX_NAME, message=f"{label}は{MAX_NAME}文字までにしてください。"),
        Storable(),
    ]
    return StringField(label, filters=[_stripped], validators=validators)


class NamedForm(FlaskForm):
    """A form with a name that nothing else of its sort may have: give `taken`, the other names."""

    def __init__(self, *args: Any, taken: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def validate_name(self, field: Field) -> None:
        if field.data in self.taken:
            raise ValidationError(f"「{field.data}」はもうあります。別の名前にしてください。")


class TagForm(NamedForm):
    name = _name_field("タグの名前")


def choice_lines(text: str | None) -> list[str]:
    """One choice a line; empty lines do not count."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def choices_problem(names: list[str]) -> str | None:
    """What is wrong with the names of an attribute's choices, all together."""
    if any(len(name) > MAX_NAME for name in names):
        return f"選択肢は一つ{MAX_NAME}文字までにしてください。"
    if not all(is_storable(name) for name in names):
        return "使えない文字があります。入力し直してください。"
    if len(names) > MAX_CHOSEN:
        return f"選択肢は{MAX_CHOSEN}個までにしてください。"
    doubled = next((name for name in names if names.count(name) > 1), None)
    return f"「{doubled}」が二度あります。" if doubled else None


class AttributeForm(NamedForm):
    name = _name_field("属性の名前")
    kind = RadioField(
        "種類",
        choices=[SelectChoice(kind, name) for kind, name in AttributeKind.NAMES.items()],
        default=AttributeKind.CHOICE,
        validators=[InputRequired("種類を選んでください。")],
    )
    choices = TextAreaField("選択肢（一行に一つ）")

    @property
    def has_choices(self) -> bool:
        return self.kind.data in (AttributeKind.CHOICE, AttributeKind.CHOICES)

    def validate_choices(self, field: Field) -> None:
        if not self.has_choices:
            return
        names = choice_lines(field.data)
        problem = choices_problem(names) if names else "選択肢を一つ以上入力してください。"
        if problem:
            raise ValidationError(problem)


class AttributeNameForm(NamedForm):
    name = _name_field("属性の名前")
    added = TextAreaField("加える選択肢（一行に一つ）")


class SegmentForm(NamedForm):
    """`rule` is JSON, filled in by the page's script; the view checks what it says."""

    name = _name_field("セグメントの名前")
    rule = HiddenField()

    def read_rule(self) -> Any:
        """The rule as JSON, None if it is none."""
        try:
            return json.loads(self.rule.data or "null")
        except (ValueError, RecursionError):
            return None


class ValueRefused(ValueError):  # noqa: N818
    """What was typed is no value of the attribute; the message is for the person who typed it."""


def parse_value(entry: Any, typed: list[str]) -> Any:
    """What a form gave for an attribute (`catalogue.AttributeEntry`), as `operations.put_attribute` takes it.

    Nothing given is None, for several choices []. Raises ValueRefused.
    """
    if entry.has_choices:
        if not all(key in entry.choices for key in typed if key):
            raise ValueRefused("選択肢から選んでください。")
        chosen = [key for key in typed if key]
        if entry.kind == AttributeKind.CHOICES:
            return chosen
        return chosen[0] if chosen else None
    text = typed[0].strip() if typed else ""
    return _PARSERS[entry.kind](text) if text else None


def _parse_text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise ValueRefused(f"{MAX_TEXT:,}文字までにしてください。")
    if not is_storable(text):
        raise ValueRefused("使えない文字があります。入力し直してください。")
    return text


def _parse_number(text: str) -> int | float:
    try:
        number = float(unicodedata.normalize("NFKC", text).replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueRefused("数で入力してください。例：3")
    if abs(number) > MAX_NUMBER:
        raise ValueRefused(f"{MAX_NUMBER:,}までの数にしてください。")
    return int(number) if number.is_integer() else number


def _parse_date(text: str) -> str:
    try:
        day = date.fromisoformat(unicodedata.normalize("NFKC", text).replace("/", "-"))
    except ValueError:
        raise ValueRefused("日付で入力してください。例：2026-04-01") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueRefused(f"{FIRST_YEAR}年から{LAST_YEAR}年までの日付にしてください。")
    return day.isoformat()


_PARSERS: Mapping[str, Any] = {
    AttributeKind.TEXT: _parse_text,
    AttributeKind.NUMBER: _parse_number,
    AttributeKind.DATE: _parse_date,
}
