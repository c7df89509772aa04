"""The coding framework of a project: its versions."""

from __future__ import annotations

from pathlib import Path

from ..errors import ProjectError
from ..framework.codes import Framework
from . import records, store
from .file import Outcome, ProjectFile
from .views import FrameworkLog, FrameworkView, framework_view

DRAFT, FINAL = "draft", "final"


class FrameworkVerbs(ProjectFile):
    """The verbs of `intercoder framework`."""

    def framework_read(self, path: Path | str, *, why: str = "") -> Outcome:
        """Read a version of the framework from .xlsx, .csv or .yaml: codes at the same path stay the same codes.

        Reading a framework that is the same as the newest version changes nothing. Once a version is final, `why` is
        needed to go on. Raises all problems of the file together.
        """
        from ..exchange.framework_files import read_framework

        path = Path(path)
        with self._step("framework_read", file=path.name, why=why or None) as step:
            known = records.versions(step.connection)
            newest = known[-1] if known else None
            number = newest.number + 1 if newest else 1
            framework = read_framework(path, previous=newest.framework if newest else None, version=number)
            if newest and framework.hash == newest.framework.hash:
                step.idle = True
                return Outcome(f"{path.name} is the same as version {newest.number}; nothing was changed.")
            if newest and newest.status == FINAL and not why:
                raise ProjectError(
                    f"version {newest.number} is final.",
                    where=path.name,
                    fix="To go on all the same, say why: intercoder framework read FILE --why REASON",
                )
            row = {"version": number, "hash": framework.hash, "status": DRAFT, "codes": framework.to_list()}
            row |= {"why": why, "who": self.who, "at": step.at}
            step.connection.execute(store.framework_versions.insert(), [row])
            changes = _changes(newest.framework if newest else Framework(), framework)
            step.summary = f"Read framework version {number}: {len(framework)} codes ({changes})."
        return Outcome(step.summary)

    def framework_finalise(self, *, why: str = "") -> Outcome:
        """Freeze the newest version for the reliability check."""
        with self._step("framework_finalise", why=why or None) as step:
            newest = records.version(step.connection)
            table = store.framework_versions
            step.connection.execute(table.update().where(table.c.version == newest.number).values(status=FINAL))
            step.summary = f"Version {newest.number} of the framework is final ({newest.framework.hash[:12]})."
        return Outcome(step.summary)

    def framework_show(self, version: int | None = None) -> FrameworkView:
        """Show a version of the framework as a tree, the newest one by default."""
        with self._store.reading() as connection:
            shown = records.version(connection, version)
        return framework_view(shown.framework, shown.number, shown.status)

    def framework_log(self) -> FrameworkLog:
        """List the versions of the framework: what was added and taken out in each, by whom and why."""
        import pandas as pd

        with self._store.reading() as connection:
            versions = records.versions(connection)
        frameworks = [Framework(), *(version.framework for version in versions)]
        rows = [
            {
                "version": version.number,
                "status": version.status,
                "codes": len(version.framework),
                "changes": _changes(before, version.framework),
                "who": version.who,
                "why": version.why,
                "when": version.at,
                "hash": version.framework.hash[:12],
            }
            for before, version in zip(frameworks, versions, strict=False)
        ]
        return FrameworkLog(pd.DataFrame(rows))


def _changes(before: Framework, after: Framework) -> str:
    old, new = {code.id: code for code in before}, {code.id: code for code in after}
    changed = sum(old[code] != new[code] for code in old.keys() & new.keys())
    counts = {"added": len(new.keys() - old.keys()), "taken out": len(old.keys() - new.keys()), "changed": changed}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "no change"
