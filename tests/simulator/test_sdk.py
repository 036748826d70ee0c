"""LINE's own SDK finds in the stand-in what it expects of LINE."""

from collections.abc import Iterator

import pytest
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
    ValidateMessageRequest,
)

from tests.simulator.kit import TOKEN, Simulator
from tests.simulator.test_richmenus import drawn, menu_object

LIMIT = {"_request_timeout": (3, 10)}


@pytest.fixture
def client(simulator: Simulator) -> Iterator[ApiClient]:
    client = ApiClient(Configuration(host=simulator.url, access_token=TOKEN))
    yield client
    client.rest_client.pool_manager.clear()
    client.close()


def test_messages_go_out_by_the_sdk(simulator: Simulator, client: ApiClient) -> None:
    api = MessagingApi(client)
    citizens = simulator.citizens(3)
    messages = [TextMessage(text="お知らせ")]
    token = simulator.say(citizens[0])["replyToken"]
    replied = api.reply_message(ReplyMessageRequest(reply_token=token, messages=messages), **LIMIT)
    assert replied.sent_messages[0].quote_token
    api.push_message(PushMessageRequest(to=citizens[1], messages=messages), **LIMIT)
    api.multicast(MulticastRequest(to=citizens, messages=messages), **LIMIT)
    api.validate_push(ValidateMessageRequest(messages=messages), **LIMIT)
    counts = simulator.control("GET", "ledger/recipients")["counts"]
    assert [counts[citizen] for citizen in citizens] == [2, 2, 1]


def test_a_refusal_becomes_the_sdks_exception(client: ApiClient) -> None:
    request = ReplyMessageRequest(reply_token="used", messages=[TextMessage(text="x")])
    with pytest.raises(ApiException) as caught:
        MessagingApi(client).reply_message(request, **LIMIT)
    assert caught.value.status == 400
    assert "Invalid reply token" in caught.value.body


def test_account_and_friends_are_read_by_the_sdk(simulator: Simulator, client: ApiClient) -> None:
    api = MessagingApi(client)
    citizens = simulator.citizens(2, names=["花子", "太郎"])
    assert api.get_bot_info(**LIMIT).chat_mode == "bot"
    assert api.get_profile(citizens[1], **LIMIT).display_name == "太郎"
    assert api.get_followers(limit=10, **LIMIT).user_ids == citizens
    assert api.get_message_quota(**LIMIT).type == "none"
    assert api.get_message_quota_consumption(**LIMIT).total_usage == 0
    request = ShowLoadingAnimationRequest(chat_id=citizens[0], loading_seconds=5)
    assert api.show_loading_animation_with_http_info(request, **LIMIT).status_code == 202


def test_a_rich_menu_is_published_by_the_sdk(simulator: Simulator, client: ApiClient) -> None:
    api, blob = MessagingApi(client), MessagingApiBlob(client)
    [citizen] = simulator.citizens()
    menu = api.create_rich_menu(RichMenuRequest.from_dict(menu_object(800, 500)), **LIMIT).rich_menu_id
    blob.set_rich_menu_image(menu, body=drawn(800, 500), _headers={"Content-Type": "image/png"}, **LIMIT)
    api.set_default_rich_menu(menu, **LIMIT)
    assert api.get_default_rich_menu_id(**LIMIT).rich_menu_id == menu
    assert api.get_rich_menu_list(**LIMIT).richmenus[0].areas[0].action.text == "ごみ"
    assert bytes(blob.get_rich_menu_image(menu, **LIMIT)) == drawn(800, 500)
    assert simulator.phone(citizen)["richMenu"]["chatBarText"] == "メニュー"
