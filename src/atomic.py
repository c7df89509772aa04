"""Writing a file so that it is either there as a whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .errors import InputError, ProjectError

_CLOSED = "Close it in other programs, or choose a folder that you may write to."
_FIXES = {
    errno.ENOSPC: "Make room on the disk, or choose another; what was there before is as it was.",
    errno.EDQUOT: "Make room on the disk, or choose another; what was there before is as it was.",
    errno.EFBIG: "Choose a disk that takes files of this size; what was there before is as it was.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}
_NAME = 40  # characters of the name that the temporary file has too


@contextlib.contextmanager
def replacing(path: Path, *, new: bool = False) -> Iterator[Path]:
    """Give a temporary path beside `path`; on leaving without an error it takes the place of `path` in one move.

    A file that is there keeps its permissions; a new one may be read by its owner and group, as far as the umask lets
    them, and by nobody else. With `new`, a file that someone makes at `path` meanwhile is left alone.

    Raises InputError when the folder is missing or cannot be written to, or when the file is open in another program,
    and ProjectError when there is one and it must be new.
    """
    if not is_there(path.parent) or not path.parent.is_dir():
        raise InputError(f'there is no folder "{path.parent}".', where=str(path), fix="Make the folder first.")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:_NAME]}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        temporary.chmod(_permissions(path))
        yield temporary
        if new:
            _put_new(temporary, path)
        else:
            temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def is_there(path: Path) -> bool:
    """Return whether there is a file or folder of this name; there is none whose name is too long, or goes in rings."""
    return os.path.exists(path)  # noqa: PTH110 - Path raises where the system does not look


def taken(path: Path) -> ProjectError:
    """Return the error for a new file whose name is taken."""
    return ProjectError("there is such a file already.", where=str(path), fix="Choose another name.")


def _permissions(path: Path) -> int:
    with contextlib.suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    return 0o660 & ~_umask()


def _put_new(temporary: Path, path: Path) -> None:
    """Give a file its name, unless the name is taken: of two programs at the same moment, one is told so."""
    try:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a disk without links: the name is taken first, and the file put there
            path.touch(exist_ok=False)
            temporary.replace(path)
    except FileExistsError as error:
        raise taken(path) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"cannot be written ({reason}).", where=str(path), fix=_FIXES.get(error.errno or 0, _CLOSED))
