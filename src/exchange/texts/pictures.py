"""Pictures that notes describe: the files that a column of the notes names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ...errors import InputError, IntercoderError, raise_all


def find_pictures(notes: Path, named: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of each picture that the notes name (`named`: file by case), where they name one.

    A name is that of a file in the folder of the notes or below it, such as `pictures/map.jpg`. Raises all problems
    together: a file that is not there, or that is elsewhere.
    """
    folder = notes.resolve().parent
    problems: list[IntercoderError] = []
    found: dict[str, str] = {}
    for case, name in named.items():
        if not name or name in found:
            continue
        file = (folder / name).resolve()
        where = f"{notes.name}, case {case}"
        if not file.is_relative_to(folder):
            fix = f"Put the picture into the folder of {notes.name}, or one below it."
            problems.append(InputError(f'the picture "{name}" is in another folder.', where=where, fix=fix))
        elif not file.is_file():
            fix = f"Put it into the folder of {notes.name}, or correct its name."
            problems.append(InputError(f'there is no picture "{name}".', where=where, fix=fix))
        else:
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    raise_all(problems, where=notes.name, fix="Correct the notes, or add the pictures, and read them again.")
    return found
