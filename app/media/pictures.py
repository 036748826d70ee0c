"""Pictures as LINE takes them. Pure: bytes in, bytes out.

LINE (Messaging API reference, image message): JPEG or PNG, the picture ≤ 10 MB, its preview ≤ 1 MB.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from app.line.limits import IMAGE_BYTES, IMAGE_PREVIEW_BYTES

MAX_PIXELS = 50_000_000
MAX_SIDE = 4096
PREVIEW_SIDE = 1024
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}


class PictureRefused(ValueError):  # noqa: N818
    """The message says in Japanese what to do instead."""


@dataclass(frozen=True)
class Picture:
    content_type: str
    width: int
    height: int
    original: bytes
    preview: bytes


def prepare(data: bytes) -> Picture:
    """Read, turn upright, shrink and encode anew (which drops EXIF and whatever hides behind the picture)."""
    if len(data) > IMAGE_BYTES:
        raise PictureRefused("画像が10MBを超えています。小さくしてから選んでください。")
    image, kind = _read(data)
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    preview = image.copy()
    preview.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return Picture(
        _FORMATS[kind],
        image.width,
        image.height,
        _encode(image, kind, IMAGE_BYTES),
        _encode(preview, kind, IMAGE_PREVIEW_BYTES),
    )


def _read(data: bytes) -> tuple[Image.Image, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=list(_FORMATS))
            if image.width * image.height > MAX_PIXELS:
                raise PictureRefused("画像の縦横が大きすぎます。5,000万画素以下にしてください。")
            kind = image.format or "PNG"
            return ImageOps.exif_transpose(image).convert("RGBA" if kind == "PNG" else "RGB"), kind
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureRefused("JPEGかPNGの画像を選んでください。") from None


def _encode(image: Image.Image, kind: str, limit: int) -> bytes:
    while True:
        out = io.BytesIO()
        if kind == "PNG":
            image.save(out, "PNG", optimize=False, compress_level=6)
        else:
            image.save(out, "JPEG", quality=88)
        if out.tell() <= limit:
            return out.getvalue()
        image = image.resize((image.width * 3 // 4, image.height * 3 // 4))
