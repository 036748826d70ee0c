from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.line.limits import MESSAGES_PER_CALL, TEXT_UTF16_UNITS, utf16_units


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


class BubbleForm(Form):
    """One bubble: a text, or a picture."""

    kind = SelectField("種類", choices=[SelectChoice("text", "文章"), SelectChoice("image", "画像")], default="text")
    text = TextAreaField("文章", filters=[lambda text: text.replace("\r\n", "\n") if text else text])
    picture = FileField("画像（JPEGかPNG、10MBまで）")
    media = HiddenField()
    remove = BooleanField("この吹き出しを外す")

    def validate_text(self, field: TextAreaField) -> None:
        if self.kind.data != "text" or self.remove.data:
            return
        if not (field.data or "").strip():
            raise ValidationError("文章を入力してください。")
        length = utf16_units(field.data)
        if length > TEXT_UTF16_UNITS:
            raise ValidationError(f"文章は{TEXT_UTF16_UNITS:,}文字までです（いま{length:,}文字）。")

    def validate_picture(self, field: FileField) -> None:
        chosen = field.data is not None and getattr(field.data, "filename", "")
        if self.kind.data == "image" and not self.remove.data and not chosen and not self.media.data:
            raise ValidationError("画像を選んでください。")


class BroadcastForm(FlaskForm):
    title = StringField(
        "題名",
        filters=[_stripped],
        validators=[DataRequired("題名を入力してください。"), Length(max=80, message="題名は80文字までにしてください。")],
    )
    audience = RadioField(
        "だれに送りますか",
        choices=[SelectChoice("all", "友だち全員"), SelectChoice("segment", "セグメント（条件に合う人）")],
        default="all",
    )
    segment_id = SelectField("セグメント", choices=[])
    bubbles = FieldList(FormField(BubbleForm), min_entries=1, max_entries=MESSAGES_PER_CALL)

    def validate_segment_id(self, field: SelectField) -> None:
        if self.audience.data == "segment" and not field.data:
            raise ValidationError("セグメントを選んでください。")

    def flat_errors(self) -> list[tuple[str, str]]:
        """(field id, message) of every error, the bubbles' too."""
        found = [(self[name].id, error) for name in ("title", "audience", "segment_id") for error in self[name].errors]
        for number, entry in enumerate(self.bubbles.entries, start=1):
            for field in (entry.form.text, entry.form.picture):
                found += [(field.id, f"吹き出し{number}：{error}") for error in field.errors]
        return found


class ConfirmForm(FlaskForm):
    count = StringField("人数", validators=[InputRequired("人数を数字で入力してください。")])

    def number(self) -> int | None:
        """The typed number, full-width digits and separators allowed."""
        text: Any = (self.count.data or "").replace(",", "").replace("，", "").replace("人", "").strip()
        try:
            return int(text)
        except ValueError:
            return None
