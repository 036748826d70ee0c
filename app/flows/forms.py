from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class FlowForm(FlaskForm):
    name = StringField(
        "シナリオの名前",
        filters=[lambda text: text.strip() if text else text],
        validators=[
            DataRequired("シナリオの名前を入力してください。"),
            Length(max=80, message="シナリオの名前は80文字までにしてください。"),
        ],
    )
