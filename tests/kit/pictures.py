"""Pictures for uploads."""

import io

from PIL import Image


def png(width: int = 300, height: int = 200, colour: str = "#0017c1") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()
