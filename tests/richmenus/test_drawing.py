"""Layouts, colours, lettering and the picture itself."""

import io
import time
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.line.limits import RICH_MENU_IMAGE_BYTES
from app.richmenus.appearance import DARK, FIRST_COLOUR, ICONS, PALETTE, WHITE, contrast, rgb
from app.richmenus.geometry import LAYOUTS, MOST_TILES
from app.richmenus.lettering import Wish, font, letter, phrases, undrawable
from app.richmenus.rendering import plan_tile, render, texts_that_do_not_fit
from tests.richmenus.menus import description, tile

WISH = Wish(bold=True, most=124, one_line=92, least=72, lines=3)


def drawn(what: dict, scale: float = 1.0) -> Image.Image:
    return Image.open(io.BytesIO(render(what, scale)))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=str)
def test_the_areas_of_a_layout_cover_the_picture_and_do_not_overlap(layout):
    assert (layout.width, layout.height) in {(2500, 1686), (2500, 843)}
    assert all(area.x >= 0 and area.y >= 0 and area.right <= 2500 and area.bottom <= layout.height for area in layout.areas)
    for one, other in combinations(layout.areas, 2):
        assert one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
    assert sum(area.width * area.height for area in layout.areas) == layout.width * layout.height


def test_there_are_six_large_layouts_and_compact_ones():
    heights = [layout.height for layout in LAYOUTS.values()]
    assert (heights.count(1686), heights.count(843)) == (6, 2)
    assert MOST_TILES == 6


@pytest.mark.parametrize("colour", PALETTE.values(), ids=lambda colour: colour.key)
def test_the_words_on_every_colour_can_be_read(colour):
    assert contrast(colour.text, colour.hex) >= 4.5


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert (PALETTE["yellow"].text, PALETTE["blue"].text) == (DARK, WHITE)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("粗大ごみの申し込み", ["粗大ごみの", "申し込み"]),
        ("ごみ・リサイクル", ["ごみ・", "リサイクル"]),
        ("子育て・教育相談窓口", ["子育て・", "教育相談窓口"]),
        ("よくあるご質問とお問い合わせ", ["よくあるご質問と", "お問い合わせ"]),
        ("休日・夜間診療", ["休日・", "夜間診療"]),
        ("防災", ["防災"]),
    ],
)
def test_a_label_breaks_between_phrases_only(text, pieces):
    assert phrases(text) == pieces


def test_a_smaller_size_on_one_line_comes_before_a_second_line():
    assert letter("防災", 700, 400, WISH).size == 124
    one = letter("ごみ・リサイクル", 713, 400, WISH)
    assert one.lines == ("ごみ・リサイクル",)
    assert one.size < 124
    two = letter("よくあるご質問とお問い合わせ", 713, 400, WISH)
    assert two.lines == ("よくあるご質問と", "お問い合わせ")


def test_what_does_not_fit_is_said_and_never_cut():
    long = "国民健康保険高額療養費支給申請受付"
    assert letter(long, 713, 400, WISH) is None
    assert letter("ごみ", 713, 40, WISH) is None
    what = description(tile(long), layout="six")
    assert texts_that_do_not_fit(what) == [(0, "label")]
    assert texts_that_do_not_fit(description(tile(long), layout="two")) == []


LETTERS = "ごみ収集日粗大不燃資源のをとにリサイクルー・、（）防災予約申請お問い合わせABC12 ０１！"


@example("111112い ・11", 500, 176)
@settings(max_examples=60, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=20).filter(str.strip), st.integers(500, 1100), st.integers(90, 500))
def test_whatever_is_set_fits_is_whole_and_leaves_no_character_alone(text, width, height):
    found = letter(text, width, height, WISH)
    if found is None:
        return
    assert WISH.least <= found.size <= WISH.most
    assert found.height <= height
    assert all(font(True, found.size).getlength(line) <= width for line in found.lines)
    assert "".join(found.lines).replace(" ", "") == text.replace(" ", "")
    if len(found.lines) > 1:
        assert all(len(line) >= 2 for line in found.lines)
        assert all(line[0] not in "・、）ー！" for line in found.lines[1:])
        assert all(line[-1] != "（" for line in found.lines[:-1])


def test_characters_that_the_font_lacks_are_named():
    assert undrawable("ごみ🗑髙﨑①㈱") == ["🗑"]
    assert undrawable("𠮷野") == ["𠮷"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_picture_has_lines_size_and_each_tile_its_colour(layout):
    shape, colours = LAYOUTS[layout], list(PALETTE)
    tiles = [tile("", icon="", color=colours[number]) for number in range(len(shape.areas))]
    picture = drawn(description(*tiles, layout=layout))
    assert picture.format == "PNG"
    assert picture.size == (shape.width, shape.height)
    for number, area in enumerate(shape.areas):
        middle = (area.x + area.width // 2, area.y + area.height // 2)
        assert picture.getpixel(middle) == rgb(PALETTE[colours[number]].hex)
        assert picture.getpixel((area.x, area.y)) == rgb("#e6e6e6")


@pytest.mark.parametrize(
    ("change", "colour"),
    [({"label": "ごみ"}, "blue"), ({"label": "ごみ"}, "red"), ({"sub_label": "収集"}, "white"), ({"icon": "recycling"}, "sky")],
    ids=str,
)
def test_label_sub_label_and_icon_are_seen_in_the_colour_of_most_contrast(change, colour):
    plain = tile("", icon="", color=colour)
    area = LAYOUTS["compact_two"].areas[0]
    box = (area.x, area.y, area.right, area.bottom)
    without = drawn(description(plain)).crop(box)
    changed = drawn(description({**plain, **change}))
    assert changed.crop(box).histogram() != without.histogram()
    ink = rgb(PALETTE[colour].text)
    shown = changed.crop((area.x + 100, area.y + 100, area.right - 100, area.bottom - 100))
    assert sum(count for count, found in shown.getcolors(1 << 24) if found == ink) > 500


def test_the_parts_of_a_tile_stay_within_it_and_do_not_touch():
    for layout in LAYOUTS.values():
        for area in layout.areas:
            plan = plan_tile(tile("防災・緊急情報", sub_label="避難所・警報"), area.without_margin(12))
            icon, words = plan.icon_area, plan.words
            for part in (icon, words):
                assert area.x < part.x <= part.right < area.right
                assert area.y < part.y <= part.bottom < area.bottom
            assert icon.bottom <= words.y or icon.right <= words.x
            assert plan.label.height + plan.sub_label.height <= words.height + 1


def test_a_full_picture_is_small_and_quick_enough():
    words = ["ごみ・リサイクル", "受信設定", "道路通報", "防災・緊急情報", "市ホームページ", "よくあるご質問とお問い合わせ"]
    looks = zip(words, ICONS, PALETTE, strict=False)
    tiles = [tile(text, sub_label="収集日・分別", icon=icon, color=color) for text, icon, color in looks]
    what = description(*tiles, layout="six")
    assert len(render(what)) <= RICH_MENU_IMAGE_BYTES
    began = time.process_time()
    render(what)
    # Typically 0.2 s; the bound leaves room for a busy machine.
    assert time.process_time() - began <= 0.4


def test_a_preview_breaks_its_lines_where_the_picture_does():
    what = description(tile("よくあるご質問とお問い合わせ", color="white"), layout="six")
    small = drawn(what, 0.3)
    assert small.size == (750, 506)
    shrunk = drawn(what).resize((750, 506))
    box = (20, 20, 240, 240)
    dark = [sum(picture.crop(box).convert("L").histogram()[:100]) for picture in (small, shrunk)]
    assert dark[0] == pytest.approx(dark[1], rel=0.15)


def test_what_is_unknown_is_drawn_as_the_first_of_its_kind():
    picture = drawn({"layout": "none", "tiles": [tile("", icon="none", color="none")]}, 0.1)
    assert picture.size == (250, 169)
    assert picture.getpixel((40, 40)) == rgb(PALETTE[FIRST_COLOUR].hex)
