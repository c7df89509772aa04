"""The framework matrix of a project, and the synthesis across its cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...findings.charting import open_matrix_workbook, read_summaries, write_matrix_workbook
from ...findings.matrix import framework_matrix
from ...findings.synthesis import open_synthesis_workbook, read_syntheses, synthesis_of, write_synthesis_workbook
from ...wording import number_of
from .. import analyses
from ..file import Outcome, ProjectFile, free_path, require_own
from ..material import material
from ..storage import records, store

if TYPE_CHECKING:
    import sqlalchemy as sa

    from ...findings.matrix import FrameworkMatrix
    from ...findings.synthesis import SynthesisView


class MatrixVerbs(ProjectFile):
    """The verbs of `intercoder matrix` and `intercoder synthesis`."""

    def matrix_show(self, *, by: str | None = None, codes: Sequence[str] = ()) -> FrameworkMatrix:
        """Show the framework matrix: cases grouped by an attribute, a column per category (path of a code).

        Without `codes` the categories are the codes that have none below them.
        """
        with self._store.reading() as connection:
            return _matrix(connection, by, codes)

    def matrix_write(
        self, path: Path | str, *, by: str | None = None, codes: Sequence[str] = (), replace: bool = False
    ) -> Outcome:
        """Write the workbook in which the summaries of the matrix are written, with those that there are.

        Raises InputError when the file is there already and `replace` is not set.
        """
        path = free_path(path, replace=replace)
        with self._store.reading() as connection:
            matrix = _matrix(connection, by, codes)
            found, names = material(connection), analyses.replacements(connection)
            asked = records.questions(connection).of(found.units["unit"])
            project = records.about(connection)["id"]
        notes = zip(found.units["unit"], found.units["text"], strict=True)
        texts = {unit: asked.before(unit) + names.applied(text) for unit, text in notes}
        write_matrix_workbook(path, project, matrix, found.framework, texts)
        coded = sum(bool(cell.units) for cell in matrix.entries)
        return Outcome(f"Wrote {len(matrix.entries)} cells, {coded} of them with codings, to {path}.")

    def matrix_read(self, path: Path | str) -> Outcome:
        """Read the summaries of a matrix workbook back: all of them, or none when there is a problem in the file."""
        path = Path(path)
        form = open_matrix_workbook(path)
        with self._step("matrix_read", file=path.name) as step:
            require_own(step.connection, form.identity.get("project"), path)
            found = material(step.connection)
            case_of = dict(zip(found.units["unit"], found.units["case"], strict=True))
            before = analyses.summaries(step.connection)
            news = read_summaries(form, before, case_of, found.framework, found.cases["case"].tolist())
            if not news:
                step.idle = True
                return Outcome(f"{path.name} holds no new summary; nothing was changed.")
            rows = [
                {"case": case, "code": code, "text": new.text, "cited": list(new.cited), "seen": list(new.seen)}
                for (case, code), new in news.items()
            ]
            step.connection.execute(store.summaries.insert(), [row | {"who": self.who, "at": step.at} for row in rows])
            revised = sum(place in before for place in news)
            again = f", {revised} of them revised" if revised else ""
            step.summary = f"Read {number_of(len(news), 'summary')} from {path.name}{again}."
        return Outcome(step.summary)

    def synthesis_show(self, *, by: str, codes: Sequence[str] = ()) -> SynthesisView:
        """Show per category and group how many cases have it, and what their summaries say together."""
        with self._store.reading() as connection:
            return _synthesis(connection, by, codes)

    def synthesis_write(
        self, path: Path | str, *, by: str, codes: Sequence[str] = (), replace: bool = False
    ) -> Outcome:
        """Write the workbook in which the synthesis is written, next to the summaries it rests on."""
        path = free_path(path, replace=replace)
        with self._store.reading() as connection:
            view = _synthesis(connection, by, codes)
            project = records.about(connection)["id"]
        write_synthesis_workbook(path, project, view)
        return Outcome(
            f"Wrote {number_of(len(view.fields), 'row')} ({number_of(len(view.categories), 'category')}) to {path}."
        )

    def synthesis_read(self, path: Path | str) -> Outcome:
        """Read a synthesis workbook back: all of it, or nothing when there is a problem in the file."""
        path = Path(path)
        form = open_synthesis_workbook(path)
        with self._step("synthesis_read", file=path.name) as step:
            require_own(step.connection, form.identity.get("project"), path)
            by = form.identity.get("by", "")
            framework = material(step.connection).framework
            wanted = dict.fromkeys(row.texts.get("code", "").strip() for row in form.rows)
            codes = [framework.path(code) for code in wanted if code in framework]
            news = read_syntheses(form, _synthesis(step.connection, by, codes))
            if not news:
                step.idle = True
                return Outcome(f"{path.name} holds nothing new; nothing was changed.")
            rows = [
                {"attribute": by, "group": group, "code": code, "text": new.text, "seen": new.seen}
                for (group, code), new in news.items()
            ]
            step.connection.execute(store.syntheses.insert(), [row | {"who": self.who, "at": step.at} for row in rows])
            step.summary = f"Read {len(news)} syntheses by {by} from {path.name}."
        return Outcome(step.summary)


def _matrix(connection: sa.Connection, by: str | None, codes: Sequence[str]) -> FrameworkMatrix:
    found = material(connection)
    return found.told(framework_matrix(*found.tables, analyses.summaries(connection), by=by, codes=codes))


def _synthesis(connection: sa.Connection, by: str, codes: Sequence[str]) -> SynthesisView:
    return synthesis_of(_matrix(connection, by, codes), analyses.syntheses(connection, by))
