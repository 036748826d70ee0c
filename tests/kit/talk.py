"""A citizen's phone for tests without a browser: says something, lets the workers work, reads what came."""

from typing import Any

from app.inbound.jobs import drain_conversations, drain_outbox
from app.pool import worker_pool
from tests.kit.line import LineStandIn


def work() -> None:
    """What the conversation worker does, until nothing waits that may be taken now."""
    for drain in (drain_conversations, drain_outbox):
        drain()
        worker_pool().wait_until_idle()


class Talk:
    def __init__(self, line: LineStandIn, user: str | None = None) -> None:
        self.line = line
        self.user = user or line.add_friends(1)[0]

    def says(self, text: str) -> list[str]:
        """The texts of the bubbles that came in answer."""
        return self.does("text", text=text)

    def does(self, act: str, **wish: Any) -> list[str]:
        before = len(self.heard())
        answer = self.line.post(f"citizens/{self.user}/{act}", wish)
        assert answer["webhook"]["status"] == 200
        work()
        return self.heard()[before:]

    def taps(self, label: str) -> list[str]:
        """Tap the button or quick reply with this label in what came last."""
        action = next(action for action in self._actions() if action["label"] == label)
        if action["type"] == "message":
            return self.says(action["text"])
        return self.does("postback", data=action["data"], displayText=action.get("displayText"))

    def bubbles(self) -> list[dict[str, Any]]:
        """LINE's message objects that this phone has received, oldest first."""
        talk = self.line.get(f"phones/{self.user}")
        return [item["message"] for item in talk["items"] if item["direction"] == "from_account"]

    def heard(self) -> list[str]:
        return [bubble.get("text") or bubble.get("altText") or bubble["type"] for bubble in self.bubbles()]

    def _actions(self) -> list[dict[str, Any]]:
        last = self.bubbles()[-1]
        quick = [item["action"] for item in last.get("quickReply", {}).get("items", [])]
        return quick + list(last.get("template", {}).get("actions", []))
