"""Texts and the variables in them."""

from collections.abc import Iterator

from app.flows.engine import variables
from app.flows.engine.linting.draft import Draft, node_type
from app.flows.engine.model import Node
from app.flows.engine.problems import LintContext, Problem, Reading, TextField
from app.flows.engine.text_length import grapheme_length, utf16_length

_LANGUAGES = {"ja": "日本語", "en": "英語", "zh": "中国語", "ko": "韓国語", "vi": "ベトナム語", "pt": "ポルトガル語"}


def text_problems(draft: Draft, context: LintContext) -> Iterator[Problem]:
    """Texts that are missing or too long, and variables that are not there."""
    for node in draft.nodes:
        for field in node_type(node).texts(node):
            yield from _text(node, field, draft)
            for language, template in field.text.items():
                yield from _variables(node, field, language, template, context)


def text_readings(node: Node) -> Iterator[Reading]:
    """The answers that the texts of `node` read."""
    for field in node_type(node).texts(node):
        for template in field.text.values():
            for variable in variables.find(template):
                if variable.kind == "answer":
                    yield Reading(variable.key, field.field, default=variable.default is not None)


def _text(node: Node, field: TextField, draft: Draft) -> Iterator[Problem]:
    if field.required and not field.text.get(draft.base_language, "").strip():
        message = f"{field.name}がまだ書かれていません。書いてください。"
        yield Problem("text_missing", "error", node.id, field.field, message)
    for language, template in field.text.items():
        length = utf16_length(template) if field.unit == "utf16" else grapheme_length(template)
        if length > field.limit:
            where = "" if language == draft.base_language else f"（{_LANGUAGES.get(language, language)}）"
            message = f"{field.name}{where}が{length:,}文字あります。{field.limit:,}文字までに短くしてください。"
            yield Problem("text_too_long", "error", node.id, field.field, message)


def _variables(node: Node, field: TextField, language: str, template: str, context: LintContext) -> Iterator[Problem]:
    for variable in variables.find(template):
        if variable.kind is None:
            message = f"「{variable.written}」という差し込みはありません。例：{variables.EXAMPLE}"
            yield Problem("variable_unknown", "error", node.id, field.field, message)
        elif variable.kind == "attribute" and context.attributes is not None and variable.key not in context.attributes:
            message = f"「{variable.written}」の属性「{variable.key}」がありません。属性を選び直してください。"
            yield Problem("attribute_unknown", "error", node.id, field.field, message)
    if "{{" in template and variables.stray_braces(template):
        message = f"差し込みのかっこが閉じていません。例：{variables.EXAMPLE}"
        yield Problem("variable_unclosed", "warning", node.id, field.field, message)
