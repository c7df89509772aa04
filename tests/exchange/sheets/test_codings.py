"""Coding sheets: the same answers in any layout are read as the same answers; doubt is refused with both readings."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.sheets.codings import read_codings

if TYPE_CHECKING:
    from intercoder.exchange.sheets.coding_sheets import CodingSheets

SaveText = Callable[..., Path]
SaveBook = Callable[..., Path]
Truth = Mapping[tuple[str, str], frozenset[str]]  # what each coder applied to each unit that was coded

CODES = ["Planning / Evaluating", "Planning / Starting", "Resources"]
TRUTH: Truth = {
    ("u1", "A"): frozenset({"Planning / Evaluating"}),
    ("u1", "B"): frozenset({"Planning / Evaluating", "Resources"}),
    ("u2", "A"): frozenset({"Planning / Evaluating", "Planning / Starting"}),
    ("u2", "B"): frozenset({"Planning / Starting"}),
    ("u3", "A"): frozenset({"Resources"}),
    ("u3", "B"): frozenset(),
}


def codings(sheets: CodingSheets) -> set[tuple[str, ...]]:
    return set(sheets.codings.itertuples(index=False, name=None))


def coverage(sheets: CodingSheets) -> set[tuple[str, ...]]:
    return set(sheets.coverage.itertuples(index=False, name=None))


def applied(truth: Truth) -> set[tuple[str, str, str]]:
    return {(unit, coder, code) for (unit, coder), codes in truth.items() for code in codes}


def says(sheets: CodingSheets, truth: Truth, rename: Mapping[str, str] | None = None) -> bool:
    """Return whether the sheets hold exactly `truth`; `rename` maps its coders to those of the sheets."""
    named = {(unit, (rename or {}).get(coder, coder)): codes for (unit, coder), codes in truth.items()}
    assert codings(sheets) == applied(named)
    assert coverage(sheets) == set(named)
    return True


def lines(rows: Sequence[Sequence[str]]) -> list[str]:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().splitlines()


# --- one truth, every layout


def wide(
    truth: Truth, *, yes: str = "1", no: str = "0", sign: str = " / ", coder: str | None = None
) -> list[list[str]]:
    rows = [["unit", *([] if coder else ["coder"]), *(code.replace(" / ", sign) for code in CODES)]]
    for (unit, who), codes in truth.items():
        if coder in (None, who):
            rows.append([unit, *([] if coder else [who]), *(yes if code in codes else no for code in CODES)])
    return rows


def slots(truth: Truth) -> list[list[str]]:
    rows = [["unit", "coder", "Code 1", "Code 2", "Code 3"]]
    for (unit, who), codes in truth.items():
        filled = [code.replace(" / ", "->") for code in CODES if code in codes]
        rows.append([unit, who, *filled, *[""] * (3 - len(filled))])
    return rows


def lists(truth: Truth, separator: str) -> list[list[str]]:
    units = dict.fromkeys(unit for unit, _ in truth)
    cell = {key: separator.join(code for code in CODES if code in codes) or "none" for key, codes in truth.items()}
    return [["unit", "codes_A", "codes_B"], *([unit, cell[unit, "A"], cell[unit, "B"]] for unit in units)]


def long(truth: Truth) -> list[list[str]]:
    rows = [["unit", "coder", "code"]]
    for (unit, who), codes in truth.items():
        rows += [[unit, who, code] for code in CODES if code in codes] or [[unit, who, ""]]
    return rows


def explicit(truth: Truth) -> list[list[str]]:
    rows = [["unit", "coder", "code", "applied"]]
    for (unit, who), codes in truth.items():
        rows += [[unit, who, code, "1" if code in codes else "0"] for code in CODES]
    return rows


def crossed(truth: Truth) -> list[list[str]]:
    units = dict.fromkeys(unit for unit, _ in truth)
    rows = [["unit", "code", "A", "B"]]
    return rows + [[u, c, *("x" if c in truth[u, who] else "0" for who in "AB")] for u in units for c in CODES]


@pytest.mark.parametrize(
    ("yes", "no"), [("1", "0"), ("x", "0"), ("yes", "no"), ("TRUE", "FALSE"), ("ja", "nein"), ("✓", "✗"), ("1", "")]
)
@pytest.mark.parametrize("sign", [" / ", " - ", "/", " > ", "::", "->"])
def test_wide(text_file: SaveText, yes: str, no: str, sign: str) -> None:
    sheets = read_codings(text_file("a.csv", *lines(wide(TRUTH, yes=yes, no=no, sign=sign))))
    assert says(sheets, TRUTH)
    assert (sheets.layout, sheets.arrangement, sheets.kind) == ("wide", "coder column", "codes")
    assert list(sheets.codes) == CODES
    assert sheets.description.startswith("read as: a column per code, with marks, coders A and B, 3 units, 3 codes")


def test_a_file_per_coder(text_file: SaveText) -> None:
    paths = [text_file(f"coder_{who}.csv", *lines(wide(TRUTH, coder=who))) for who in "AB"]
    sheets = read_codings(paths)
    assert says(sheets, TRUTH)
    assert (sheets.arrangement, "a file per coder" in sheets.description) == ("files", True)
    assert "coders A and B, after the files' names, 3 units" in sheets.description


def test_a_file_per_coder_asked_for_by_its_whole_name(text_file: SaveText) -> None:
    paths = [text_file(f"coder_{who}.csv", *lines(wide(TRUTH, coder=who))) for who in "AB"]
    sheets = read_codings(paths, coders=["coder_B", "coder_A"])
    assert says(sheets, TRUTH, {"A": "coder_A", "B": "coder_B"})
    assert sheets.coders == ("coder_B", "coder_A")
    assert "after the files' names" not in sheets.description
    assert read_codings(paths, coders=["B", "A"]).coders == ("B", "A")


def test_a_sheet_per_coder_below_a_title(workbook: SaveBook) -> None:
    sheets = {who: [["Coding of the interviews"], [], *wide(TRUTH, coder=who)] for who in "AB"}
    found = read_codings(workbook("a.xlsx", {**sheets, "Codebook": [["Code", "Meaning"], ["R", "Resources"]]}))
    assert says(found, TRUTH)
    assert found.arrangement == "sheets"
    assert any('left out, for they hold something else: "Codebook"' in str(repair) for repair in found.repairs)


def test_main_and_overlap_sheets(workbook: SaveBook) -> None:
    part = {key: codes for key, codes in TRUTH.items() if key[1] == "A" or key[0] == "u2"}
    sheets = {"Main": wide(part, coder="A"), "Overlap": wide(part, coder="B")}
    found = read_codings(workbook("a.xlsx", sheets))
    assert says(found, part, {"A": "Main", "B": "Overlap"})
    assert "main and overlap sheets, coders Main and Overlap, 3 units" in found.description


def test_slots(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", *lines(slots(TRUTH))))
    assert says(sheets, TRUTH)
    assert sheets.layout == "slots"


@pytest.mark.parametrize("separator", [",", "; ", "\n", " | "])
def test_lists(text_file: SaveText, separator: str) -> None:
    sheets = read_codings(text_file("a.csv", *lines(lists(TRUTH, separator))))
    assert says(sheets, TRUTH, {"A": "codes_A", "B": "codes_B"})
    assert sheets.description == "read as: list in a cell, coders codes_A and codes_B, 3 units, 3 codes"


@pytest.mark.parametrize("layout", [long, explicit])
def test_long(text_file: SaveText, layout: Callable[[Truth], list[list[str]]]) -> None:
    sheets = read_codings(text_file("a.csv", *lines(layout(TRUTH))))
    assert says(sheets, TRUTH)
    assert sheets.layout == "long"


def test_long_with_a_column_per_coder(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", *lines(crossed(TRUTH))))
    assert says(sheets, TRUTH)
    assert (sheets.layout, sheets.arrangement) == ("long", "columns")


def test_a_sheet_per_participant_puts_its_name_before_the_units(workbook: SaveBook) -> None:
    rows = lists(TRUTH, "; ")
    sheets = read_codings(workbook("a.xlsx", {"P01": [["Participant 1"], *rows], "P02": [["Participant 2"], *rows]}))
    assert [*sheets.units["unit"]] == ["P01/u1", "P01/u2", "P01/u3", "P02/u1", "P02/u2", "P02/u3"]
    assert len(codings(sheets)) == 2 * len(applied(TRUTH))


def test_units_merged_downwards(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["unit", "coder", "code"], ["u1", "A", "P"], [None, None, "R"], ["u1", "B", "P"], ["u2", "B", "R"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    sheets = read_codings(tmp_path / "a.xlsx", layout="long")
    assert codings(sheets) == {("u1", "A", "P"), ("u1", "A", "R"), ("u1", "B", "P"), ("u2", "B", "R")}
    assert any("merged cells" in repair.what for repair in sheets.repairs)


TRUTHS = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.frozensets(st.sampled_from(CODES)), min_size=2 * n, max_size=2 * n).map(
        lambda codes: {(f"u{i // 2}", "AB"[i % 2]): each for i, each in enumerate(codes)}
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(TRUTHS)
def test_any_truth_is_the_same_in_every_layout(tmp_path_factory: pytest.TempPathFactory, truth: Truth) -> None:
    assume(all(any(code in codes for codes in truth.values()) for code in CODES))  # so that levels can be told
    folder = tmp_path_factory.mktemp("layouts")

    def read(name: str, rows: Sequence[Sequence[str]], **options: str) -> CodingSheets:
        (folder / name).write_text("\n".join(lines(rows)), encoding="utf-8", newline="")
        return read_codings(folder / name, blanks="not applied", **options)  # type: ignore[arg-type]

    named = {"A": "codes_A", "B": "codes_B"}
    assert says(read("wide.csv", wide(truth)), truth)
    assert says(read("slots.csv", slots(truth)), truth)
    assert says(read("lists.csv", lists(truth, "; "), separator=";"), truth, named)
    assert says(read("long.csv", long(truth), layout="long"), truth)
    assert says(read("explicit.csv", explicit(truth)), truth)
    assert says(read("crossed.csv", crossed(truth)), truth)


# --- categories


def test_a_category_per_coder_with_notes_beside(text_file: SaveText) -> None:
    path = text_file(
        "a.csv", "unit,coder1,coder1 notes,coder2,coder2 notes", "u1,pos,hm,pos,", "u2,neg,,Neg,", "u3,pos,,n/a,"
    )
    sheets = read_codings(path)
    assert (sheets.kind, sheets.layout) == ("categories", "categories")
    assert sheets.ratings.to_dict("list") == {"coder1": ["pos", "neg", "pos"], "coder2": ["pos", "neg", None]}
    assert list(sheets.ratings.index) == ["u1", "u2", "u3"]
    assert ("u3", "coder2") not in coverage(sheets)
    assert any('"Neg" read as "neg"' in str(repair) for repair in sheets.repairs)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", "2", "3", "3"], [1, 2, 3, 3]),
        (["1.5", "2", "-1", "2"], [1.5, 2, -1, 2]),
        (["1", "b", "2", "b"], ["1", "b", "2", "b"]),
    ],
)
def test_categories_that_are_all_numbers_are_numbers(
    text_file: SaveText, cells: list[str], values: list[object]
) -> None:
    a, b, c, d = cells
    ratings = read_codings(text_file("a.csv", "id,rater_A,rater_B", f"1,{a},{b}", f"2,{c},{d}")).ratings
    assert [*ratings["rater_A"], *ratings["rater_B"]] == [values[0], values[2], values[1], values[3]]
    assert [type(value) for value in ratings["rater_A"]] == [type(values[0]), type(values[2])]


def test_columns_named_after_coders_are_read_when_named(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,Anna,Ben", "u1,1,1", "u2,2,3", "u3,1,1")
    with pytest.raises(InputError, match="nothing says who coded") as caught:
        read_codings(path)
    assert "--coders" in caught.value.fix
    with pytest.raises(InputError, match='there is no column of coder "Bob"') as caught:
        read_codings(path, coders=["Anna", "Bob"])
    assert caught.value.fix == "Choose one of: Anna, Ben."
    for options in ({"coders": ["Anna", "Ben"]}, {"layout": "categories"}):
        assert read_codings(path, **options).ratings.to_dict("list") == {"Anna": [1, 2, 1], "Ben": [1, 3, 1]}  # type: ignore[arg-type]


def test_variables(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,coder,tone,strength", "u1,A,pos,3", "u1,B,neg,2", "u2,A,pos,1", "u2,B,pos,1")
    sheets = read_codings(path)
    assert sheets.layout == "variables"
    assert {name: frame.to_dict("list") for name, frame in sheets.variables.items()} == {
        "tone": {"A": ["pos", "pos"], "B": ["neg", "pos"]},
        "strength": {"A": [3, 1], "B": [2, 1]},
    }
    with pytest.raises(InputError, match="tone, strength"):
        _ = sheets.ratings
    assert list(read_codings(path, codes=["tone"]).ratings["B"]) == ["neg", "pos"]


def test_main_and_overlap_sheets_with_variables(workbook: SaveBook) -> None:
    main = [["ID", "Who", "Quality 1", "Impact"], [1, "p", "orientation", "-3"], [2, "q", "density", "+2"]]
    sheets = read_codings(
        workbook("a.xlsx", {"Data": main, "Overlap": [["ID", "Quality 1", "Impact"], [2, "density ", "+1"]]})
    )
    assert {name: [*frame.loc["2"]] for name, frame in sheets.variables.items()} == {
        "Quality 1": ["density", "density"],
        "Impact": [2, 1],
    }
    assert sheets.variables["Impact"].loc["1"].to_list() == [-3, None]
    assert any('columns left alone: "Who"' in str(repair) for repair in sheets.repairs)


# --- who coded, and which units


def test_two_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    for who in "AB":
        (tmp_path / who).mkdir()
        (tmp_path / who / "coding.csv").write_text("\n".join(lines(wide(TRUTH, coder=who))))
    found = read_codings([tmp_path / "A" / "coding.csv", tmp_path / "B" / "coding.csv"])
    assert found.coders == ("A", "B")


def test_a_table_that_does_not_say_who_coded_beside_one_that_does_is_refused(text_file: SaveText) -> None:
    paths = [text_file("A.csv", "unit,coder,P", "1,A,1"), text_file("B.csv", "unit,P", "1,0")]
    with pytest.raises(InputError, match="no coder column, as the other tables have") as caught:
        read_codings(paths)
    assert caught.value.where.endswith("B.csv")


def test_one_coder_is_named_by_the_option(text_file: SaveText) -> None:
    path = text_file("a.csv", *lines(wide(TRUTH, coder="A")))
    with pytest.raises(InputError, match="nothing says who coded"):
        read_codings(path)
    assert read_codings(path, coder="Ann").coders == ("Ann",)


def test_the_coder_column_may_be_named(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,By whom,P", "1,Ann,1", "1,Bo,0", "2,Ann,0", "2,Bo,0")
    assert read_codings(path, coder="by whom").coders == ("Ann", "Bo")


def test_coders_may_be_chosen_and_spelt_in_any_case(text_file: SaveText) -> None:
    rows = [
        ["unit", "rater", "P"],
        ["1", "Ann", "1"],
        ["1", "ann ", "1"],
        ["1", "Bo", "0"],
        ["2", "Ann", "0"],
        ["2", "Cy", "1"],
    ]
    path = text_file("a.csv", *lines(rows))
    assert read_codings(path).coders == ("Ann", "Bo", "Cy")
    assert read_codings(path, coders=["CY", "Ann"]).coders == ("Cy", "Ann")
    with pytest.raises(InputError, match='no coder "Anne"') as caught:
        read_codings(path, coders=["Anne"])
    assert caught.value.fix == 'Did you mean "Ann"?'


def test_the_text_of_units_comes_along(text_file: SaveText) -> None:
    path = text_file(
        "a.csv", "id,answer,codes_A,codes_B", '1,"We ask families, often","P; R",P', "2,They sit on our panels,R,R"
    )
    assert read_codings(path).units.to_dict("list") == {
        "unit": ["1", "2"],
        "text": ["We ask families, often", "They sit on our panels"],
    }


def test_the_unit_column_is_the_one_that_coders_share(text_file: SaveText) -> None:
    rows = [
        ["id", "segment", "coder", "code"],
        ["1", "s1", "A", "P"],
        ["2", "s1", "A", "R"],
        ["3", "s1", "B", "P"],
        ["4", "s2", "B", ""],
    ]
    path = text_file("a.csv", *lines(rows))
    assert set(read_codings(path, layout="long").units["unit"]) == {"s1", "s2"}
    assert set(read_codings(path, layout="long", unit="ID").units["unit"]) == {"1", "2", "3", "4"}


# --- doubt is refused


def test_two_sets_of_coder_columns_are_both_named(text_file: SaveText) -> None:
    path = text_file("a.csv", "id,reasonCode1,reasonCode2,theme1,theme2,finalTheme", '1,"a,b",a,m,m,m', "2,b,b,k,m,k")
    with pytest.raises(InputError, match='"reasonCode1" and "reasonCode2" or "theme1" and "theme2"') as caught:
        read_codings(path)
    assert "--coders reasonCode1,reasonCode2" in caught.value.fix
    assert read_codings(path, coders=["reasonCode1", "reasonCode2"]).layout == "lists"


def test_marks_beside_variables_are_refused_with_both_layouts(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,coder,tone,quote", "u1,A,pos,1", "u1,B,neg,0", "u2,A,pos,1", "u2,B,pos,1")
    with pytest.raises(InputError, match=r'"wide" .* or "variables"'):
        read_codings(path)
    assert read_codings(path, codes=["quote"]).codes == ("quote",)
    assert list(read_codings(path, layout="variables").variables) == ["tone", "quote"]
    assert read_codings(path, codes=["quote"], layout="wide").codes == ("quote",)


def test_an_attribute_that_is_the_same_for_all_coders_is_left_alone(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,coder,model,P", "u1,A,CAMHS,1", "u1,B,CAMHS,0", "u2,A,ID,1", "u2,B,ID,1")
    sheets = read_codings(path)
    assert (sheets.layout, sheets.codes) == ("wide", ("P",))
    assert any('columns left alone: "model"' in str(repair) for repair in sheets.repairs)


@pytest.mark.parametrize("names", [["Code 1", "Code 2"], ["Theme 1 - Code 1", "Theme 1 - Code 2", "Theme 2 - Code 1"]])
def test_numbered_columns_of_marks_are_codes(names: list[str], text_file: SaveText) -> None:
    rows = [
        ["unit", "coder", *names],
        *([f"u{n}", coder, *("01"[n % 2] for _ in names)] for n in range(8) for coder in "AB"),
    ]
    sheets = read_codings(text_file("a.csv", *lines(rows)))
    assert sheets.layout == "wide"
    assert len(sheets.codes) == len(names)


def test_slots_of_nobody_are_refused(text_file: SaveText) -> None:
    path = text_file("a.csv", "id,Code 1,Code 2", "1,P,R", "2,R,", "3,P,")
    with pytest.raises(InputError, match="nothing says who coded"):
        read_codings(path)
    assert codings(read_codings(path, coder="A")) == {
        ("1", "A", "P"),
        ("1", "A", "R"),
        ("2", "A", "R"),
        ("3", "A", "P"),
    }


def test_a_code_that_only_one_coder_has_is_refused(text_file: SaveText) -> None:
    paths = [text_file("A.csv", "unit,P,R", "1,1,0", "2,0,1"), text_file("B.csv", "unit,P", "1,1", "2,0")]
    with pytest.raises(InputError, match='no column "R" here') as caught:
        read_codings(paths)
    assert caught.value.where.endswith("B.csv")
    assert read_codings(paths, codes=["P"]).codes == ("P",)


def test_an_unknown_layout_or_column_names_the_nearest(text_file: SaveText) -> None:
    path = text_file("a.csv", *lines(wide(TRUTH)))
    with pytest.raises(InputError, match='Did you mean "lists"'):
        read_codings(path, layout="list")
    with pytest.raises(InputError, match='Did you mean "unit"'):
        read_codings(path, unit="units")
    with pytest.raises(InputError, match='Did you mean "Resources"'):
        read_codings(path, codes=["Resource"])
    with pytest.raises(InputError, match='as "slots"'):
        read_codings(path, layout="slots")


# --- problems are collected


def test_all_bad_marks_are_named_with_their_cells(text_file: SaveText) -> None:
    path = text_file(
        "a.csv", "unit,coder,P,R", "u1,A,1,maybe", "u1,B,0,1", "u2,A,2,0", "u2,B,#REF!,1", "u3,A,0,0", "u3,B,1,0"
    )
    with pytest.raises(SeveralErrors) as caught:
        read_codings(path)
    found = {problem.where.rsplit(" ", 1)[1]: problem.problem for problem in caught.value.problems}
    assert found == {
        "C5": 'the formula gives "#REF!".',
        "C4": '"2" is no mark for the code "P".',
        "D2": '"maybe" is no mark for the code "R".',
    }


def test_columns_that_may_be_of_coders_are_named_and_remarks_are_not(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,Anna,Ben,Comments", "u1,P,P,unsure", "u2,R,P,", "u3,R,R,")
    with pytest.raises(InputError, match=r"columns of the coders \(here: Anna, Ben\)"):
        read_codings(path)


def test_a_column_that_is_no_code_is_told_once_with_how_to_leave_it_out(text_file: SaveText) -> None:
    rows = [f"u{at},{coder},{at % 2},0,{gender}" for coder in "AB" for at, gender in enumerate("fmfmfm")]
    path = text_file("a.csv", "unit,coder,P,R,Gender", *rows)
    with pytest.raises(InputError, match=r'"m" is no mark .* with 6 cells .*--codes "P,R"'):
        read_codings(path)
    assert read_codings(path, codes=["P", "R"]).codes == ("P", "R")


def test_headings_that_coders_spell_differently_are_set_side_by_side(text_file: SaveText) -> None:
    marks = ["u1,1,0,1", "u2,0,1,1", "u3,0,0,0"]
    files = [
        text_file("Ann.csv", "unit,Trust,Waiting times,Access", *marks),
        text_file("Ben.csv", "unit,Trust,Waiting time,Acess", *marks),
    ]
    with pytest.raises(InputError) as caught:
        read_codings(files)
    assert 'are no columns "Waiting time", "Acess" here' in str(caught.value)
    assert 'Here stands "Waiting times" for "Waiting time", "Access" for "Acess".' in str(caught.value)


def test_a_unit_coded_twice_differently_is_refused_and_alike_is_a_repair(text_file: SaveText) -> None:
    rows = ["unit,coder,P,R", "u1,A,1,0", "u1,B,1,1", "u2,A,0,1", "u2,B,0,0"]
    sheets = read_codings(text_file("a.csv", *rows, "u1,A,1,0"))
    assert any('coder "A" has unit "u1" twice, with the same answer' in str(repair) for repair in sheets.repairs)
    with pytest.raises(InputError, match='"u1" twice, with different answers') as caught:
        read_codings(text_file("b.csv", *rows, "u1,A,0,0"))
    assert caught.value.where.endswith("row 6")
    assert "row 2" in caught.value.fix


def test_a_category_given_twice_differently_is_refused(text_file: SaveText) -> None:
    rows = ["unit,coder,tone", "u1,A,pos", "u1,B,neg", "u2,A,pos", "u2,B,pos", "u1,A,pos"]
    assert len(read_codings(text_file("a.csv", *rows)).units) == 2
    with pytest.raises(InputError, match="with different answers"):
        read_codings(text_file("b.csv", *rows[:-1], "u1,A,neg"))


def test_a_code_both_applied_and_not_is_refused(text_file: SaveText) -> None:
    path = text_file("a.csv", *lines(explicit(TRUTH)), "u1,A,Resources,1")
    with pytest.raises(InputError, match="both applied and not applied"):
        read_codings(path)


def test_empty_units_and_coders_are_all_named(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,coder,P,R", "u1,A,1,0", ",A,1,0", "u2,,0,1", "u2,B,0,1")
    with pytest.raises(SeveralErrors) as caught:
        read_codings(path)
    assert [problem.where.rsplit(" ", 1)[1] for problem in caught.value.problems] == ["A3", "B4"]


# --- not applied is not the same as not coded


def blank_rows(no: str) -> Iterator[list[str]]:
    yield ["unit", "coder", "P", "R"]
    for unit in ("u1", "u2", "u3", "u4"):
        yield [unit, "A", "x", no]
    yield from (["u1", "B", "x", no], ["u2", "B", no, "x"], ["u3", "B", "x", "x"], ["u4", "B", "", ""])


def test_a_blank_answer_of_a_coder_who_writes_0_is_not_coded(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", *lines(list(blank_rows("0")))))
    assert ("u4", "B") not in coverage(sheets)
    assert '; B: 1 empty answer read as not coded, as "none" or 0 elsewhere' in sheets.description


def test_a_blank_answer_of_a_coder_who_only_makes_marks_is_not_applied(text_file: SaveText) -> None:
    sheets = read_codings(text_file("a.csv", *lines(list(blank_rows("")))))
    assert ("u4", "B") in coverage(sheets)
    assert sheets.description.endswith("; B: 1 empty answer read as not applied")
    assert ("u4", "B") not in coverage(
        read_codings(text_file("a.csv", *lines(list(blank_rows("")))), blanks="not coded")
    )


def test_a_row_half_filled_by_a_coder_who_writes_0_is_refused(text_file: SaveText) -> None:
    path = text_file("a.csv", "unit,coder,P,R", "u1,A,1,", "u1,B,1,0", "u2,A,0,1", "u2,B,1,1")
    with pytest.raises(InputError, match=r'left cells empty for 1 unit.*"R" of unit "u1"'):
        read_codings(path)
    assert ("u1", "A") in coverage(read_codings(path, blanks="not applied"))
    assert ("u1", "A") not in coverage(read_codings(path, blanks="not coded"))


def test_a_coder_with_mostly_blank_answers_is_asked_about(text_file: SaveText) -> None:
    rows = [["unit", "codes_A", "codes_B"], *([f"u{n}", "P; R", "P" if n < 3 else ""] for n in range(10))]
    path = text_file("a.csv", *lines(rows))
    with pytest.raises(InputError, match='"codes_B" has empty answers for 7 of 10 units'):
        read_codings(path)
    assert len(read_codings(path, blanks="not coded").coverage) == 13
    assert len(read_codings(path, blanks="not applied").coverage) == 20


def test_many_coders_who_each_coded_a_few_units(tmp_path):
    rows = [
        (f"u{unit}", f"w{(unit * 3 + place) % 40:02d}", "pos" if unit % 3 else "neg")
        for unit in range(60)
        for place in range(3)
    ]
    path = tmp_path / "crowd.csv"
    path.write_text("unit,coder,sentiment\n" + "\n".join(",".join(row) for row in rows) + "\n")
    sheets = read_codings(path)
    assert "40 coders, 60 units" in sheets.description
    assert list(sheets.ratings.columns) == ["unit", "coder", "category"]
    assert sorted(sheets.ratings.itertuples(index=False, name=None)) == sorted(rows)
    assert sorted(sheets.answered("sentiment")) == sorted(rows)


def test_answers_of_a_few_coders_one_by_one(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("unit,coder1,coder2\nu1,pos,pos\nu2,neg,\n")
    sheets = read_codings(path)
    assert list(sheets.answered("")) == [("u1", "coder1", "pos"), ("u2", "coder1", "neg"), ("u1", "coder2", "pos")]


@pytest.mark.parametrize("heads", ["unit,site,codes_A,codes_B", "unit,site,Ann,Ben"])
def test_a_column_called_unit_beside_the_units(text_file: SaveText, heads: str) -> None:
    path = text_file("a.csv", heads, "1,N,x;y,x", "2,N,x,x", "3,S,y,x;y", "4,S,y,y")
    coders = heads.split(",")[2:]
    found = read_codings(path, coders=coders, beside=["unit", "site"])
    assert list(found.units["unit"]) == list(found.units["unit (beside)"]) == ["1", "2", "3", "4"]
    assert list(found.units["site"]) == ["N", "N", "S", "S"]


# --- a Qualtrics export with the coders' columns beside the answers


@pytest.mark.parametrize("imports", [[], ['{"ImportId":"_recordId"}'] * 3])
def test_rows_about_the_questions_are_no_units(text_file: SaveText, imports: list[str]) -> None:
    quoted = ",".join('"' + each.replace('"', '""') + '"' for each in imports)
    rows = ["Response ID,Start Date,How was it?,,", *([f"{quoted},,"] if imports else [])]
    answers = [
        f"R_{at},2026-03-0{at},It was fine but long,{a},{b}" for at, a, b in ((1, "P", "P; Q"), (2, "P; Q", "Q"))
    ]
    sheets = read_codings(text_file("a.csv", "ResponseId,StartDate,Q1,Coder 1,Coder 2", *rows, *answers))
    assert list(sheets.units["unit"]) == ["R_1", "R_2"]
    assert sum("is about the questions" in repair.what for repair in sheets.repairs) == len(rows)
