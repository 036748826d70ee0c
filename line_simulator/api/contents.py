"""Pictures that citizens sent."""

from line_simulator.api.answers import NOT_FOUND, Answer, RefusalError
from line_simulator.api.call import Call


async def content(call: Call) -> Answer:
    """The bytes; 202 while LINE prepares them (a fault with that status), 410 after they were unsent, else 404."""
    row = call.platform.store.row(
        "SELECT media_type, bytes, state FROM content WHERE message_id = ?", (call.path("message_id"),)
    )
    if row is None:
        raise RefusalError(404, NOT_FOUND)
    if row[2] == "unsent":
        raise RefusalError(410, "Gone")
    return Answer(content=row[1], media_type=row[0])


async def transcoding(call: Call) -> Answer:
    row = call.platform.store.row("SELECT media_type FROM content WHERE message_id = ?", (call.path("message_id"),))
    if row is None:
        raise RefusalError(404, NOT_FOUND)
    if not row[0].startswith(("video/", "audio/")):
        raise RefusalError(400, "The message is neither a video nor a sound")
    return Answer(body={"status": "succeeded"})
