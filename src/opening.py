"""Files from elsewhere, opened only when they are files: a pipe would be waited for, and a device never ends."""

from __future__ import annotations

import stat
from pathlib import Path

from .errors import InputError


def require_file(path: Path) -> None:
    """Raise InputError when `path` is missing, a folder, a device or a pipe, or cannot be reached."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise no_file(path) from error
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        raise _closed(path, error) from error
    if stat.S_ISDIR(mode):
        raise InputError("is a folder, not a file.", where=str(path), fix="Name a file in it.")
    if not stat.S_ISREG(mode):
        raise InputError("is a device or a pipe, not a file.", where=str(path), fix="Save what it gives to a file.")


def no_file(where: Path | str, fix: str = "Check the name and the folder.") -> InputError:
    """Return the error for a file that is not there."""
    return InputError("there is no such file.", where=str(where), fix=fix)


def begins_with(path: Path, signature: bytes) -> bool:
    """Return whether a file is there and begins with these bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(signature)) == signature


def content_of(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a file. Raises InputError when it is no file, cannot be read, or is larger than `limit`."""
    require_file(path)
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise _closed(path, error) from error
    if len(content) > limit:
        raise InputError(f"is larger than {limit >> 20} MB.", where=str(path), fix="Split it into several files.")
    return content


def _closed(path: Path, error: OSError | ValueError) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"cannot be opened ({reason}).", where=str(path), fix="Check its name, and that you may read it.")
