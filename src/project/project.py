"""A project: notes, framework, rounds, codings, consensus and history in one file, and all that can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import number_of
from . import classifying
from .next_steps import next_steps
from .stability import stability
from .standing import standing_of
from .storage import records
from .storage.final_rule import final_rule
from .verbs.agreement import AgreementVerbs
from .verbs.bundles import BundleVerbs
from .verbs.classifications import ClassificationVerbs
from .verbs.codings import CodingsVerbs
from .verbs.consensus import ConsensusVerbs
from .verbs.export import ExportVerbs
from .verbs.findings import FindingsVerbs
from .verbs.framework_edits import FrameworkEditVerbs
from .verbs.frameworks import FrameworkVerbs
from .verbs.matrices import MatrixVerbs
from .verbs.notes import NotesVerbs
from .verbs.quotes import QuoteVerbs
from .verbs.recoding import RecodingVerbs
from .verbs.refi import RefiVerbs
from .verbs.reports import ReportVerbs
from .verbs.rounds import RoundVerbs
from .verbs.safety import SafetyVerbs
from .verbs.samples import SampleVerbs
from .verbs.suggestions import SuggestionVerbs
from .verbs.text_help import TextHelpVerbs
from .verbs.workbooks import WorkbookVerbs
from .views import ProjectStatus

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
        """Show what the project holds and how far it is, and what comes next."""
        import pandas as pd

        with self._store.reading() as connection:
            facts, steps = _facts(connection), next_steps(standing_of(connection))
        return ProjectStatus(pd.DataFrame(facts, columns=["what", "value"], dtype=object), steps)


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
        (
            f"framework version {version.number}",
            f"{number_of(len(version.framework), 'code')}, {stability(connection, version.number).status}",
        )
        for version in records.versions(connection)[-1:]
    ]
    for found in records.rounds(connection):
        n_units = len(records.units(connection, of_round=found.name))
        finished = records.finished_by(connection, found)
        who = ", ".join(f"{coder} {number} of {n_units}" for coder, number in finished.items())
        decided = len(records.decisions(connection, found.name))
        facts.append((f"round {found.name}", f"finished: {who}; {number_of(decided, 'decision')}"))
    chosen = final_rule(connection)
    if chosen.at:
        facts.append(("final codings", f'by the rule "{chosen.rule}": {chosen.why}'))
    return facts + classifying.state(connection)
