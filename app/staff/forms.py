from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    email = EmailField(
        "メールアドレス",
        validators=[InputRequired("メールアドレスを入力してください。"), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "パスワード",
        validators=[InputRequired("パスワードを入力してください。"), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
