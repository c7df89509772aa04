"""Make the example study's files anew, byte for byte: `python -m intercoder.sample_data.coproduction.make [FOLDER]`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from .export import write_csv, write_xlsx
from .filled import write_filled
from .frameworks import VERSIONS, write_framework
from .study import load

HERE = Path(__file__).parent
MADE = (
    "notes.csv",
    "notes.xlsx",
    *(f"framework_{version}.xlsx" for version in VERSIONS),
    "coder_A.xlsx",
    "coder_B.xlsx",
    "decisions.xlsx",
    "coder_C.xlsx",
    "decisions_check.xlsx",
    "classification.xlsx",
)
"""The files that `make` makes, in this order; `scheme.yaml` and what is in `authored` are written by hand."""


def make(folder: Path) -> None:
    """Make all the files of the study in `folder`."""
    study = load()
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(study, folder / "notes.csv")
    write_xlsx(study, folder / "notes.xlsx")
    for version in VERSIONS:
        write_framework(study, version, folder / f"framework_{version}.xlsx")
    if folder.resolve() != HERE.resolve():
        shutil.copyfile(HERE / "scheme.yaml", folder / "scheme.yaml")
    with tempfile.TemporaryDirectory() as scratch:
        write_filled(study, folder, Path(scratch))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else HERE)
