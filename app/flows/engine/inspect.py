"""Looking at a flow document without running it, finished or not."""

from typing import Any

from app.flows.engine import variables
from app.flows.engine.check import mistakes
from app.flows.engine.errors import DefinitionError
from app.flows.engine.linting.answers import answer_problems
from app.flows.engine.linting.draft import Draft, node_type, read_draft
from app.flows.engine.linting.graph import graph_problems
from app.flows.engine.linting.outside import reference_problems, trigger_problems
from app.flows.engine.linting.shape import shape_problems
from app.flows.engine.linting.structure import structure_problems
from app.flows.engine.linting.texts import text_problems
from app.flows.engine.migrations import upgrade
from app.flows.engine.problems import FlowInfo, LintContext, Problem

__all__ = ["FlowInfo", "LintContext", "Problem", "dependencies", "lint"]

_UNKNOWN = LintContext()
_FORMAT = "シナリオの形式ではないか、このシステムより新しい形式です。形式（format）が1のシナリオを使ってください。"


def lint(document: Any, context: LintContext = _UNKNOWN) -> list[Problem]:
    """What is wrong with a flow, or unwise in it. Never raises, whatever JSON value it gets.

    The order is that of the document: first the flow's own problems, then each node's, errors before warnings.
    """
    try:
        current = upgrade(document)
    except DefinitionError:
        return [Problem("format", "error", None, "format", _FORMAT)]
    found = mistakes(current)
    draft = read_draft(current, found)
    problems = [*shape_problems(current, found), *structure_problems(draft), *graph_problems(draft)]
    problems += trigger_problems(draft, context)
    problems += reference_problems(draft, context)
    problems += text_problems(draft, context)
    problems += answer_problems(draft)
    for node in draft.nodes:
        problems += (
            Problem(finding.code, finding.level, node.id, finding.field, finding.message)
            for finding in node_type(node).lint(node, context)
        )
    return _sorted(problems, draft)


def dependencies(document: Any) -> dict[str, list[str]]:
    """What a flow needs to be there.

    ``{"tags", "attributes", "flows", "media"}``, each a sorted list of keys or ids.
    """
    try:
        current = upgrade(document)
    except DefinitionError:
        return {"tags": [], "attributes": [], "flows": [], "media": []}
    draft = read_draft(current, mistakes(current))
    needed: dict[str, set[str]] = {"tag": set(), "attribute": set(), "flow": set(), "media": set()}
    for node in draft.nodes:
        for reference in node_type(node).references(node):
            needed[reference.kind].add(reference.key)
        for field in node_type(node).texts(node):
            for template in field.text.values():
                needed["attribute"] |= {found.key for found in variables.find(template) if found.kind == "attribute"}
    names = {"tag": "tags", "attribute": "attributes", "flow": "flows", "media": "media"}
    return {names[kind]: sorted(keys) for kind, keys in needed.items()}


def _sorted(problems: list[Problem], draft: Draft) -> list[Problem]:
    place = {node.id: index for index, node in enumerate(draft.nodes)}
    return sorted(
        problems,
        key=lambda problem: (-1 if problem.node is None else place.get(problem.node, 0), problem.level != "error"),
    )
