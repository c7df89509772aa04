"""`intercoder codings read`, end to end: files of each family become a project on which everything works."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main

from ..exchange.exports_of_two import TABLES
from ..exchange.refi_files import Coded, Made
from ..exchange.segments_of_two import GIVEN, TEXTS, document

LISTS = "unit,text,codes_Anna,codes_Ben\n" + "".join(
    f'u{at},Note number {at} of the study.,"{a}","{b}"\n'
    for at, (a, b) in enumerate(
        [("Trust, Cost", "Trust"), ("Trust", "Trust"), ("Cost", "Cost, Trust"), ("Cost", "Cost")]
    )
)
WIDE = "unit,coder,Trust,Cost\n" + "".join(
    f"u{at},{coder},{int(at % 2 == 0)},{int(at < shift)}\n"
    for coder, shift in (("Anna", 3), ("Ben", 2))
    for at in range(4)
)
SLOTS = "unit,coder,Code 1,Code 2\nu1,Anna,Trust,Cost\nu2,Anna,Cost,\nu1,Ben,Trust,\nu2,Ben,Cost,Trust\n"
CATEGORIES = "unit,coder1,coder2\nu1,good,good\nu2,bad,good\nu3,bad,bad\n"
TURNED = "Coder,Code,P1,P2,P3\nAnna,Trust,1,0,1\nAnna,Cost,0,1,1\nBen,Trust,1,1,1\nBen,Cost,0,1,0\n"
LONG = "unit,coder,code\nu1,Anna,Trust\nu1,Ben,Trust\nu2,Anna,Cost\nu2,Ben,Trust\n"
VARIABLES = "unit,coder,tone,topic\nu1,Anna,warm,food\nu2,Anna,cold,food\nu1,Ben,warm,rest\nu2,Ben,warm,food\n"
SHEETS = {
    "lists": (LISTS, ()),
    "wide": (WIDE, ()),
    "turned": (TURNED, ()),
    "slots": (SLOTS, ()),
    "categories": (CATEGORIES, ("--layout", "categories")),
    "long": (LONG, ()),
    "variables": (VARIABLES, ("--layout", "variables")),
}
REFI = Made(
    {"P1": "They sit on the group. They vote.\n\nStaff were trained.", "P2": "Nobody was trained."},
    [
        Coded("P1", "Anna", "Trust", "They sit on the group"),
        Coded("P1", "Ben", "Trust", "sit on the group"),
        Coded("P1", "Anna", "Cost", "Staff"),
        Coded("P2", "Ben", "Cost", "Nobody"),
        Coded("P2", "Anna", "Cost", "Nobody was"),
    ],
    users=("Anna", "Ben"),
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a function that runs a command in a folder with an empty project."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, code: int = 0) -> Any:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == code, result.output
        return result

    command("project", "new", "study", "--who", "Lead")
    return command


def table(name: str, rows: list[list[object]]) -> str:
    import csv

    with Path(name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return name


def qualcoder() -> str:
    Path("study.qda").mkdir()
    connection = sqlite3.connect("study.qda/data.qda")
    connection.executescript(
        "CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT);"
        "CREATE TABLE code_cat (catid INTEGER, name TEXT, supercatid INTEGER);"
        "CREATE TABLE code_name (cid INTEGER, name TEXT, catid INTEGER, memo TEXT);"
        "CREATE TABLE code_text (ctid INTEGER, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, "
        "owner TEXT);"
    )
    codes = list(dict.fromkeys(code for *_, given in GIVEN for code in given))
    connection.executemany("INSERT INTO source VALUES (?, ?, '')", [(1, "P1"), (2, "P2")])
    connection.executemany("INSERT INTO code_name VALUES (?, ?, NULL, '')", enumerate(codes))
    connection.executemany(
        "INSERT INTO code_text VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                n,
                codes.index(code),
                int(document(segment)[1]),
                TEXTS[segment],
                int(segment) * 100,
                int(segment) * 100 + 9,
                coder,
            )
            for n, (segment, coder, given) in enumerate(GIVEN)
            for code in given
        ],
    )
    connection.commit()
    connection.close()
    return "study.qda"


def after(run: Callable[..., Any], read: tuple[str, ...]) -> None:
    """Check that all that can be done with codings can be done with those that were read."""
    told = run("codings", "read", *read).stdout
    assert "Read as: " in told
    assert "nothing was changed" in run("codings", "read", *read).stdout
    agreement = json.loads(run("reliability", "--json").stdout)
    assert len(agreement["coders"]) == 2
    assert agreement["n_units"] > 0
    differing = json.loads(run("disagreements", "--json").stdout)["disagreements"]
    run("consensus", "write", "decisions.xlsx")
    for row in differing:
        run("consensus", "decide", row["unit"], row["code"], "--applies", "--why", "Both see it.")
    assert all(row["decision"] for row in json.loads(run("disagreements", "--json").stdout)["disagreements"])
    assert json.loads(run("counts", "--json").stdout)["codes"]
    run("quotes", "show")
    run("report", "report.html", "tables.xlsx", "tables.docx")
    assert agreement["coders"][0] in Path("report.html").read_text(encoding="utf-8")
    run("project", "check")
    run("history", "--verify")
    Path("kept").mkdir()
    run("project", "backup", "kept/copy.intercoder")
    run("project", "export", "out")
    run("project", "import", "out", "kept/back")
    run("--project", "kept/back", "project", "check")
    again = json.loads(run("--project", "kept/back", "reliability", "--json").stdout)
    assert again == agreement
    for _ in range(len(differing) + 1):
        run("undo")
    assert "has no round yet" in run("reliability", code=2).stderr
    run("project", "check")


@pytest.mark.parametrize("layout", SHEETS)
def test_coding_sheets(run: Callable[..., Any], layout: str) -> None:
    text, options = SHEETS[layout]
    Path("coded.csv").write_text(text, encoding="utf-8")
    after(run, ("coded.csv", *options))


@pytest.mark.parametrize("tool", ["MAXQDA, German", "ATLAS.ti, newlines", "Dedoose", "QualCoder", "OpenQDA"])
def test_exports_of_other_tools(run: Callable[..., Any], tool: str) -> None:
    after(run, (table("export.csv", TABLES[tool]), "--round", "pilot"))


def test_a_qualcoder_project(run: Callable[..., Any]) -> None:
    after(run, (qualcoder(),))


def test_taguette_with_a_file_of_each_coder(run: Callable[..., Any]) -> None:
    for coder in ("Anna", "Ben"):
        mine = [(s, codes) for s, who, codes in GIVEN if who == coder]
        rows = [[n, document(s), code, TEXTS[s]] for n, (s, codes) in enumerate(mine) for code in codes]
        table(f"{coder}.csv", [["id", "document", "tag", "content"], *rows])
    assert "--coder" in run("codings", "read", "Anna.csv", code=2).stderr
    after(run, ("Anna.csv", "Ben.csv", "--round", "pilot"))


def test_a_coder_without_a_name_in_the_file_is_named(run: Callable[..., Any]) -> None:
    rows = [
        [n, document(s), code, TEXTS[s]] for n, (s, who, codes) in enumerate(GIVEN) for code in codes if who == "Ben"
    ]
    file = table("mine.csv", [["id", "document", "tag", "content"], *rows])
    told = run("codings", "read", file, "--coder", "Ben").stdout
    assert "by Ben" in told
    assert "--round mine" in told
    other = run("codings", "read", file, "--coder", "Cleo", "--round", "mine").stdout
    assert "3 of 3 units matched by id" in other


def test_segments_that_another_coder_chose_come_together_only(run: Callable[..., Any]) -> None:
    heads, *rows = TABLES["OpenQDA"]
    run("codings", "read", table("Anna.csv", [heads, *(row for row in rows if row[2] == "Anna")]), "--round", "r")
    own = [row for row in rows if row[2] == "Ben"] + [["P2", "Trust", "Ben", "", "", 500, 505, "later"]]
    told = run("codings", "read", table("Ben.csv", [heads, *own]), "--round", "r", code=2).stderr
    assert "not in the project: 1 segment of 4" in told
    assert "Read the exports of all coders together" in told


def test_refi_qda(run: Callable[..., Any]) -> None:
    after(run, (str(REFI.save(Path("coded.qdpx"))),))


def test_stretches_are_compared_in_the_project(run: Callable[..., Any]) -> None:
    file = str(REFI.save(Path("coded.qdpx")))
    run("codings", "read", file)
    for view in ("characters", "sentence", "paragraph", "document", "alpha-u"):
        mine = json.loads(run("reliability", "--spans", view, "--json").stdout)
        by_case = () if view in ("characters", "alpha-u") else ("--case", "case")
        theirs = json.loads(run("reliability", file, "--spans", view, "--json", *by_case).stdout)
        assert mine == theirs


def test_a_preview(run: Callable[..., Any]) -> None:
    Path("coded.csv").write_text(LISTS, encoding="utf-8")
    assert "Preview, nothing was changed." in run("codings", "read", "coded.csv", "--preview").stdout
    assert "has no round yet" in run("reliability", code=2).stderr


def test_problems_are_told_without_a_traceback(run: Callable[..., Any]) -> None:
    Path("coded.csv").write_text(LISTS, encoding="utf-8")
    assert "no such file" in run("codings", "read", "none.csv", code=2).stderr
    run("codings", "read", "coded.csv")
    Path("more.csv").write_text(LONG.replace("Trust", "Trusty"), encoding="utf-8")
    told = run("codings", "read", "more.csv", code=2).stderr
    assert 'Did you mean "Trust"?' in told
    assert 'Did you mean "u' not in told
    assert "--add-codes" in told
    run("codings", "read", "more.csv", "--add-codes")
    assert "Trusty" in run("framework", "show").stdout


def test_what_comes_next_is_said_when_codings_were_read_and_not_when_they_were_looked_at(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "long.csv").write_text(LONG, encoding="utf-8")
    assert "Next:" not in run("codings", "read", "long.csv", "--preview").stdout
    said = run("codings", "read", "long.csv").stdout.splitlines()[-1]
    assert said.startswith("Next: Discuss ")
