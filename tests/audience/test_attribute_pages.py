"""属性・タグ: create, rename, order. Keys stay."""

import pytest

from app.audience.models import Attribute, Option
from app.extensions import db
from app.staff.roles import Role
from tests.kit.factories import make_attribute, make_citizen, make_staff, make_tag


@pytest.fixture
def author(client):
    return client.sign_in(make_staff(Role.AUTHOR))


def _name(attribute: Attribute) -> str:
    db.session.expire_all()
    return db.session.get(Attribute, attribute.id).name


def _choices(attribute: Attribute) -> list[tuple[str, str]]:
    db.session.expire_all()
    return [(choice.key, choice.name) for choice in db.session.get(Attribute, attribute.id).choices]


def test_an_attribute_is_made_with_one_choice_a_line(author):
    author.post("/attributes/new", {"name": "居住地区", "kind": "choice", "choices": "伊丹\r\n\r\n 稲野 \r\n"})
    attribute = db.session.query(Attribute).one()
    assert [name for _, name in _choices(attribute)] == ["伊丹", "稲野"]
    assert "伊丹、稲野" in author.get("/attributes/").text


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": "", "kind": "text"}, "属性の名前を入力してください。"),
        ({"name": "居住地区", "kind": "text"}, "「居住地区」はもうあります。"),
        ({"name": "あ" * 81, "kind": "text"}, "80文字まで"),
        ({"name": "年\0代", "kind": "text"}, "使えない文字があります。"),
        ({"name": "年代", "kind": "choice", "choices": " "}, "選択肢を一つ以上入力してください。"),
        ({"name": "年代", "kind": "choice", "choices": "20代\n20代"}, "「20代」が二度あります。"),
        ({"name": "年代", "kind": "choice", "choices": "あ" * 81}, "選択肢は一つ80文字まで"),
    ],
)
def test_a_wrong_attribute_is_refused_with_a_sentence(author, form, message):
    make_attribute("district", name="居住地区", choices={"itami": "伊丹"})
    assert message in author.post("/attributes/new", form, status=422).text


def test_renaming_and_adding_choices_leaves_the_keys(author):
    attribute = make_attribute("district", name="居住地区", choices={"itami": "伊丹", "inano": "稲野"})
    first, second = (choice.id for choice in attribute.choices)
    form = {"name": "小学校区", f"choice-{first}": "伊丹小", f"choice-{second}": "稲野小", "added": "南小\n神津小"}
    author.post(f"/attributes/{attribute.id}", form)
    assert _name(attribute) == "小学校区"
    assert _choices(attribute)[:2] == [("itami", "伊丹小"), ("inano", "稲野小")]
    assert [name for _, name in _choices(attribute)[2:]] == ["南小", "神津小"]


def test_choices_move_up_and_down_and_keep_what_was_typed(author):
    attribute = make_attribute("district", choices={"a": "あ", "b": "い", "c": "う"})
    third = attribute.choices[2].id
    names = {f"choice-{choice.id}": choice.name for choice in attribute.choices}
    author.post(f"/attributes/{attribute.id}", {**names, "name": "地区", "move": f"up:{third}", f"choice-{third}": "え"})
    assert _choices(attribute) == [("a", "あ"), ("c", "え"), ("b", "い")]
    names[f"choice-{third}"] = "え"
    for _ in range(3):
        author.post(f"/attributes/{attribute.id}", {**names, "name": "地区", "move": f"down:{third}"})
    assert [key for key, _ in _choices(attribute)] == ["a", "b", "c"]


def test_a_choice_cannot_be_emptied_and_nothing_typed_is_lost(author):
    attribute = make_attribute("district", choices={"a": "あ", "b": "い"})
    first, second = (choice.id for choice in attribute.choices)
    form = {"name": "新しい名前", f"choice-{first}": "", f"choice-{second}": "直した名前"}
    page = author.post(f"/attributes/{attribute.id}", form, status=422).text
    assert "空にすることはできません" in page
    assert "新しい名前" in page
    assert "直した名前" in page
    assert _choices(attribute) == [("a", "あ"), ("b", "い")]


def test_an_attribute_without_choices_has_a_page_too(author):
    attribute = make_attribute("people", "number", name="世帯の人数")
    author.get(f"/attributes/{attribute.id}")
    author.post(f"/attributes/{attribute.id}", {"name": "家族の人数"})
    assert _name(attribute) == "家族の人数"


def test_tags_are_made_renamed_and_counted(author):
    author.post("/attributes/tags/new", {"name": "回答者"})
    tag = db.session.query(Option).one()
    make_citizen(tags=(tag.key,))
    make_citizen(tags=(tag.key,), friend=False)
    author.post(f"/attributes/tags/{tag.key}", {"name": "アンケート回答者"})
    page = author.get("/attributes/").text
    assert "アンケート回答者" in page
    assert "2人" in page
    assert "はもうあります" in author.post("/attributes/tags/new", {"name": "アンケート回答者"}, status=422).text


def test_a_viewer_sees_attributes_and_cannot_change_them(client):
    attribute, _ = make_attribute("people", "number", name="世帯の人数"), make_tag("answered", "回答者")
    client.sign_in(make_staff(Role.VIEWER))
    page = client.get("/attributes/").text
    assert "世帯の人数" in page
    assert "属性を作る" not in page
    client.get(f"/attributes/{attribute.id}", status=403)
    client.get("/attributes/tags/answered", status=403)
