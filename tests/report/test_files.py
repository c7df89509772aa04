"""Files hold the numbers as they are, come back unchanged, and are written as a whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.report.files import WRITERS, csv_text, json_text, write
from intercoder.results import Column


def test_an_unknown_suffix_is_refused_with_the_known_ones(result, tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        write([result], tmp_path / "kappa.xslx")
    assert 'Did you mean ".xlsx"?' in str(caught.value)
    for suffix in WRITERS:
        assert suffix in caught.value.fix
    assert not list(tmp_path.iterdir())


def test_a_file_without_suffix_is_refused(result, tmp_path) -> None:
    with pytest.raises(InputError, match='"kappa" is not a kind of file'):
        write([result], tmp_path / "kappa")


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_same_results_give_the_same_bytes_whatever_the_case_of_the_suffix(result, tmp_path, suffix: str) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix.upper()}"
    write([result], one)
    write([result], two)
    assert one.read_bytes() == two.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {one.name, two.name}


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_missing_folder_is_an_error_in_plain_words(result, tmp_path, suffix: str) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        write([result], tmp_path / "nowhere" / f"one{suffix}")


def test_a_csv_comes_back_as_the_frame(result, tmp_path) -> None:
    write([result], tmp_path / "one.csv")
    floats = result.frame.select_dtypes("float").columns
    exactly = dict.fromkeys(floats, lambda text: float(text or "nan"))
    back = pd.read_csv(tmp_path / "one.csv", keep_default_na=False, converters=exactly)
    pd.testing.assert_frame_equal(back, result.frame, rtol=0, atol=0)


def test_a_csv_for_excel_is_marked_as_utf_8_and_one_for_a_pipe_is_not(result, tmp_path) -> None:
    write([result], tmp_path / "one.csv")
    assert (tmp_path / "one.csv").read_bytes() == b"\xef\xbb\xbf" + csv_text(result).encode()


def test_texts_like_formulas_are_counted_and_left_alone_in_a_csv(result, tmp_path) -> None:
    frame = result.frame.assign(band=["=1+1", "@x", "-y", "", "fine"])
    remarks = write([replace(result, frame=frame)], tmp_path / "one.csv")
    assert "3 texts begin like a formula" in remarks[0]
    assert pd.read_csv(tmp_path / "one.csv")["band"].tolist()[:3] == ["=1+1", "@x", "-y"]


def test_negative_numbers_are_no_formulas(result, tmp_path) -> None:
    assert result.frame["ci_low"].min() < 0
    assert write([result], tmp_path / "one.csv") == ()


def test_a_csv_holds_one_table(result, tmp_path) -> None:
    with pytest.raises(InputError, match="holds one table, not 2"):
        write([result, result], tmp_path / "two.csv")


def test_json_of_one_result_is_its_dictionary_with_null_for_undefined(result) -> None:
    plain = json.loads(json_text(result))
    assert plain == result.to_dict()
    assert plain["rows"][-1]["kappa"] is None


def test_json_of_several_names_each(result) -> None:
    assert [each["title"] for each in json.loads(json_text(result, result))] == ["Agreement per code"] * 2


def test_json_never_holds_nan(result) -> None:
    class Careless(type(result)):
        def to_dict(self):
            return {"kappa": float(np.nan)}

    with pytest.raises(ValueError, match="JSON"):
        json_text(Careless(result.frame, result.seen))


@pytest.mark.parametrize("suffix", [".csv", ".json", ".html", ".docx", ".xlsx"])
def test_no_text_is_too_odd_to_write(result, tmp_path, suffix: str) -> None:
    odd = "\x00\x1b \ud800 \ufffe \U0001f600 <b>&amp;</b>"
    texts = pd.Series([odd] * len(result.frame), dtype=object)  # pyarrow's texts hold no half of a character
    write([replace(result, frame=result.frame.assign(band=texts), sentences=(odd,))], tmp_path / f"odd{suffix}")
    assert (tmp_path / f"odd{suffix}").stat().st_size > 0


def test_a_small_p_value_is_shown_as_small_everywhere_and_kept_in_full_for_computing(result, tmp_path) -> None:
    import docx
    import openpyxl

    frame = pd.DataFrame({"code": ["Trust"], "p": [0.00012345678]})
    tested = replace(result, frame=frame, seen=(Column("code", "Code"), Column("p", "p", "p")))
    made = {suffix: tmp_path / f"tested{suffix}" for suffix in WRITERS}
    for path in made.values():
        write([tested], path)
    assert "&lt; .001" in made[".html"].read_text(encoding="utf-8")
    assert docx.Document(made[".docx"]).tables[0].cell(1, 1).text == "< .001"
    cell = openpyxl.load_workbook(made[".xlsx"]).worksheets[0]["B2"]
    assert (cell.value, cell.number_format.split(";")[0]) == (0.00012345678, '[<0.001]"< .001"')
    assert "0.00012345678" in made[".csv"].read_text(encoding="utf-8-sig")
    assert "0.00012345678" in made[".json"].read_text(encoding="utf-8")
