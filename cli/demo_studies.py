"""What `intercoder demo` runs: the example studies, each as the commands that a team would type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One command of the demonstration, with what it is for; `shown` says whether its output is printed."""

    aim: str
    command: str
    shown: bool = True


@dataclass(frozen=True)
class Study:
    """An example study: its name among the sample data, what it makes (kind to file or folder), and its steps."""

    name: str
    made: Mapping[str, str]
    steps: tuple[Step, ...]


GIVEN = "example"
PROJECT, REPORT, TABLES, WORKBOOKS = "coproduction.intercoder", "report.html", "tables.xlsx", "workbooks"
BUNDLE = "bundle.zip"

COPRODUCTION = Study(
    "coproduction",
    {"project": PROJECT, "report": REPORT, "tables": TABLES, "bundle": BUNDLE, "workbooks": WORKBOOKS},
    (
        Step(
            "Make a project",
            'project new coproduction --title "Co-production in children\'s community services (synthetic)" '
            "--id example-coproduction",
        ),
        Step(
            "Read the interviewers' notes, as exported from the survey tool",
            f"notes read {GIVEN}/notes.csv --case Q1 --text Q5 --attribute service_model=Q2 "
            "--attribute co-production=Q3",
        ),
        Step("Read the deductive framework", f"framework read {GIVEN}/framework_1.xlsx --why 'Agreed before coding'"),
        Step("It grows while coding", f"framework read {GIVEN}/framework_2.xlsx --why 'Added in the first pass'"),
        Step("And grows", f"framework read {GIVEN}/framework_3.xlsx --why 'Added in the second pass'"),
        Step(
            "Until a pass needs no further edit",
            f"framework read {GIVEN}/framework_4.xlsx --why 'Added in the third pass; the fourth needed no edit'",
        ),
        Step("What was added when", "framework log"),
        Step("What the coding changed", "framework diff 1 4", shown=False),
        Step("How it grew", "framework growth"),
        Step("Freeze it", "framework finalise"),
        Step("The final framework", "framework show", shown=False),
        Step("Two coders code everything, each alone", "round start main --coders A,B"),
        Step("A workbook for each of them", f"workbook write {WORKBOOKS} --layout columns"),
        Step("They fill them in and send them back", f"workbook read {GIVEN}/coder_A.xlsx {GIVEN}/coder_B.xlsx"),
        Step("How far everyone is", "round status"),
        Step("What they suggest for the framework", "suggestion list"),
        Step(
            "Every suggestion has an answer",
            "suggestion decline 1 --why 'A topic of films and slides, which have their own codes'",
        ),
        Step("Agreement of A and B before any discussion", "reliability", shown=False),
        Step("Their disagreements, to discuss", f"consensus write {WORKBOOKS}/decisions.xlsx"),
        Step("What they decided", f"consensus read {GIVEN}/decisions.xlsx"),
        Step("Draw the reliability sample", "sample draw check-sample --fraction 0.2 --seed 2026"),
        Step("A third coder codes it", "round start check --coders C --sample check-sample --against main"),
        Step("With a workbook that shows nothing of the others", f"workbook write {WORKBOOKS} --layout columns"),
        Step("It comes back", f"workbook read {GIVEN}/coder_C.xlsx"),
        Step("Discuss the codes below .6", f"consensus write {WORKBOOKS}/decisions_check.xlsx --flagged"),
        Step("What was decided", f"consensus read {GIVEN}/decisions_check.xlsx"),
        Step("How many services have each code", "counts --by service_model", shown=False),
        Step("An example from the notes for each code", "quotes show", shown=False),
        Step("Read the four definitions of co-production", f"scheme read {GIVEN}/scheme.yaml"),
        Step("Every activity, to be classified", f"classification write {WORKBOOKS}/classification.xlsx"),
        Step("The classification comes back", f"classification read {GIVEN}/classification.xlsx"),
        Step("Table II", "classification table", shown=False),
        Step("The services with a transformative activity", 'classification cases "1 transformative"'),
        Step("The report and the tables", f"report {REPORT} {TABLES} --by service_model"),
        Step("All of it in one file, for others to check", f"project bundle {BUNDLE}"),
        Step("Every number in it, computed again", f"project verify {BUNDLE}", shown=False),
        Step("Nothing was changed behind the team's back", "history --verify", shown=False),
        Step("Agreement of the consensus with the third coder", "reliability"),
    ),
)

FRAMEWORK_METHOD = Study(
    "framework_method",
    {"project": "carers.intercoder", "matrix": "matrix.docx", "synthesis": "synthesis.docx", "report": REPORT},
    (
        Step("Make a project", "project new carers --id example-framework --title 'Co-produced training (synthetic)'"),
        Step(
            "Read the transcripts",
            f"notes read {GIVEN}/notes.csv --case Participant --text Transcript --attribute site=Site "
            "--attribute group=Group --unit paragraph",
        ),
        Step("Read the draft of the framework", f"framework read {GIVEN}/framework_1.csv --why Draft"),
        Step("Draw two transcripts", "sample draw two-transcripts --fraction 0.083 --seed 9"),
        Step("Two coders code them, each alone", "round start double --coders A,B --sample two-transcripts"),
        Step("Their workbooks come back", f"workbook read {GIVEN}/coder_A_double.xlsx {GIVEN}/coder_B_double.xlsx"),
        Step("Agreement before any discussion", "reliability"),
        Step("What they decided", f"consensus read {GIVEN}/decisions.xlsx"),
        Step(
            "The framework is refined",
            f"framework read {GIVEN}/framework_2.csv --why 'Refined after the double coding of two transcripts'",
        ),
        Step("Freeze it", "framework finalise"),
        Step("One coder applies it to all transcripts", "round start all --coders A"),
        Step("The workbook comes back", f"workbook read {GIVEN}/coder_A.xlsx"),
        Step("Summaries of each case in each category", f"matrix read {GIVEN}/matrix.xlsx"),
        Step("What they say together", f"synthesis read {GIVEN}/synthesis.xlsx"),
        Step("The matrix, for the paper", "matrix show --by site -o matrix.docx"),
        Step("The synthesis, for the paper", "synthesis show --by site -o synthesis.docx"),
        Step("And to look at", "synthesis show --by site"),
        Step("The report", f"report {REPORT} --by site"),
    ),
)

_ITEMS = (
    "--case Item --text 'Words or description' --image Picture --attribute session=Session --attribute kind=Kind "
    "--attribute table=Table"
)
INDUCTIVE = Study(
    "inductive",
    {"project": "themes.intercoder", "report": REPORT},
    (
        Step("Make a project", "project new themes --id example-inductive --title 'Themes of two events (synthetic)'"),
        Step("Read the items of the first event, with its pictures", f"notes read {GIVEN}/event_1.csv {_ITEMS}"),
        Step(
            "Read the themes found in them",
            f"framework read {GIVEN}/framework_1.csv --why 'Found in the items of event 1'",
        ),
        Step("Two coders code the first event, each alone", "round start event-1 --coders A,B"),
        Step("Their workbooks come back", f"workbook read {GIVEN}/coder_A.xlsx {GIVEN}/coder_B.xlsx"),
        Step("Agreement before any discussion", "reliability"),
        Step("What they decided", f"consensus read {GIVEN}/decisions.xlsx"),
        Step("Read the items of the second event", f"notes read {GIVEN}/event_2.csv {_ITEMS}"),
        Step(
            "Participants ask for a ninth theme",
            f"framework read {GIVEN}/framework_2.csv --why 'Member check at event 2: principles instead of a cycle'",
        ),
        Step("Freeze the framework", "framework finalise"),
        Step("The team codes all items together", "round start all-items --coders team"),
        Step("The workbook comes back", f"workbook read {GIVEN}/coder_team.xlsx"),
        Step("How many items have each theme", "counts --by session"),
        Step("Where the themes come from", "framework log"),
        Step("The report", f"report {REPORT} --by session"),
    ),
)
STUDIES = {study.name: study for study in (COPRODUCTION, FRAMEWORK_METHOD, INDUCTIVE)}
