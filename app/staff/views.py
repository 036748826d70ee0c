from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from app.staff.forms import SignInForm
from app.staff.operations import authenticate
from app.web.access import open_to_public, signed_in

bp = Blueprint("staff", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_public("the way in")
def sign_in():
    if current_user.is_authenticated:
        return redirect(url_for("dashboard.show"))
    form = SignInForm()
    if form.validate_on_submit():
        member = authenticate(form.email.data, form.password.data)
        if member:
            session.clear()
            session.renew()
            login_user(member)
            return redirect(_inside(request.args.get("next")))
        form.password.errors = ["メールアドレスかパスワードが違います。"]
    return render_template("staff/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@signed_in
def sign_out():
    logout_user()
    session.clear()
    session.renew()
    flash("サインアウトしました。", "success")
    return redirect(url_for("staff.sign_in"))


def _inside(target: str | None) -> str:
    """Only a path of this site: an address of another host would make the sign-in page an open redirector."""
    parts = urlsplit(target or "")
    if target and not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith(("//", "/\\")):
        return target
    return url_for("dashboard.show")
