from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.exports.csv import ENCODINGS, UTF8
from app.exports.operations import KINDS


class ExportForm(FlaskForm):
    kind = RadioField("何を書き出しますか", choices=[SelectChoice(kind, name) for kind, name in KINDS.items()], default="answers")
    flow_id = SelectField("アンケート（シナリオ）", choices=[])
    encoding = RadioField("文字コード", choices=[SelectChoice(code, name) for code, name in ENCODINGS.items()], default=UTF8)

    def validate_flow_id(self, field: SelectField) -> None:
        if self.kind.data == "answers" and not field.data:
            raise ValidationError("どのシナリオの回答かを選んでください。")
