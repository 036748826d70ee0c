"""The duty that draws rich menus and shows them at LINE (the steps: `publishing.py`).

One menu at a time, so that LINE's default is the menu published last.

Every step writes down what it reached before the next begins, and may be done twice without harm: a worker that dies
leaves its lease behind, and whoever takes the menu then goes on where it stopped.
"""

import logging
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import Connection, func, select, text

from app.clock import now
from app.extensions import db
from app.line.errors import LineError, RateLimited
from app.richmenus.models import MenuState
from app.richmenus.publishing import LeaseLost, Taken, WillNotWork, draw, menu_table, publish, withdraw

log = logging.getLogger(__name__)
LEASE_SECONDS = 120
# With the waits below about three hours: as long as LINE's longest disturbances.
MAX_ATTEMPTS = 24
_LONGEST_WAIT = 600  # seconds
_LOCK = 7_210_001  # pg_advisory_xact_lock: any number that nobody else uses
_WORK = {MenuState.DRAW: draw, MenuState.PUBLISH: publish, MenuState.WITHDRAW: withdraw}

_FREE = "(lease_until IS NULL OR lease_until < :moment)"
_DUE = f"state IN ('draw', 'publish', 'withdraw') AND not_before <= :moment AND {_FREE}"
_IS_DUE = text(f"SELECT EXISTS (SELECT 1 FROM rich_menu WHERE {_DUE})")  # noqa: S608 - our own words
_CLAIM = text(
    f"""
    UPDATE rich_menu SET attempts = attempts + 1, lease_until = :until
    WHERE id = (SELECT id FROM rich_menu WHERE {_DUE}
                AND NOT EXISTS (SELECT 1 FROM rich_menu AS other WHERE other.lease_until >= :moment)
                ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """  # noqa: S608 - our own words
)


def is_due(connection: Connection) -> bool:
    return bool(connection.scalar(_IS_DUE, {"moment": now()}))


def drain_rich_menus() -> None:
    """Until nothing waits that may be taken now."""
    while taken := _claim():
        # Staff asked for something else meanwhile: their new wish is the next one that is claimed.
        with suppress(LeaseLost):
            _work_on(taken)


def _work_on(taken: Taken) -> None:
    if taken.row["attempts"] > MAX_ATTEMPTS:
        _give_up(taken)
        return
    try:
        _WORK[taken.row["state"]](taken)
    except WillNotWork as reason:
        taken.finish(MenuState.FAILED, str(reason)[:200])
    except LineError as error:
        _on_line_error(taken, error)


def _claim() -> Taken | None:
    moment = now()
    until = moment + timedelta(seconds=LEASE_SECONDS)
    with db.engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        menu_id = connection.scalar(_CLAIM, {"moment": moment, "until": until})
        if menu_id is None:
            return None
        row = connection.execute(select(menu_table).where(menu_table.c.id == menu_id)).mappings().one()
    return Taken(menu_id, until, dict(row))


def _give_up(taken: Taken) -> None:
    if taken.is_live:
        # Citizens see it; only the clearing up at LINE was left undone, and the next publication does that.
        taken.finish(MenuState.PUBLISHED)
        return
    taken.finish(MenuState.FAILED, "LINEに長いあいだつながりませんでした。時間をおいて、もう一度お試しください。")


def _on_line_error(taken: Taken, error: LineError) -> None:
    log.warning("rich menu: refused by LINE, or no answer", extra={"menu": str(taken.id), "status": error.status})
    if not error.retryable:
        taken.finish(MenuState.FAILED, _words_for(error)[:200])
        return
    wait = timedelta(seconds=min(2 ** taken.row["attempts"], _LONGEST_WAIT))
    reason = "LINEが混み合っています。" if isinstance(error, RateLimited) else "LINEから返事がありません。"
    taken.save(not_before=now() + wait, lease_until=None, error=f"{reason}自動でもう一度試します。")


def _words_for(error: LineError) -> str:
    if error.status in (401, 403):
        return "LINEに断られました。チャネルアクセストークンが正しいかを、システム管理者に確かめてもらってください。"
    return f"LINEに断られました。システム管理者に知らせてください。LINEの説明：{error.detail or error.status}"
