"""The coding framework of a project: its versions, read, written, looked at, frozen and reopened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, ProjectError
from ...framework import edits
from ...framework.codes import Framework
from ...framework.rows import Known
from ...framework.slips import slips
from ...wording import number_of
from .. import carrying, framework_views
from ..file import Outcome, ProjectFile, Step, free_path
from ..framework_views import (
    CodeHistory,
    FrameworkDiff,
    FrameworkGrowth,
    FrameworkLog,
    FrameworkState,
    FrameworkView,
    framework_view,
)
from ..previews import NOTHING_YET, EditPreview, preview_of, told
from ..stability import DRAFT, FINAL, STABLE, stability
from ..storage import records, store

if TYPE_CHECKING:
    import sqlalchemy as sa


class FrameworkVerbs(ProjectFile):
    """The verbs of `intercoder framework` that make, show and freeze versions."""

    def framework_new(self, *, why: str = "") -> Outcome:
        """Begin with an empty framework, for codes that arise from the data alone.

        Raises ProjectError when there is a framework already.
        """
        with self._step("framework_new", why=why or None) as step:
            if records.versions(step.connection):
                raise ProjectError("has a framework already.", where="project", fix="Go on with it: framework add NAME")
            insert_version(step, Framework(), (), why, self.who)
            step.summary = "Began with an empty framework, version 1."
        return Outcome(step.summary)

    def framework_read(
        self, path: Path | str, *, why: str = "", sheet: str | None = None, preview: bool = False
    ) -> Outcome | EditPreview:
        """Read a version of the framework from a file: codes with the same GUID, or at the same path, stay the same.

        Kinds of files: .xlsx, .csv, .yaml, .md, .qdc. Reading a framework that is the same as the newest version
        changes nothing. Once a version is final, `why` is needed to go on. With `preview`, what it would do to the
        codings made so far is returned, and nothing is changed. Raises all problems of the file together.
        """
        from ...exchange.frameworks.files import read_framework
        from ...exchange.repairs import RepairLog

        path, log = Path(path), RepairLog()
        given = {"file": path.name, "sheet": sheet, "why": why or None}
        with self._trial() if preview else self._step("framework_read", **given) as step:
            known = records.versions(step.connection)
            newest = known[-1] if known else NOTHING_YET
            number = newest.number + 1
            before = newest.framework
            earlier = tuple(version.framework for version in known[:-1])
            about = Known(before, earlier, records.about(step.connection)["id"])
            framework = read_framework(path, version=number, known=about, sheet=sheet, log=log)
            unread = tuple(map(str, log.listed()))
            if known and framework.hash == newest.framework.hash:
                step.idle = True
                return Outcome(f"{path.name} is the same as version {newest.number}; nothing was changed.", unread)
            made = edits.reading(before, framework, path.name, number)
            if preview:
                return preview_of(step.connection, newest, made)
            if newest.status == FINAL and not why:
                raise ProjectError(
                    f"version {newest.number} is final.",
                    where=path.name,
                    fix="To go on all the same, say why: intercoder framework read FILE --why REASON",
                )
            insert_version(step, framework, [made], why, self.who)
            step.summary = (
                f"Read framework version {number}: {number_of(len(framework), 'code')} ({_changes(before, framework)})."
            )
            remarks = told(step, made) if known else ()
        return Outcome(step.summary, (*unread, *slips(framework, before), *remarks))

    def framework_write(self, path: Path | str, *, version: int | None = None, replace: bool = False) -> Outcome:
        """Write a version, the newest by default, to a file: .xlsx, .csv, .yaml, .md or .qdc to read back, or .docx.

        Raises InputError when the file is there already and `replace` is not set, and for another kind of file.
        """
        from ...exchange.frameworks.files import write_framework

        path = free_path(path, replace=replace)
        with self._store.reading() as connection:
            shown, about = records.version(connection, version), records.about(connection)
            status = stability(connection, shown.number).status
        if path.suffix.lower() == ".docx":
            from ...report.files import write

            write([framework_views.codebook(shown.framework, shown.number, status)], path)
        else:
            title = f"{about['title']}: coding framework, version {shown.number} ({status})"
            write_framework(shown.framework, path, project=about["id"], title=title)
        return Outcome(f"Wrote version {shown.number} with {number_of(len(shown.framework), 'code')} to {path}.")

    def framework_finalise(self, *, why: str = "") -> Outcome:
        """Freeze the newest version for the reliability check; say so when no full pass has shown that it is stable."""
        with self._step("framework_finalise", why=why or None) as step:
            newest = records.version(step.connection)
            found = stability(step.connection)
            _set_status(step, newest.number, FINAL)
            step.summary = f"Version {newest.number} of the framework is final ({newest.framework.hash[:12]})."
        missing = found.missing if found.status == DRAFT else ()
        return Outcome(step.summary, ("It had not been shown to be stable.", *missing) if missing else ())

    def framework_reopen(self, *, why: str) -> Outcome:
        """Go on from a final version, for a reason: a new version with the same codes, to be edited.

        Raises ProjectError when the newest version is not final.
        """
        with self._step("framework_reopen", why=why) as step:
            newest = records.version(step.connection)
            if newest.status != FINAL:
                raise ProjectError(f"version {newest.number} is not final.", fix="Edit it as it is.")
            if not why.strip():
                raise InputError("reopening needs a reason.", where="--why", fix="Write --why REASON.")
            insert_version(step, newest.framework, (), why, self.who)
            step.summary = (
                f"Reopened: version {newest.number + 1} goes on from version {newest.number}, which stays final."
            )
        return Outcome(step.summary)

    def framework_show(self, version: int | None = None) -> FrameworkView:
        """Show a version of the framework as a tree, the newest one by default."""
        with self._store.reading() as connection:
            shown = records.version(connection, version)
            status = stability(connection, shown.number).status
        return framework_view(shown.framework, shown.number, status)

    def framework_status(self) -> FrameworkState:
        """Show whether the newest version is a draft, stable or final, and what is missing for stable."""
        import pandas as pd

        with self._store.reading() as connection:
            newest, found = records.version(connection), stability(connection)
            waiting = carrying.pending(connection)
        facts = [("version", str(newest.number)), ("status", found.status), ("codes", str(len(newest.framework)))]
        if found.status == DRAFT:
            facts.append(("missing for stable", " ".join(found.missing)))
        facts.append(("units to look at again", str(len({unit for unit, _ in waiting}))))
        return FrameworkState(pd.DataFrame(facts, columns=["what", "value"], dtype=object))

    def framework_log(self, code: str | None = None) -> FrameworkLog | CodeHistory:
        """List the versions: what was done in each, by whom and why; or the life of one `code` through all of them.

        `code` is a path in any version.
        """
        import pandas as pd

        with self._store.reading() as connection:
            versions = records.versions(connection)
            if code is not None:
                return framework_views.code_history(versions, *_ever(versions, code))
            made = carrying.edits(connection)
            statuses = [stability(connection, version.number).status for version in versions]
        frameworks = [Framework(), *(version.framework for version in versions)]
        rows = [
            {
                "version": version.number,
                "status": status,
                "codes": len(version.framework),
                "changes": _changes(before, version.framework),
                "edits": " ".join(step["summary"] for step in made.get(version.number, ())),
                "who": version.who,
                "why": version.why,
                "when": version.at,
                "hash": version.framework.hash[:12],
            }
            for before, version, status in zip(frameworks, versions, statuses, strict=False)
        ]
        columns = ["version", "status", "codes", "changes", "edits", "who", "why", "when", "hash"]
        return FrameworkLog(pd.DataFrame(rows, columns=columns))

    def framework_diff(self, older: int, newer: int | None = None) -> FrameworkDiff:
        """Show what differs between two versions: codes added, retired, merged, renamed, moved, described anew."""
        with self._store.reading() as connection:
            first, second = records.version(connection, older), records.version(connection, newer)
            if first.number > second.number:
                first, second = second, first
            steps = carrying.between(connection, first.number, second.number)
        becoming = {code.id: carrying.become(code.id, steps) for code in first.framework}
        return framework_views.framework_diff(first, second, becoming)

    def framework_growth(self, figure: Path | str | None = None, *, replace: bool = False) -> FrameworkGrowth:
        """Show how many codes of each origin each version has; with `figure`, draw it as well (.svg, .png).

        Raises InputError when the file is there already and `replace` is not set.
        """
        with self._store.reading() as connection:
            versions = records.versions(connection)
            statuses = [stability(connection, version.number).status for version in versions]
        if not versions:
            raise records.no_framework()
        grown = framework_views.growth(versions, statuses)
        if figure is not None:
            from ...report.figures import write_figure
            from ...report.growth import growth_figure

            write_figure(growth_figure(grown.to_frame()), free_path(figure, replace=replace))
        return grown


def insert_version(
    step: Step, framework: Framework, made: Sequence[edits.Edit], why: str, who: str, *, status: str = DRAFT
) -> int:
    """Keep a framework as the next version, with the edits that led to it, and return its number.

    What the version before had become is kept first: a stable version is known as stable ever after.
    """
    known = records.versions(step.connection)
    if known and stability(step.connection).status == STABLE:
        _set_status(step, known[-1].number, STABLE)
    number = known[-1].number + 1 if known else 1
    row = {"version": number, "hash": framework.hash, "status": status, "codes": framework.to_list()}
    step.connection.execute(store.framework_versions.insert(), [row | {"why": why, "who": who, "at": step.at}])
    documents = [{"version": number, "document": edit.document()} for edit in made]
    if documents:
        step.connection.execute(store.framework_edits.insert(), documents)
    return number


def _set_status(step: Step, number: int, status: str) -> None:
    table = store.framework_versions
    step.connection.execute(table.update().where(table.c.version == number).values(status=status))


def _ever(versions: Sequence[records.Version], path: str) -> tuple[str, str]:
    """Return id and path of the code that any version has at `path`, the newest first."""
    error: InputError | None = None
    for version in reversed(versions):
        try:
            code = version.framework.find(path, where="--code")
        except InputError as missing:
            error = error or missing
        else:
            return code.id, version.framework.path(code.id)
    raise error or records.no_framework()


def ids_ever(connection: sa.Connection) -> frozenset[str]:
    """Return the ids of all codes that any version had."""
    return frozenset(code.id for version in records.versions(connection) for code in version.framework)


def _changes(before: Framework, after: Framework) -> str:
    old, new = {code.id: code for code in before}, {code.id: code for code in after}
    changed = sum(old[code] != new[code] for code in old.keys() & new.keys())
    counts = {"added": len(new.keys() - old.keys()), "taken out": len(old.keys() - new.keys()), "changed": changed}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "no change"
