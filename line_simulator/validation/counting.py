"""The two ways in which LINE counts characters (https://developers.line.biz/en/docs/messaging-api/text-character-count/)."""

import unicodedata

_ZERO_WIDTH_JOINER = 0x200D


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def grapheme_clusters(text: str) -> int:
    """Characters as a reader counts them: a simple form of Unicode's annex 29, right for emoji, kana and Hangul."""
    if text.isascii() and "\r" not in text:
        return len(text)
    count = 0
    flags = 0
    previous = -1
    for character in text:
        code = ord(character)
        is_flag = 0x1F1E6 <= code <= 0x1F1FF
        flags = flags + 1 if is_flag else 0
        if not _joins(previous, code, character) and not (is_flag and flags % 2 == 0):
            count += 1
        previous = code
    return count


def _joins(previous: int, code: int, character: str) -> bool:
    if previous < 0:
        return False
    if _extends(code, character):
        return True
    if previous == _ZERO_WIDTH_JOINER:
        return unicodedata.category(character) == "So"
    if previous == 0x0D:
        return code == 0x0A
    return _continues_hangul(previous, code)


def _extends(code: int, character: str) -> bool:
    return (
        code == _ZERO_WIDTH_JOINER
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or code in (0xFF9E, 0xFF9F)
        or unicodedata.category(character) in ("Mn", "Mc", "Me")
    )


def _continues_hangul(previous: int, code: int) -> bool:
    leading = 0x1100 <= previous <= 0x115F
    if leading and (0x1100 <= code <= 0x11A7 or 0xAC00 <= code <= 0xD7A3):
        return True
    hangul = 0x1160 <= previous <= 0x11FF or 0xAC00 <= previous <= 0xD7A3
    return hangul and 0x1160 <= code <= 0x11FF
