"""The tables of the project file."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

FORMAT = 1
"""The version of the tables below. A file of a newer one is refused."""

metadata = sa.MetaData()


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint) -> sa.Table:
    return sa.Table(name, metadata, *columns)


def _text(name: str, *more: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, *more, **{"nullable": False, **options})


def _number(name: str, *more: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, *more, **{"nullable": False, **options})


about = _table("about", _text("key", primary_key=True), _text("value"))

sources = _table("sources", _number("id", primary_key=True), _text("name"), _text("sha256"), _text("unit"))
cases = _table(
    "cases",
    _text("case", primary_key=True),
    _number("source", sa.ForeignKey("sources.id")),
    _number("position"),
    sa.Column("attributes", sa.JSON, nullable=False),
)
units = _table(
    "units",
    _text("unit", primary_key=True),
    _text("case", sa.ForeignKey("cases.case")),
    _number("position"),
    _text("text"),
)
questions = _table(
    "questions",
    _number("id", primary_key=True),
    _number("source", sa.ForeignKey("sources.id")),
    _text("name"),
    _text("text"),
)
unit_questions = _table(
    "unit_questions",
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _number("question", sa.ForeignKey("questions.id")),
)
documents = _table(
    "documents",
    _text("document", primary_key=True),
    _number("source", sa.ForeignKey("sources.id")),
    _text("case", sa.ForeignKey("cases.case")),
    _number("position"),
    _text("text"),
)
unit_places = _table(
    "unit_places",
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _text("document", sa.ForeignKey("documents.document")),
    _number("start"),
    _number("end"),
)
framework_versions = _table(
    "framework_versions",
    _number("version", primary_key=True),
    _text("hash"),
    _text("status"),
    sa.Column("codes", sa.JSON, nullable=False),
    _text("why"),
    _text("who"),
    _text("at"),
)
framework_edits = _table(
    "framework_edits",
    _number("id", primary_key=True),
    _number("version", sa.ForeignKey("framework_versions.version")),
    sa.Column("document", sa.JSON, nullable=False),
)
suggestion_answers = _table(
    "suggestion_answers",
    _number("id", primary_key=True),
    _text("suggestion"),
    _text("answer"),
    _text("code", nullable=True),
    _text("why"),
    _text("who"),
    _text("at"),
)
samples = _table(
    "samples",
    _text("name", primary_key=True),
    sa.Column("certificate", sa.JSON, nullable=False),
    _text("at"),
)
rounds = _table(
    "rounds",
    _number("number", primary_key=True),
    _text("name", unique=True),
    _number("version", sa.ForeignKey("framework_versions.version")),
    sa.Column("coders", sa.JSON, nullable=False),
    _text("sample", sa.ForeignKey("samples.name"), nullable=True),
    _text("against", sa.ForeignKey("rounds.name"), nullable=True),
    _text("follows", sa.ForeignKey("rounds.name"), nullable=True),
    _text("at"),
)
round_units = _table(
    "round_units",
    _text("round", sa.ForeignKey("rounds.name"), primary_key=True),
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _number("position"),
)
revisions = _table(
    "revisions",
    _number("id", primary_key=True),
    _text("round", sa.ForeignKey("rounds.name")),
    _text("coder"),
    _number("revision"),
    _text("file"),
    _text("sha256"),
    _text("at"),
    sa.UniqueConstraint("round", "coder", "revision"),
)
codings = _table(
    "codings",
    _number("revision", sa.ForeignKey("revisions.id"), primary_key=True),
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _text("code", primary_key=True),
)
coverage = _table(
    "coverage",
    _number("revision", sa.ForeignKey("revisions.id"), primary_key=True),
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
)
remarks = _table(
    "remarks",
    _number("revision", sa.ForeignKey("revisions.id"), primary_key=True),
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _text("memo"),
    _text("suggestion"),
)
examples = _table(
    "examples",
    _number("revision", sa.ForeignKey("revisions.id"), primary_key=True),
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _text("code", primary_key=True),
)
spans = _table(
    "spans",
    _number("revision", sa.ForeignKey("revisions.id"), primary_key=True),
    _text("document", sa.ForeignKey("documents.document"), primary_key=True),
    _text("code", primary_key=True),
    _number("start", primary_key=True),
    _number("end", primary_key=True),
)
span_memos = _table(
    "span_memos",
    _number("revision", sa.ForeignKey("revisions.id"), primary_key=True),
    _text("document", sa.ForeignKey("documents.document"), primary_key=True),
    _number("start", primary_key=True),
    _number("end", primary_key=True),
    _text("memo", primary_key=True),
)
decisions = _table(
    "decisions",
    _number("id", primary_key=True),
    _text("round", sa.ForeignKey("rounds.name")),
    _text("unit", sa.ForeignKey("units.unit")),
    _text("code"),
    sa.Column("applied", sa.Boolean, nullable=False),
    _text("rationale"),
    _text("who"),
    _text("at"),
)
consensus_rules = _table(
    "consensus_rules", _number("id", primary_key=True), _text("rule"), _text("why"), _text("who"), _text("at")
)
proposals = _table(
    "proposals",
    _number("id", primary_key=True),
    _text("round", sa.ForeignKey("rounds.name")),
    _text("unit", sa.ForeignKey("units.unit")),
    _text("code"),
    _text("kind"),
    _text("proposal"),
    _text("who"),
    _text("at"),
)
schemes = _table(
    "schemes", _number("number", primary_key=True), sa.Column("document", sa.JSON, nullable=False), _text("at")
)
classification_revisions = _table(
    "classification_revisions",
    _number("id", primary_key=True),
    _number("scheme", sa.ForeignKey("schemes.number")),
    _text("classifier"),
    _number("revision"),
    _text("file"),
    _text("sha256"),
    _text("at"),
    sa.UniqueConstraint("scheme", "classifier", "revision"),
)
classifications = _table(
    "classifications",
    _number("revision", sa.ForeignKey("classification_revisions.id"), primary_key=True),
    _text("case", sa.ForeignKey("cases.case"), primary_key=True),
    _text("code", primary_key=True),
    _text("dimension", primary_key=True),
    _text("category"),
)
classification_memos = _table(
    "classification_memos",
    _number("revision", sa.ForeignKey("classification_revisions.id"), primary_key=True),
    _text("case", sa.ForeignKey("cases.case"), primary_key=True),
    _text("code", primary_key=True),
    _text("memo"),
)
quote_choices = _table(
    "quote_choices",
    _text("unit", sa.ForeignKey("units.unit"), primary_key=True),
    _text("code", primary_key=True),
    _text("choice"),
    _text("passage"),
    _text("why"),
    _text("who"),
    _text("at"),
)
name_replacements = _table("name_replacements", _text("name", primary_key=True), _text("instead"))
summaries = _table(
    "summaries",
    _number("id", primary_key=True),
    _text("case", sa.ForeignKey("cases.case")),
    _text("code"),
    _text("text"),
    sa.Column("cited", sa.JSON, nullable=False),
    sa.Column("seen", sa.JSON, nullable=False),
    _text("who"),
    _text("at"),
)
syntheses = _table(
    "syntheses",
    _number("id", primary_key=True),
    _text("attribute"),
    _text("group"),
    _text("code"),
    _text("text"),
    _text("seen"),
    _text("who"),
    _text("at"),
)
history = _table(
    "history",
    _number("number", primary_key=True),
    _text("at"),
    _text("who"),
    _text("verb"),
    sa.Column("options", sa.JSON, nullable=False),
    _text("summary"),
    _text("previous"),
    _text("hash"),
)
reversals = _table(
    "reversals",
    _number("id", primary_key=True),
    _number("step", sa.ForeignKey("history.number")),
    _text("place"),
    _text("kind"),
    _text("row"),
)
