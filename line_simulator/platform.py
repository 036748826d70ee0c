"""Everything the stand-in knows, put together."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from aiohttp import web

from line_simulator.citizens import Citizens
from line_simulator.clock import Clock
from line_simulator.faults import Faults
from line_simulator.ledger import Ledger, numbers
from line_simulator.live import Hub
from line_simulator.menus import Menus
from line_simulator.options import Options
from line_simulator.rates import RateLimits
from line_simulator.settings import Settings, bot_user_id, load_settings, recall, remember
from line_simulator.store import Store
from line_simulator.tokens import ReplyTokens, RetryKeys
from line_simulator.webhooks import Webhooks

_JAPAN = timezone(timedelta(hours=9))


@dataclass
class Platform:
    options: Options
    store: Store
    clock: Clock
    settings: Settings
    bot: str
    citizens: Citizens
    ledger: Ledger
    tokens: ReplyTokens
    retry_keys: RetryKeys
    menus: Menus
    webhooks: Webhooks
    faults: Faults
    rates: RateLimits
    hub: Hub
    loading: dict[int, int]
    """Until when (ms) a citizen's phone shows the loading animation."""
    billed: tuple[str, int]
    """Month and messages counted against the quota in it."""

    def consumption(self) -> int:
        month = datetime.fromtimestamp(self.clock.now_ms() / 1000, _JAPAN).strftime("%Y-%m")
        if self.billed[0] != month:
            self.billed = (month, 0)
        return self.billed[1]

    def bill(self, count: int) -> None:
        used = self.consumption()
        self.billed = (self.billed[0], used + count)

    def advance_clock(self, seconds: float) -> None:
        self.clock.advance(seconds)
        remember(self.store, "clock_offset_ms", self.clock.offset_ms)

    def reset(self) -> None:
        """As on the first day; only the account's own id stays."""
        self.webhooks.forget()
        for part in (self.citizens, self.ledger, self.tokens, self.retry_keys, self.faults, self.rates, self.menus):
            part.clear()
        self.store.clear()
        self.loading.clear()
        self.store.write("DELETE FROM setting WHERE name != 'bot'")
        self.clock.offset_ms = 0
        self.settings.__dict__.update(_defaults(self.options).__dict__)
        self.billed = ("", 0)
        self.hub.tell("everything")


def _defaults(options: Options) -> Settings:
    return Settings(webhook_url=options.webhook_url, reply_delay_ms=options.reply_delay_ms)


def open_platform(options: Options) -> Platform:
    """Reads the state folder. Raises StateInUseError."""
    store = Store(options.state)
    clock = Clock(recall(store, "clock_offset_ms", 0))
    now = clock.now_ms()
    settings = load_settings(store, _defaults(options))
    bot = bot_user_id(store)
    citizens, ledger = Citizens(store), Ledger(store)
    for seq, recipients, citizen in ledger.talks():
        for number in numbers(recipients) if citizen is None else [citizen]:
            citizens.by_number[number].talk.append(seq)
    tokens = ReplyTokens(store, now)
    today = datetime.fromtimestamp(now / 1000, _JAPAN)
    month_start = datetime(today.year, today.month, 1, tzinfo=_JAPAN).timestamp() * 1000
    platform = Platform(
        options=options,
        store=store,
        clock=clock,
        settings=settings,
        bot=bot,
        citizens=citizens,
        ledger=ledger,
        tokens=tokens,
        retry_keys=RetryKeys(store, now),
        menus=Menus(store),
        webhooks=Webhooks(options.channel_secret, bot, settings, clock, ledger, tokens),
        faults=Faults(),
        rates=RateLimits(),
        hub=Hub(),
        loading={},
        billed=(today.strftime("%Y-%m"), ledger.billed_since(month_start)),
    )
    platform.webhooks.sent = lambda: platform.hub.tell("ledger")
    store.commit()
    return platform


PLATFORM: web.AppKey[Platform] = web.AppKey("platform", Platform)


def platform_of(request: web.Request) -> Platform:
    return request.app[PLATFORM]
