"""What pages and the editor read of flows."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audience.catalogue import Catalogue, read_catalogue
from app.flows.engine.inspect import dependencies
from app.flows.engine.normalise import normalise
from app.flows.engine.problems import FlowInfo, LintContext
from app.flows.engine.services import AttributeInfo
from app.flows.models import Flow, FlowVersion, Response
from app.media.models import MediaFile


def get_flow_by_id_and_department(session: Session, flow_id: uuid.UUID, department_id: uuid.UUID) -> Flow | None:
    return session.scalar(select(Flow).where(Flow.id == flow_id, Flow.department_id == department_id))


def list_flows(session: Session, department_id: uuid.UUID) -> list[Flow]:
    """The department's flows, the one saved last first."""
    return list(session.scalars(select(Flow).where(Flow.department_id == department_id).order_by(Flow.saved_at.desc())))


def list_published_flows(session: Session, department_id: uuid.UUID) -> list[Flow]:
    """What a menu tile or a button may start."""
    query = select(Flow).where(Flow.department_id == department_id, Flow.published_version_id.is_not(None))
    return list(session.scalars(query.order_by(Flow.name)))


def response_counts(session: Session, flow_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(Response.flow_id, func.count()).where(Response.flow_id.in_(list(flow_ids))).group_by(Response.flow_id)
    )
    return dict(rows.all())


def list_versions(session: Session, flow_id: uuid.UUID) -> list[FlowVersion]:
    query = select(FlowVersion).where(FlowVersion.flow_id == flow_id).order_by(FlowVersion.number.desc())
    return list(session.scalars(query))


def audience_catalogue(session: Session) -> Catalogue:
    return read_catalogue(session.connection())


def attribute_infos(catalogue: Catalogue) -> dict[str, AttributeInfo]:
    return {
        key: AttributeInfo(entry.kind, dict(entry.names))  # type: ignore[arg-type]
        for key, entry in catalogue.attributes.items()
    }


def lint_context(session: Session, department_id: uuid.UUID, flow_id: uuid.UUID | None) -> LintContext:
    """What the lint may know of the world outside of one flow."""
    catalogue = audience_catalogue(session)
    others = [flow for flow in list_flows(session, department_id) if flow.published_version and flow.id != flow_id]
    media = session.scalars(select(MediaFile.id).where(MediaFile.department_id == department_id))
    return LintContext(
        tags=frozenset(catalogue.tags),
        attributes=attribute_infos(catalogue),
        flows={str(flow.id): _flow_info(flow) for flow in others},
        media=frozenset(str(media_id) for media_id in media),
        flow=str(flow_id) if flow_id else None,
    )


def _flow_info(flow: Flow) -> FlowInfo:
    assert flow.published_version
    document: dict[str, Any] = flow.published_version.definition
    triggers = document["triggers"]
    words = {normalise(word) for trigger in triggers for word in trigger.get("keywords", ())}
    return FlowInfo(
        flow.name,
        frozenset(dependencies(document)["flows"]),
        frozenset(words),
        any(trigger["type"] == "follow" for trigger in triggers),
    )
