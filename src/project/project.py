"""A project: notes, framework, rounds, codings, consensus and history in one file, and all that can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import classifying, records
from .agreement import AgreementVerbs
from .bundles import BundleVerbs
from .classifications import ClassificationVerbs
from .codings import CodingsVerbs
from .consensus import ConsensusVerbs
from .export import ExportVerbs
from .findings import FindingsVerbs
from .framework_edits import FrameworkEditVerbs
from .frameworks import FrameworkVerbs
from .matrices import MatrixVerbs
from .notes import NotesVerbs
from .quotes import QuoteVerbs
from .recoding import RecodingVerbs
from .refi import RefiVerbs
from .reports import ReportVerbs
from .rounds import RoundVerbs
from .safety import SafetyVerbs
from .samples import SampleVerbs
from .suggestions import SuggestionVerbs
from .text_help import TextHelpVerbs
from .views import ProjectStatus
from .workbooks import WorkbookVerbs

if TYPE_CHECKING:
    import sqlalchemy as sa


class Project(
    NotesVerbs,
    FrameworkVerbs,
    FrameworkEditVerbs,
    SuggestionVerbs,
    TextHelpVerbs,
    SampleVerbs,
    RecodingVerbs,
    RoundVerbs,
    WorkbookVerbs,
    CodingsVerbs,
    AgreementVerbs,
    ConsensusVerbs,
    FindingsVerbs,
    QuoteVerbs,
    ClassificationVerbs,
    MatrixVerbs,
    ReportVerbs,
    BundleVerbs,
    RefiVerbs,
    SafetyVerbs,
    ExportVerbs,
):
    """An open project. Every verb of the command line is a method here: `round start` is `round_start`.

    Reading steps return results (intercoder.results.Result), writing steps an `Outcome` in words. A writing step is
    done as a whole, with one row of history, or not at all.
    """

    def project_status(self) -> ProjectStatus:
        """Show what the project holds and how far it is."""
        import pandas as pd

        with self._store.reading() as connection:
            facts = _facts(connection)
        return ProjectStatus(pd.DataFrame(facts, columns=["what", "value"], dtype=object))


def _facts(connection: sa.Connection) -> list[tuple[str, str]]:
    about, cases = records.about(connection), records.cases(connection)
    facts = [
        ("title", about["title"]),
        ("id", about["id"]),
        ("cases", str(len(cases))),
        ("attributes", ", ".join(column for column in cases.columns if column != "case")),
        ("units", str(len(records.units(connection)))),
    ]
    facts += [
        (f"framework version {version.number}", f"{len(version.framework)} codes, {version.status}")
        for version in records.versions(connection)[-1:]
    ]
    for found in records.rounds(connection):
        n_units = len(records.units(connection, of_round=found.name))
        finished = records.coverage(connection, found.name)["coder"].value_counts()
        who = ", ".join(f"{coder} {finished.get(coder, 0)} of {n_units}" for coder in found.coders)
        decided = len(records.decisions(connection, found.name))
        facts.append((f"round {found.name}", f"finished: {who}; {decided} decisions"))
    return facts + classifying.state(connection)
