"""Which address is answered by what, and under which name it counts for rate limits, faults and the ledger."""

from aiohttp import web

from line_simulator.api import account, contents, messages, richmenus
from line_simulator.api.call import Handler, endpoint

_ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("POST", "/v2/bot/message/reply", "reply", messages.reply),
    ("POST", "/v2/bot/message/push", "push", messages.push),
    ("POST", "/v2/bot/message/multicast", "multicast", messages.multicast),
    ("POST", "/v2/bot/message/validate/{of:reply|push|multicast}", "validate", messages.validate),
    ("GET", "/v2/bot/message/quota", "quota", account.quota),
    ("GET", "/v2/bot/message/quota/consumption", "quota", account.consumption),
    ("GET", "/v2/bot/message/{message_id}/content", "content", contents.content),
    ("GET", "/v2/bot/message/{message_id}/content/preview", "content", contents.content),
    ("GET", "/v2/bot/message/{message_id}/content/transcoding", "content", contents.transcoding),
    ("GET", "/v2/bot/profile/{user_id}", "profile", account.profile),
    ("GET", "/v2/bot/followers/ids", "followers", account.follower_ids),
    ("GET", "/v2/bot/info", "info", account.info),
    ("POST", "/v2/bot/chat/loading/start", "loading", account.start_loading),
    ("GET", "/v2/bot/channel/webhook/endpoint", "webhook-endpoint", account.get_webhook_endpoint),
    ("PUT", "/v2/bot/channel/webhook/endpoint", "webhook-endpoint", account.set_webhook_endpoint),
    ("POST", "/v2/bot/channel/webhook/test", "webhook-test", account.test_webhook_endpoint),
    ("POST", "/v2/bot/richmenu", "richmenu-create", richmenus.create),
    ("POST", "/v2/bot/richmenu/validate", "richmenu-validate", richmenus.validate),
    ("GET", "/v2/bot/richmenu/list", "richmenu-list", richmenus.listing),
    ("POST", "/v2/bot/richmenu/bulk/link", "richmenu-bulk", richmenus.bulk_link),
    ("POST", "/v2/bot/richmenu/bulk/unlink", "richmenu-bulk", richmenus.bulk_unlink),
    ("POST", "/v2/bot/richmenu/alias", "alias", richmenus.create_alias),
    ("GET", "/v2/bot/richmenu/alias/list", "alias", richmenus.list_aliases),
    ("GET", "/v2/bot/richmenu/alias/{alias_id}", "alias", richmenus.get_alias),
    ("POST", "/v2/bot/richmenu/alias/{alias_id}", "alias", richmenus.update_alias),
    ("DELETE", "/v2/bot/richmenu/alias/{alias_id}", "alias-delete", richmenus.delete_alias),
    ("GET", "/v2/bot/richmenu/{menu_id}", "richmenu", richmenus.get),
    ("DELETE", "/v2/bot/richmenu/{menu_id}", "richmenu-delete", richmenus.delete),
    ("GET", "/v2/bot/richmenu/{menu_id}/content", "richmenu-content", richmenus.download),
    ("POST", "/v2/bot/richmenu/{menu_id}/content", "richmenu-content", richmenus.upload),
    ("GET", "/v2/bot/user/all/richmenu", "richmenu-default", richmenus.get_default),
    ("DELETE", "/v2/bot/user/all/richmenu", "richmenu-default", richmenus.cancel_default),
    ("POST", "/v2/bot/user/all/richmenu/{menu_id}", "richmenu-default", richmenus.set_default),
    ("GET", "/v2/bot/user/{user_id}/richmenu", "richmenu-link", richmenus.get_link),
    ("DELETE", "/v2/bot/user/{user_id}/richmenu", "richmenu-link", richmenus.unlink),
    ("POST", "/v2/bot/user/{user_id}/richmenu/{menu_id}", "richmenu-link", richmenus.link),
)


def api_routes() -> list[web.RouteDef]:
    return [web.route(method, path, endpoint(kind, handler)) for method, path, kind, handler in _ROUTES]
