"""The check of sent bodies finds what it is there for."""

import pytest

from tests.kit.strict import _validators, check_bodies

GOOD = {"to": "U" + "0" * 32, "messages": [{"type": "text", "text": "こんにちは"}]}


@pytest.mark.skipif(not _validators(), reason="LINE's strict OpenAPI file does not stand beside the repository")
def test_a_body_is_checked_against_lines_strict_schema():
    sent = {"path": "/v2/bot/message/push", "status": 200, "body": GOOD}
    assert check_bodies([sent]) == 1
    with pytest.raises(AssertionError, match="strict schema"):
        check_bodies([{**sent, "body": {**GOOD, "messages": [{"type": "text", "text": "あ" * 5001}]}}])
