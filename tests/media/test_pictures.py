"""Pictures that staff choose: read by content, made anew, kept sealed, fetched by LINE without a sign-in."""

import io

import pytest
from PIL import Image

from app.extensions import db
from app.media.operations import add_picture, media_path
from app.media.pictures import PictureRefused, prepare
from tests.kit.factories import make_staff
from tests.kit.pictures import png


def with_exif() -> bytes:
    image = Image.effect_noise((80, 40), 50).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "秘密のメモ"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_is_turned_upright_and_loses_what_stood_behind_it():
    picture = prepare(with_exif())
    assert (picture.width, picture.height) == (40, 80)
    assert not Image.open(io.BytesIO(picture.original)).getexif()


def test_the_preview_is_small():
    assert len(prepare(png(3000, 2000)).preview) <= 1024 * 1024


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"%PDF-1.4", b"<svg/>", png()[:100], b"MZ" * 100], ids=["empty", "gif", "pdf", "svg", "cut", "exe"]
)
def test_what_is_no_jpeg_or_png_is_refused_with_a_sentence(data):
    with pytest.raises(PictureRefused, match="JPEGかPNGの画像"):
        prepare(data)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(PictureRefused, match="大きすぎます|JPEGかPNG"):
        prepare(out.getvalue())


def test_a_file_over_ten_megabytes_is_refused():
    with pytest.raises(PictureRefused, match="10MB"):
        prepare(b"x" * (10 * 1024 * 1024 + 1))


def test_it_is_stored_sealed_and_line_fetches_it_by_its_token(app, client):
    staff = make_staff()
    file = add_picture(db.session, png(), "../../etc/地図.png", staff.department_id, staff.id)
    db.session.commit()
    stored = media_path(file.id, "original").read_bytes()
    assert b"PNG" not in stored
    answer = client.get(f"/m/{file.token}/original")
    assert (answer.mimetype, answer.data[:4]) == ("image/png", b"\x89PNG")
    client.get(f"/m/{file.token}/secret", status=404)
    client.get("/m/unknown/original", status=404)


def test_staff_of_another_department_do_not_see_it(app, client):
    staff = make_staff()
    file = add_picture(db.session, png(), "地図.png", staff.department_id, staff.id)
    db.session.commit()
    client.sign_in(make_staff(department="別の課")).get(f"/media/{file.id}", status=404)
