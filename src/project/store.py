"""The project file: its tables, and transactions on them.

One SQLite file through SQLAlchemy Core. Every write is one transaction that takes the file's write lock first, so two
programs that write at once wait for each other, and a program that is killed leaves the file as it was before the step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..atomic import replacing
from ..errors import ProjectError

FORMAT = 1
"""The version of the tables below. A file of a newer one is refused."""

BUSY_SECONDS = 20

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


class Store:
    """An open project file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = _engine(path)

    @classmethod
    def create(cls, path: Path, entries: dict[str, str], begin: Callable[[sa.Connection], None]) -> Store:
        """Make a new project file with these entries of `about` and what `begin` writes, as a whole or not at all.

        Raises ProjectError when there is a file of that name already.
        """
        if path.exists():
            raise ProjectError("there is such a file already.", where=str(path), fix="Choose another name.")
        with replacing(path) as temporary:
            engine = _engine(temporary)
            with engine.begin() as connection:
                metadata.create_all(connection)
                rows = [{"key": key, "value": value} for key, value in {"format": str(FORMAT), **entries}.items()]
                connection.execute(about.insert(), rows)
                begin(connection)
            engine.dispose()
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a project file.

        Raises ProjectError when it is missing, is no project file, or was made by a newer intercoder.
        """
        if not path.is_file():
            raise ProjectError(
                "there is no such project file.", where=str(path), fix="Make one with `intercoder project new`."
            )
        store = cls(path)
        try:
            with store.reading() as connection:
                query = sa.select(about.c.value).where(about.c.key == "format")
                made_with = int(connection.execute(query).scalar_one())
        except (sa.exc.DatabaseError, sa.exc.NoResultFound, ValueError) as error:
            raise ProjectError(
                "is not an intercoder project.", where=str(path), fix="Check the file's name."
            ) from error
        if made_with > FORMAT:
            raise ProjectError(
                f"was made by a newer intercoder (format {made_with}; this one knows {FORMAT}).",
                where=str(path),
                fix="Update intercoder: pip install --upgrade intercoder",
            )
        return store

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the file throughout."""
        with self._said(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are all kept when the block ends, or none when it raises."""
        with self._said(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Say in plain words what the file system or another program did not allow."""
        try:
            yield
        except sa.exc.OperationalError as error:
            reason = str(error.orig)
            if "locked" in reason:
                problem, fix = "another program is writing to the project.", "Wait until it has finished and try again."
            elif "readonly" in reason or "unable to open" in reason:
                problem, fix = (
                    "the project cannot be written to.",
                    "Check that you may write to the file and its folder.",
                )
            elif "full" in reason:
                problem, fix = "the disk is full.", "Make room and try again; the project is as it was."
            else:
                raise
            raise ProjectError(problem, where=str(self.path), fix=fix) from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _engine(path: Path) -> sa.Engine:
    options = {"timeout": BUSY_SECONDS, "isolation_level": None}  # transactions are begun by Store, not by the driver
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args=options)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    return engine
