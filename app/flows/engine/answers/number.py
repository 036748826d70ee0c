"""Numbers: 3, ３, ③, 1,200, 2.5, -4, 十二, 2千5百, 三万, and the same with a counter as in 3人."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from app.flows.engine import limits

_DIGITS: Final = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10**4, "億": 10**8, "兆": 10**12}
_PLAIN: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+")
_PIECE: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[〇零一二三四五六七八九]|[十百千万億兆]")
_SIGN: Final = re.compile(r"[+\-−▲△]|プラス|マイナス")
_COUNTERS: Final = re.compile(
    r"(?:人|名|個|コ|ケ|つ|円|歳|才|回|度|本|枚|台|匹|頭|羽|冊|件|箱|袋|杯|軒|戸|世帯|番目|番|号|階|"
    r"[かヶカケ箇]所|[かヶカケ箇]月|年生|年|週間|日間|日|時間|分|秒|キロ|メートル|センチ|ミリ|グラム|リットル|"
    r"km|cm|mm|m|kg|g|l|%|パーセント)?(?:です)?"
)


def number(text: str) -> Decimal | None:
    """The number that `text` is, with or without a counter.

    None if it is none or has too many digits to be kept exactly.
    """
    written = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().strip("。、!")
    sign = _SIGN.match(written)
    if sign:
        written = written[sign.end() :]
    negative = bool(sign) and sign[0] not in ("+", "プラス")  # type: ignore[index]  # a match is truthy
    match = re.match(r"[\d.,〇零一二三四五六七八九十百千万億兆]+", written)
    if not match or not _COUNTERS.fullmatch(written, match.end()):
        return None
    value = _plain(match[0]) if _PLAIN.fullmatch(match[0]) else _kanji(match[0])
    if value is None or len(value.as_tuple().digits) > limits.NUMBER_DIGITS:
        return None
    return -value if negative and value else value


def _plain(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _kanji(written: str) -> Decimal | None:
    """A number with kanji: figures in a row (二〇二六) or figures with units (2千5百, 三万二千)."""
    pieces = _PIECE.findall(written)
    if "".join(pieces) != written:
        return None
    if all(piece in _DIGITS for piece in pieces):
        return Decimal("".join(str(_DIGITS[piece]) for piece in pieces))
    return _with_units(pieces)


def _with_units(pieces: list[str]) -> Decimal | None:
    """The sum of figure-and-unit pairs.

    Units must come down (百, then 十), figures never two in a row, myriads never bare.
    """
    total = section = Decimal(0)
    figure: Decimal | None = None
    last_unit, last_myriad = 10_000, 10**16
    for piece in pieces:
        if piece in _UNITS:
            if _UNITS[piece] >= last_unit:
                return None
            last_unit = _UNITS[piece]
            section, figure = section + (1 if figure is None else figure) * last_unit, None
        elif piece in _MYRIADS:
            section, figure = section + (figure or 0), None
            if _MYRIADS[piece] >= last_myriad or not section:
                return None
            last_myriad, last_unit = _MYRIADS[piece], 10_000
            total, section = total + section * last_myriad, Decimal(0)
        elif figure is not None:
            return None
        else:
            figure = Decimal(_DIGITS[piece]) if piece in _DIGITS else _plain(piece)
    return total + section + (figure or 0)
