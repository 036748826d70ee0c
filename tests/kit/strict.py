"""Every body that the application sent and LINE's stand-in accepted, checked against LINE's own OpenAPI file made strict.

The file stands beside the repository where there is one; elsewhere the stand-in's own validation is the only witness.
"""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

_FILE = Path(__file__).resolve().parents[3] / "shared/line/openapi-strict/messaging-api.strict.yml"
_SCHEMAS = {
    "/v2/bot/message/reply": "ReplyMessageRequest",
    "/v2/bot/message/push": "PushMessageRequest",
    "/v2/bot/message/multicast": "MulticastRequest",
    "/v2/bot/richmenu": "RichMenuRequest",
}


@cache
def _validators() -> dict[str, Any]:
    if not _FILE.exists():
        return {}
    components = yaml.load(_FILE.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]
    return {
        path: jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": components})
        for path, name in _SCHEMAS.items()
    }


def check_bodies(bodies: list[dict[str, Any]]) -> int:
    """How many were checked; fails with the schema's words for one that LINE would not take."""
    checked = 0
    for sent in bodies:
        validator = _validators().get(sent["path"])
        if validator is None or sent["status"] != 200:
            continue
        errors = [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(sent["body"])]
        assert not errors, f"LINE's strict schema refuses what was sent to {sent['path']}: {errors[:3]}"
        checked += 1
    return checked
