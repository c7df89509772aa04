"""`counts` and `cooccurrence` of large files and databases: counted where the codings are, as a project counts them."""

import json
import sqlite3

import pandas as pd
import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.project import Project

CODINGS = """unit,coder,code
t1,Bo,Support / Family
t1,Ann,Support / Family
t2,Bo,Cost
t2,Ann,Support
t3,Ann,Cost
t3,Bo,Cost
"""
COVERAGE = """unit,coder,service,region
t1,Bo,f1,north
t2,Bo,f1,north
t3,Bo,f2,south
t4,Bo,f3,
t1,Ann,f1,north
t2,Ann,f1,north
t3,Ann,f2,south
t4,Ann,f3,
"""
FILES = ("codings.csv", "--coverage", "coverage.csv")


@pytest.fixture(autouse=True)
def _files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "codings.csv").write_text(CODINGS)
    (tmp_path / "coverage.csv").write_text(COVERAGE)
    with sqlite3.connect("study.db") as connection:
        for name in ("codings", "coverage"):
            pd.read_csv(f"{name}.csv").to_sql(name, connection, index=False)
    connection.close()


def run(*arguments):
    return CliRunner().invoke(main, list(arguments))


def answered(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*arguments):
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    return " ".join(done.output.split())


PLACES = {
    "files": FILES,
    "a database": ("sqlite:///study.db", "--codings", "codings", "--coverage", "coverage"),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_cases_with_each_code(place):
    found = answered("counts", *PLACES[place], "--case", "service", "--by", "region", "--mentions")
    assert found["n_cases"] == 3
    assert found["groups"] == {"(not given)": 1, "north": 1, "south": 1}
    assert {code["code"]: (code["n"], code["mentions"]) for code in found["codes"]} == {
        "Cost": (2, 2),
        "Support": (1, 2),
        "Support / Family": (1, 1),
    }
    assert found["rests_on"] == ["Counted is what any of 2 coders applied."]
    assert found["open_disagreements"] == 2
    agreed = answered("counts", *PLACES[place], "--case", "service", "--agreed-only", "--code", "Cost")
    assert [(code["code"], code["n"]) for code in agreed["codes"]] == [("Cost", 1)]
    assert answered("counts", *PLACES[place], "--case", "service", "--coders", "Ann")["open_disagreements"] == 0


@pytest.mark.parametrize("place", PLACES)
def test_the_codes_that_come_together(place):
    found = answered("cooccurrence", *PLACES[place], "--case", "service")
    pairs = [(pair["code_a"], pair["code_b"], pair["both"]) for pair in found["pairs"]]
    assert (found["n"], pairs) == (3, [("Cost", "Support", 1), ("Cost", "Support / Family", 1)])
    units = answered("cooccurrence", *PLACES[place], "--level", "unit")
    assert (units["n"], [pair["both"] for pair in units["pairs"]]) == (4, [1])
    assert answered("cooccurrence", *PLACES[place], "--case", "service", "--at-least", "2")["pairs"] == []


def test_a_project_of_the_same_codings_counts_the_same():
    marks = pd.read_csv("codings.csv").assign(mark=1)
    table = marks.pivot_table(index=["unit", "coder"], columns="code", values="mark", fill_value=0)
    every = pd.read_csv("coverage.csv", keep_default_na=False).set_index(["unit", "coder"])
    sheet = every.join(table).fillna(0).reset_index()
    sheet[table.columns] = sheet[table.columns].astype(int)
    sheet.to_csv("sheet.csv", index=False)
    with Project.create("study", who="Ann") as project:
        reading = {"unit": "unit", "coder": "coder", "codes": list(table.columns)}
        project.codings_read("sheet.csv", case="service", attributes={"region": "region"}, reading=reading)
    for rule in ("--any-coder", "--agreed-only"):
        here = answered("counts", *FILES, "--case", "service", "--by", "region", rule)
        there = answered("counts", "--by", "region", rule)
        assert here["codes"] == [code for code in there["codes"] if code["n"]]
        assert here["open_disagreements"] == there["open_disagreements"]
    assert answered("cooccurrence", *FILES, "--level", "unit")["pairs"]
    assert answered("cooccurrence", *FILES, "--level", "unit")["n"] == answered("cooccurrence", "--level", "unit")["n"]


def test_columns_of_other_names_and_a_column_of_ones_and_noughts(tmp_path):
    rows = ["text,who,theme,service,value"]
    rows += [f"t{at},Ann,{code},{'s' if at < 3 else 'r'},{int(at % 2 == 0)}" for at in range(5) for code in ("A", "B")]
    (tmp_path / "marks.csv").write_text("\n".join(rows))
    columns = ("--unit", "text", "--coder", "who", "--code-column", "theme", "--case", "service", "--value", "value")
    found = answered("counts", "marks.csv", *columns)
    assert {code["code"]: code["n"] for code in found["codes"]} == {"A": 2, "B": 2}
    assert answered("cooccurrence", "marks.csv", *columns)["pairs"][0]["both"] == 2


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("counts", *FILES), "which cases are counted? Name their column: --case COLUMN"),
        (("counts", *FILES, "--case", "sevice"), 'no column "sevice". Did you mean "service"?'),
        (("counts", *FILES, "--case", "service", "--where", "region=north"), "--where is for a project"),
        (("counts", *FILES, "--case", "service", "--show"), "--show is for a project"),
        (("counts", *FILES, "--case", "service", "--finished-by-all"), 'no rule "finished by all"'),
        (("counts", *FILES, "--case", "service", "--by", "coder"), "a case is in several groups"),
        (("counts", *FILES, "--case", "service", "--code", "Suport"), 'Did you mean "Support"?'),
        (("counts", *FILES, "--engine", "duck"), 'no engine "duck"'),
        (("counts", "codings.csv"), "codings need --coverage"),
        (("counts", "codings.csv", "coverage.csv"), "codings need --coverage"),
        (("counts", "codings.csv", "--case", "service"), "--case is for codings; leave it out with a table of counts"),
        (("counts", "codings.csv", "--any-coder"), "--any-coder is for codings; leave it out with a table of counts"),
        (("counts", "--case", "service"), "--case is for files; name one"),
        (("counts", "--codings", "codings"), "--codings is for files; name one"),
        (("reliability", "--codings", "codings"), "--codings is for files; name one"),
        (("reliability", *FILES, "--compare", "spss"), "--compare: needs the single units"),
        (("cooccurrence", "codings.csv"), "need --coverage"),
        (("cooccurrence", *FILES), "which cases are counted?"),
        (("cooccurrence", *FILES, "--level", "page"), "which cases are counted?"),
        (("cooccurrence", *FILES, "--where", "region=north", "--level", "unit"), "--where is for a project"),
        (("cooccurrence", "--coders", "Ann"), "--coders is for files; name one"),
    ],
)
def test_what_does_not_go_is_said(arguments, what):
    assert what in refused(*arguments)
