"""The account, its friends, its quota, its webhook address."""

from datetime import UTC, datetime

from line_simulator.api.answers import NOT_FOUND, Answer, RefusalError
from line_simulator.api.call import Call
from line_simulator.identifiers import USER_ID
from line_simulator.settings import change_settings
from line_simulator.validation.checker import Checker, is_uri

_LOOPBACK = ("http://localhost:", "http://127.0.0.1:")


async def info(call: Call) -> Answer:
    return Answer(
        body={
            "userId": call.platform.bot,
            "basicId": "@000simul",
            "displayName": call.platform.options.account_name,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


async def profile(call: Call) -> Answer:
    user_id = call.path("user_id")
    if not USER_ID.fullmatch(user_id):
        raise RefusalError(400, "The value for the 'userId' parameter is invalid")
    citizen = call.platform.citizens.by_id.get(user_id)
    if citizen is None or not citizen.reachable(call.platform.clock.now_ms()):
        raise RefusalError(404, NOT_FOUND)
    return Answer(body={"displayName": citizen.name, "userId": user_id, "language": "ja"})


async def follower_ids(call: Call) -> Answer:
    """Pages of friends who have not blocked the account; `next` names the number to go on from."""
    query = call.request.query
    limit = query.get("limit", "300")
    if not limit.isdigit() or not 1 <= int(limit) <= 1000:
        raise RefusalError(400, "The value for the 'limit' parameter is invalid")
    start = query.get("start", "0")
    if not start.isdigit():
        raise RefusalError(400, "Invalid start token")
    citizens = call.platform.citizens.by_number
    found: list[str] = []
    for number in range(int(start), len(citizens)):
        if citizens[number].friend and not citizens[number].blocked:
            if len(found) == int(limit):
                return Answer(body={"userIds": found, "next": str(number)})
            found.append(citizens[number].user_id)
    return Answer(body={"userIds": found})


async def quota(call: Call) -> Answer:
    most = call.platform.settings.quota
    return Answer(body={"type": "none"} if most is None else {"type": "limited", "value": most})


async def consumption(call: Call) -> Answer:
    return Answer(body={"totalUsage": call.platform.consumption()})


async def start_loading(call: Call) -> Answer:
    body = call.json()
    check = Checker()
    chat_id = check.text(body, "chatId", "", 100)
    seconds = check.integer(body, "loadingSeconds", "", 5, 60, required=False)
    if seconds is not None and seconds % 5:
        check.add("loadingSeconds", "must be a multiple of five")
    if chat_id is not None and not USER_ID.fullmatch(chat_id):
        check.add("chatId", "invalid chat id")
    if check.errors:
        raise RefusalError(400, check.answer())
    citizen = call.platform.citizens.by_id.get(chat_id or "")
    if citizen is not None and not citizen.blocked:
        call.platform.loading[citizen.number] = call.platform.clock.now_ms() + (seconds or 20) * 1000
        call.record.citizen = citizen.number
        call.platform.hub.tell(citizen.user_id)
    return Answer(202)


async def get_webhook_endpoint(call: Call) -> Answer:
    settings = call.platform.settings
    return Answer(body={"endpoint": settings.webhook_url, "active": settings.webhook_enabled})


async def set_webhook_endpoint(call: Call) -> Answer:
    """LINE takes only https; the stand-in also this machine, where the product under test runs."""
    body = call.json()
    check = Checker()
    url = check.text(body, "endpoint", "", 500)
    if url is not None and not is_uri(url, ("https",)) and not url.startswith(_LOOPBACK):
        check.add("endpoint", "invalid uri")
    if check.errors:
        raise RefusalError(400, check.answer())
    change_settings(call.platform.store, call.platform.settings, {"webhook_url": url})
    return Answer()


async def test_webhook_endpoint(call: Call) -> Answer:
    url = call.platform.settings.webhook_url
    if call.content:
        url = Checker().text(call.json(), "endpoint", "", 500, required=False) or url
    now = datetime.fromtimestamp(call.platform.clock.now_ms() / 1000, UTC)
    result = await call.platform.webhooks.test(url)
    return Answer(
        body={
            "success": result.reason is None,
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "statusCode": result.status or 0,
            "reason": (result.reason or "ok").upper(),
            "detail": result.detail or str(result.status or ""),
        }
    )
