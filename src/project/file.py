"""An open project: the base that the verbs of every noun build on."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..errors import InputError, ProjectError
from .storage import records, reversals, trail
from .storage.database import Store

if TYPE_CHECKING:
    import sqlalchemy as sa

SUFFIX = ".intercoder"

Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """Return the time by this machine's clock."""
    return dt.datetime.now(dt.UTC)


def _now(clock: Clock) -> str:
    return clock().astimezone(dt.UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Outcome:
    """What a step did: one sentence, and remarks such as what was repaired or left out."""

    summary: str
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"  {remark}" for remark in self.remarks)])


def free_path(path: Path | str, *, replace: bool) -> Path:
    """Return a path to write to.

    Raises InputError when a file is there already, which may hold someone's work, and `replace` is not set.
    """
    path = Path(path)
    if path.exists() and not replace:
        raise InputError("is there already.", where=str(path), fix="Move it away, or use --replace.")
    return path


def project_path(path: Path | str) -> Path:
    """Return the path of a project file that is to be made: its name ends in `.intercoder`."""
    path = Path(path)
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def require_own(connection: sa.Connection, project: str | None, path: Path) -> None:
    """Raise ProjectError for a workbook at `path` that was written from another project than this one."""
    if project != records.about(connection)["id"]:
        fix = "Open the project that it was written from (--project FILE)."
        raise ProjectError("belongs to another project.", where=path.name, fix=fix)


@dataclass
class Step:
    """A step under way: its connection and time; `summary` goes into the history when it succeeds.

    A step that found nothing to change sets `idle`, and leaves no trace. `facts` go into the history beside the options
    that the step was given.
    """

    connection: sa.Connection
    at: str
    summary: str = ""
    idle: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


class ProjectFile:
    """An open project file, who works on it, and the clock that dates the steps."""

    def __init__(self, store: Store, *, who: str = "", clock: Clock = utc_now) -> None:
        self._store = store
        self.who = who
        self._clock = clock

    @classmethod
    def create(
        cls, path: Path | str, *, title: str = "", id: str | None = None, who: str = "", clock: Clock = utc_now
    ) -> Self:
        """Make a new project file; its name ends in `.intercoder`, which is added when it does not.

        `id` is what workbooks name the project by; without one it is drawn at random. Raises ProjectError when the file
        is there already.
        """
        path = project_path(path)
        entries = {"id": id or secrets.token_hex(8), "title": title or path.stem}
        summary = f'Project "{entries["title"]}" made.'

        def begin(connection: sa.Connection) -> None:
            options = {"title": entries["title"]}
            trail.record(connection, at=_now(clock), who=who, verb="project_new", options=options, summary=summary)

        return cls(Store.create(path, entries, begin), who=who, clock=clock)

    @classmethod
    def open(cls, path: Path | str, *, who: str = "", clock: Clock = utc_now) -> Self:
        """Open a project file.

        Raises ProjectError when it is missing, is no project, or was made by a newer intercoder.
        """
        return cls(Store.open(Path(path)), who=who, clock=clock)

    @property
    def path(self) -> Path:
        """Where the project file is."""
        return self._store.path

    @property
    def id(self) -> str:
        """What workbooks name the project by."""
        with self._store.reading() as connection:
            return records.about(connection)["id"]

    def close(self) -> None:
        """Let go of the project file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Project {self.path}>"

    @contextlib.contextmanager
    def _step(self, verb: str, **options: Any) -> Iterator[Step]:
        """One transaction and one row of history: what the block writes is kept with its summary, or not at all."""
        with self._store.writing() as connection:
            reversals.watch(connection)
            step = Step(connection, _now(self._clock))
            yield step
            if not step.idle:
                given = {key: value for key, value in options.items() if value is not None} | step.facts
                number = trail.record(
                    connection, at=step.at, who=self.who, verb=verb, options=given, summary=step.summary
                )
                reversals.keep(connection, number)

    @contextlib.contextmanager
    def _trial(self) -> Iterator[Step]:
        """Try a step: its changes are let go of when the block ends, and what it would have done can be said."""
        with self._store.trying() as connection:
            yield Step(connection, _now(self._clock))
