"""Run the examples of a page as a reader would; `python docs/examples.py --write PAGE` writes down what they print.

In a ```console block every line with `$` is a command, and what stands below it is what it prints: `...` for any text,
a single `?` for what is not written down yet. In a ```python block `>>>` begins an example as in a docstring; a block
without it is run as it is. A table, or a block with a caption, is a file of that name. `files:` at the top of a page
names sample files that lie beside it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from click.testing import CliRunner

from intercoder.cli import main

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_data"
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
GIVEN = re.compile(
    r"\{(csv-table\} |code-block\} \w+\n:caption: )(?P<name>\S+)\n(:header-rows: 1\n)?\n(?P<text>.*)", re.DOTALL
)
TERMINAL = {"FORCE_COLOR": "1", "TTY_COMPATIBLE": "1", "TERM": "dumb"} | {
    "COLUMNS": "110",
    "LINES": "60",
    "INTERCODER_WHO": "Anna",
}
DEMO, PRINTED = "intercoder demo demo", "printed.txt"
UNKNOWN, ANY = "?", "..."
TIME = re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d\S*)?")  # any time will do
CHECKER = doctest.OutputChecker()


class ExampleError(Exception):
    """An example that does not do what the page says; the message shows both."""


@dataclass
class Command:
    """A command of a console block: what is typed, and what the page says that it prints."""

    typed: list[str]
    shown: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """What is typed, in one line."""
        return " ".join(part[2:].removesuffix("\\").strip() for part in self.typed)


@dataclass
class Page:
    """A page of examples, run in the folder where the program is; `ran` counts the examples.

    `demonstrated` is a folder in which the demonstration has run (`demonstrate`), to be copied rather than run again.
    """

    path: Path
    demonstrated: Path | None = None
    ran: int = 0
    names: dict[str, Any] = field(default_factory=dict)

    def run(self, *, write: bool = False) -> str:
        """Run all examples in order and return the page, with `write` as it should read.

        Raises ExampleError for the first that does something else.
        """
        text = self.path.read_text(encoding="utf-8")
        for name in _files(text):
            _copy(SAMPLES / name)
        parts, end = [], 0
        with _environment(TERMINAL):
            for block in BLOCK.finditer(text):
                parts += [text[end : block.start("body")], self._block(block["kind"], block["body"], write=write)]
                end = block.end("body")
        return "".join([*parts, text[end:]])

    def _block(self, kind: str, body: str, *, write: bool) -> str:
        if kind == "console":
            commands = list(_commands(body))
            for command in commands:
                self._command(command, write=write)
            return "".join(f"{line}\n" for command in commands for line in [*command.typed, *command.shown])
        if kind == "python":
            self._python(body)
        elif given := GIVEN.fullmatch(f"{kind}\n{body}"):
            _make(Path(given["name"]), given["text"])
        return body

    def _command(self, command: Command, *, write: bool) -> None:
        self.ran += 1
        fails = command.shown == [UNKNOWN] or any(line.startswith("Error:") for line in command.shown)
        if self.demonstrated and command.line == DEMO:
            printed = _copied(self.demonstrated)
        else:
            printed = run(command.line, fails=fails)
        if not command.shown or _same(command.shown, printed):
            return
        if not write:
            raise ExampleError(
                f"{self.path.name}: $ {command.line}\nprints\n{printed}\nnot\n" + "\n".join(command.shown)
            )
        command.shown = _shortened(printed.rstrip("\n").split("\n"), command.shown)

    def _python(self, body: str) -> None:
        self.ran += 1
        if ">>>" not in body:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(body, str(self.path), "exec"), self.names)  # noqa: S102 - our own pages
            return
        test = doctest.DocTestParser().get_doctest(body, self.names, self.path.name, str(self.path), 0)
        said: list[str] = []
        runner = doctest.DocTestRunner(CHECKER, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        if runner.run(test, out=said.append, clear_globs=False).failed:
            raise ExampleError("".join(said))
        self.names |= test.globs


def _files(text: str) -> list[str]:
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    return str((yaml.safe_load(head[1]) or {}).get("files", "")).split() if head else []


def _copy(sample: Path) -> None:
    for file in sorted(sample.iterdir()) if sample.is_dir() else [sample]:
        if file.is_file() and file.suffix != ".py":
            shutil.copy(file, file.name)


def _make(path: Path, table: str) -> None:
    if path.suffix != ".xlsx":
        path.write_text(table, encoding="utf-8")
        return
    pd.read_csv(io.StringIO(table), dtype=str).to_excel(path, index=False)


def _commands(body: str) -> Iterator[Command]:
    found: list[Command] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(Command([line]))
        elif found and not found[-1].shown and found[-1].typed[-1].endswith("\\"):
            found[-1].typed.append(line)
        elif found:
            found[-1].shown.append(line)
        else:
            raise ExampleError(f"{line}: a console block begins with a command.")
    yield from found


def run(line: str, *, fails: bool = False) -> str:
    """Run a command line and return what it prints. Raises ExampleError when it fails and should not."""
    words = shlex.split(line, comments=True)
    if words[0] == "cd":
        os.chdir(words[1])
        return ""
    if words[0] != "intercoder":
        raise ExampleError(f"{line}: only intercoder and cd are run here.")
    done = CliRunner().invoke(main, words[1:], prog_name="intercoder")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    if done.exit_code and not fails:
        raise ExampleError(f"$ {line}\nfails with\n{done.output}")
    return "".join(f"{row.rstrip()}\n" for row in done.output.splitlines())


def demonstrate(folder: Path) -> Path:
    """Run the demonstration in `folder`, for pages that begin with it."""
    with contextlib.chdir(folder), _environment(TERMINAL):
        Path(PRINTED).write_text(run(DEMO), encoding="utf-8")
    return folder


def _copied(folder: Path) -> str:
    shutil.copytree(folder / "demo", "demo")
    return (folder / PRINTED).read_text(encoding="utf-8")


def _shortened(printed: list[str], before: list[str]) -> list[str]:
    """Leave out of what is printed the middle, where it was left out before."""
    if ANY not in before:
        return printed
    head, tail = before.index(ANY), before[::-1].index(ANY)
    return [*printed[:head], ANY, *printed[len(printed) - tail :]]


def _same(shown: list[str], printed: str) -> bool:
    wanted = "".join(f"{line}\n" for line in shown)
    return CHECKER.check_output(TIME.sub("then", wanted), TIME.sub("then", printed), doctest.ELLIPSIS)


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    os.environ.pop("INTERCODER_PROJECT", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def write(path: Path, demonstrated: Path) -> None:
    """Run a page in a folder of its own, and write down what its examples print."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        text = Page(path, demonstrated).run(write=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    pages = [Path(name).resolve() for name in sys.argv[sys.argv.index("--write") + 1 :]]
    with tempfile.TemporaryDirectory() as kept:
        demonstrate(Path(kept))
        for page in pages:
            write(page, Path(kept))
