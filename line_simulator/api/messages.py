"""Reply, push, multicast and their validation."""

from array import array
from typing import Any

from line_simulator.api.answers import QUOTA_REACHED, Answer, JsonObject, RefusalError
from line_simulator.api.call import Call
from line_simulator.citizens import Citizen
from line_simulator.identifiers import CHAT_ID, USER_ID, new_opaque_token
from line_simulator.ledger import dump
from line_simulator.validation.checker import Checker, MalformedPropertyError
from line_simulator.validation.messages import check_sending

_QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex")
_MOST_RECIPIENTS = 500


async def reply(call: Call) -> Answer:
    body = call.json()
    check = Checker()
    token = check.text(body, "replyToken", "", 1000)
    _checked(check, body)
    number = call.platform.tokens.use(token or "", call.platform.clock.now_ms())
    if number is None:
        raise RefusalError(400, "Invalid reply token")
    citizen = call.platform.citizens.by_number[number]
    call.record.citizen = number
    call.record.raw = dump({"replyToken": token})
    return Answer(body={"sentMessages": _send(call, body, [citizen])})


async def push(call: Call) -> Answer:
    body = call.json()
    check = Checker()
    to = check.text(body, "to", "", 100)
    if to is not None and not CHAT_ID.fullmatch(to):
        raise MalformedPropertyError("to")
    _checked(check, body)
    citizen = call.platform.citizens.by_id.get(to or "")
    if citizen is None:
        raise RefusalError(400, "Failed to send messages")
    _keep_to_quota(call, 1)
    call.record.citizen = citizen.number
    call.record.raw = dump({"to": to})
    sent = _send(call, body, [citizen])
    _accept(call, sent)
    return Answer(body={"sentMessages": sent})


async def multicast(call: Call) -> Answer:
    body = call.json()
    check = Checker()
    known = call.platform.citizens.by_id
    recipients: list[Citizen] = []
    strangers = False
    for path, user_id in check.items(body, "to", "", 1, _MOST_RECIPIENTS):
        citizen = known.get(user_id) if isinstance(user_id, str) else None
        if citizen is not None:
            recipients.append(citizen)
        elif isinstance(user_id, str) and USER_ID.fullmatch(user_id):
            strangers = True
        else:
            raise MalformedPropertyError(path)
    _checked(check, body)
    _keep_to_quota(call, len(recipients))
    _send(call, body, recipients)
    if strangers or len(call.record.recipients or b"") != 4 * len(recipients):
        call.record.raw = dump({"to": body["to"]})
    _accept(call, None)
    return Answer()


async def validate(call: Call) -> Answer:
    _checked(Checker(), call.json())
    return Answer()


def _checked(check: Checker, body: JsonObject) -> None:
    check_sending(check, body)
    if check.errors:
        raise RefusalError(400, check.answer())


def _send(call: Call, body: JsonObject, recipients: list[Citizen]) -> list[dict[str, Any]]:
    """Notes who gets what. Who blocked the account or is no friend gets nothing, and LINE does not say so."""
    now = call.platform.clock.now_ms()
    reached = array("I", [citizen.number for citizen in recipients if citizen.reachable(now)])
    messages = body["messages"]
    record = call.record
    record.body = call.platform.ledger.keep_body(body)
    record.recipients = reached.tobytes()
    record.first_message = call.platform.ledger.message_ids(len(messages))
    record.accepted = 1
    if call.kind != "reply":
        call.platform.bill(len(reached))
    if call.kind == "multicast":
        return []
    return [_sent(record.first_message + index, message) for index, message in enumerate(messages)]


def _sent(message_id: int, message: JsonObject) -> dict[str, Any]:
    sent = {"id": str(message_id)}
    if message["type"] in _QUOTABLE:
        sent["quoteToken"] = new_opaque_token()
    return sent


def _keep_to_quota(call: Call, count: int) -> None:
    quota = call.platform.settings.quota
    if quota is not None and call.platform.consumption() + count > quota:
        raise RefusalError(429, QUOTA_REACHED)


def _accept(call: Call, sent: list[dict[str, Any]] | None) -> None:
    if call.record.retry_key is not None:
        key = call.record.retry_key.lower()
        call.platform.retry_keys.accept(key, call.platform.clock.now_ms(), call.request_id, sent)
