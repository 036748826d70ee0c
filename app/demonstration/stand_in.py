"""What the demonstration asks of the stand-in for LINE, over its own control addresses (no code is shared)."""

import json
import urllib.request
from urllib.error import URLError


class NoStandIn(Exception):  # noqa: N818
    """The address of LINE is not the stand-in's."""


def make_friends(line_url: str, names: list[str]) -> list[str]:
    """The LINE user ids of new friends with these names. Raises NoStandIn."""
    body = json.dumps({"count": len(names), "names": names, "friends": True, "webhook": False}).encode()
    call = urllib.request.Request(  # noqa: S310 - `config` lets the demonstration speak to loopback only
        f"{line_url}/simulator/citizens", data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:  # noqa: S310
            return list(json.load(answer)["user_ids"])
    except (URLError, KeyError, ValueError) as error:
        raise NoStandIn from error
