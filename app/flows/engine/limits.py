"""Numbers that the engine and lint hold to.

LINE's own limits name the page of LINE's Messaging API reference they come from.
"""

from typing import Final

# --- LINE's limits (https://developers.line.biz/en/reference/messaging-api/) ---------------------------------------

BUBBLES_PER_TURN: Final = 5
"""Message objects in one reply or push ("Send reply message": messages, max 5)."""

QUICK_REPLIES: Final = 13
"""Items of a quick reply ("Quick reply": items, max 13)."""

TEXT_UTF16: Final = 5000
"""UTF-16 code units of a text message ("Text message": text)."""

LABEL: Final = 20
"""Grapheme clusters of an action's label in a quick reply or a template ("Action objects": label)."""

BUTTONS: Final = 4
"""Actions of a buttons template ("Buttons template": actions)."""

BUTTONS_TITLE: Final = 40
"""Grapheme clusters of a buttons template's title."""

BUTTONS_TEXT: Final = 160
"""Grapheme clusters of a buttons template's text when it has no title and no picture."""

BUTTONS_TEXT_WITH_TITLE: Final = 60
"""Grapheme clusters of a buttons template's text when it has a title or a picture."""

ALT_TEXT_UTF16: Final = 400
"""UTF-16 code units of an alternative text.

LINE takes 1,500 today; 400, its earlier limit, is what fits a notification.
"""

DISPLAY_TEXT: Final = 300
"""Grapheme clusters of a postback action's display text and of a message action's text."""

URI: Final = 1000
"""UTF-16 code units of a URI action's address."""

DATE_EARLIEST: Final = "1900-01-01"
DATE_LATEST: Final = "2100-12-31"
"""The range of the date picker ("Datetime picker action": min, max)."""

# --- Our own ------------------------------------------------------------------------------------------------------

STEPS_PER_TURN: Final = 200
"""Nodes entered in one turn. A flow without a loop and with at most five bubbles stays far below."""

DEPTH: Final = 5
"""Flows inside one another, the first one included."""

NODES: Final = 500
"""Nodes of one flow: what the editor draws without lag."""

CHOICES: Final = 12
"""Choices of ``ask_choices``: LINE's quick replies less the one that says that the choice is made."""

TRIES: Final = 3
"""Tries at a question that says no limit of its own."""

TRIES_MOST: Final = 10

ANSWER_LENGTH: Final = 1000
"""Grapheme clusters of an answer to ``ask_text`` that says no limit of its own."""

ANSWER_LENGTH_MOST: Final = 5000
"""The most ``max_length`` may be, and where what a citizen typed is cut when it is recorded."""

NAME: Final = 40
"""Characters of the staff's own name for a node."""

KEYWORDS: Final = 100
"""Keywords of one trigger."""

NUMBER_DIGITS: Final = 15
"""Significant digits of a number given as an answer: what a JSON number carries exactly everywhere."""
