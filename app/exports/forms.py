from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.exports.csv import ENCODINGS, UTF8
from app.exports.operations import KIND_ANSWERS, KINDS


class ExportForm(FlaskForm):
    kind = RadioField("何を書き出しますか", choices=[SelectChoice(*kind) for kind in KINDS.items()], default=KIND_ANSWERS)
    # Checked below, in words of our own.
    flow_id = SelectField("アンケート（シナリオ）", choices=[], validate_choice=False)
    encoding = RadioField("文字コード", choices=[SelectChoice(*code) for code in ENCODINGS.items()], default=UTF8)

    def validate_flow_id(self, field: SelectField) -> None:
        offered = {choice.value for choice in field.choices if choice.value}
        if self.kind.data != KIND_ANSWERS:
            return
        if not offered:
            raise ValidationError("シナリオがまだありません。先にシナリオを作って公開してください。")
        if field.data not in offered:
            raise ValidationError("どのシナリオの回答かを選んでください。")
