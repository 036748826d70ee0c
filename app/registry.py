"""Where the packages are put together: pages, duties, command line, and what each package offers to the others."""

from flask import Flask

from app.audience import attributes_views, citizens_views, segment_views
from app.audience import cli as audience_cli
from app.audience import jobs as audience_jobs
from app.audience.catalogue import CatalogueCache
from app.audience.messages_panel import messages_panel
from app.audience.operations import read_user_id
from app.audience.panels import CitizenPanel
from app.broadcasts import delivery as broadcasts_delivery
from app.broadcasts import views as broadcast_views
from app.broadcasts.operations import BROADCASTS
from app.broadcasts.queries import segment_is_used
from app.demonstration import cli as demonstration_cli
from app.exports import cli as exports_cli
from app.exports import jobs as export_jobs
from app.exports import views as export_views
from app.exports.operations import EXPORTS
from app.flows import cli as flows_cli
from app.flows import editor as flow_editor
from app.flows import results as flow_results
from app.flows import views as flow_views
from app.flows.catalogue import FlowCatalogue
from app.flows.citizen_panel import answers_panel
from app.inbound import jobs as inbound_jobs
from app.inbound import webhook
from app.maintenance import dashboard, health
from app.media import views as media_views
from app.queues import Duties, Duty, QueueNames
from app.richmenus import jobs as richmenu_jobs
from app.richmenus import views as richmenu_views
from app.richmenus.operations import RICH_MENUS
from app.staff import cli as staff_cli
from app.staff import views as staff_views
from app.staff.roles import Permission
from app.turns.handlers import EventHandlers, register_own
from app.turns.operations import TurnCaches
from app.web.navigation import Item, Navigation

BLUEPRINTS = (
    attributes_views.bp,
    broadcast_views.bp,
    citizens_views.bp,
    dashboard.bp,
    export_views.bp,
    flow_editor.bp,
    flow_results.bp,
    flow_views.bp,
    health.bp,
    media_views.bp,
    richmenu_views.bp,
    segment_views.bp,
    staff_views.bp,
    webhook.bp,
)

COMMANDS = (audience_cli.segments, demonstration_cli.demonstration, exports_cli.exports, flows_cli.flows, staff_cli.staff)

NAVIGATION = (
    Item("dashboard.show", "ホーム"),
    Item("flows.index", "シナリオ", Permission.FLOWS_READ, "利用者との会話を、部品をつないで作ります。"),
    Item("citizens.index", "利用者", Permission.CITIZENS_READ, "友だちになった人の属性、タグ、回答を確かめます。"),
    Item("attributes.index", "属性・タグ", Permission.SEGMENTS_READ, "居住地区や年代など、知っておくことを決めます。"),
    Item("segments.index", "セグメント", Permission.SEGMENTS_READ, "配信先を条件で決め、何人いるかを確かめます。"),
    Item("broadcasts.index", "配信", Permission.BROADCASTS_READ, "お知らせを、条件に合う人だけに送ります。"),
    Item("rich_menus.index", "リッチメニュー", Permission.RICH_MENUS_READ, "トーク画面の下に出るメニューを作ります。"),
    Item("exports.index", "書き出し", Permission.EXPORTS_READ, "回答や利用者の一覧をCSVで受け取ります。"),
)


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions["navigation"] = Navigation(list(NAVIGATION))
    app.extensions["citizen_panels"] = [
        CitizenPanel(Permission.ANSWERS_READ, answers_panel),
        CitizenPanel(Permission.CITIZENS_READ, messages_panel),
    ]
    app.extensions["read_user_id"] = read_user_id
    app.extensions["segment_uses"] = [segment_is_used]
    app.extensions["turn_handlers"] = EventHandlers()
    register_own(app.extensions["turn_handlers"])
    app.extensions["turn_caches"] = TurnCaches(FlowCatalogue(), CatalogueCache())
    _register_duties(app.extensions["duties"])


def _register_duties(duties: Duties) -> None:
    duties.register(
        Duty(webhook.CONVERSATIONS, QueueNames.CONVERSATION, inbound_jobs.is_due, inbound_jobs.work_conversations)
    )
    duties.register(Duty(BROADCASTS, QueueNames.DELIVERY, broadcasts_delivery.is_due, broadcasts_delivery.drain_broadcasts))
    duties.register(Duty(EXPORTS, QueueNames.BACKGROUND, export_jobs.is_due, export_jobs.drain_exports))
    duties.register(Duty(audience_jobs.PROFILES, QueueNames.BACKGROUND, audience_jobs.is_due, audience_jobs.fetch_profiles))
    duties.register(Duty(RICH_MENUS, QueueNames.MEDIA, richmenu_jobs.is_due, richmenu_jobs.drain_rich_menus))
