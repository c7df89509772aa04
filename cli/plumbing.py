"""What the commands share: errors in plain words, the project they work on, and the forms in which results come out."""

from __future__ import annotations

import errno
import functools
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from intercoder.atomic import is_there
from intercoder.errors import InputError, IntercoderError, ProjectError, did_you_mean

from .options import Function, output_options, project_options

if TYPE_CHECKING:
    from rich.console import Console

    from intercoder.project import Outcome, Project
    from intercoder.results import Result

SUFFIX = ".intercoder"
_NUMBERS = (click.types.IntParamType, click.types.FloatParamType)


class Failure(click.ClickException):
    """An error of the user's input: printed without a traceback, exit code 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print what is wrong, where, and how to put it right."""
        click.echo(_visible(f"Error: {self.message}"), err=True, file=file)


class Commands(click.Group):
    """A group that names the nearest command for one that does not exist, and turns errors into plain words."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command of this name; a plural or capitals do not matter."""
        return super().get_command(context, name) or super().get_command(context, name.casefold().removesuffix("s"))

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` name; raise a usage error with the nearest one otherwise."""
        if args and self.get_command(context, args[0]) is None and not args[0].startswith("-"):
            near = did_you_mean(args[0], self.commands)
            fix = near or f"`{context.command_path} --help` lists the commands."
            context.fail(f'There is no command "{args[0]}". {fix}')
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what the user can put right is said without a traceback."""
        with plainly(), stoppable():
            return super().invoke(context)

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Take the options before the command; what is said of wrong ones cannot steer the terminal."""
        with plainly():
            return super().parse_args(context, args)


def typed(name: str, value: object = None) -> str:
    """Return the option of the running command that is called `name` in the program, as people type it.

    Of several that set one name to a `value` each, it is the one for this value.
    """
    known = [each for each in click.get_current_context().command.params if each.name == name]
    return next((each for each in known if getattr(each, "flag_value", None) == value), known[0]).opts[0]


def parameters(command: click.Command) -> Iterator[click.Parameter]:
    """Return all options and arguments of a command and of those below it."""
    yield from command.params
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from parameters(below)


def call_numbers_numbers(command: click.Command) -> None:
    """Let the help of a command and of those below it say NUMBER where click says INTEGER or FLOAT."""
    for option in parameters(command):
        if isinstance(option, click.Option) and option.metavar is None and isinstance(option.type, _NUMBERS):
            option.metavar = "NUMBER"


@contextmanager
def plainly() -> Iterator[None]:
    """Say without a traceback what the user can put right, or what the machine does not allow."""
    try:
        yield
    except IntercoderError as error:
        raise Failure(str(error)) from error
    except click.UsageError as error:
        if isinstance(error, click.MissingParameter) and error.param and error.ctx:
            raise click.UsageError(_missing(error.param, error.ctx.command), error.ctx) from error
        said = error.format_message()
        if _visible(said) == said:
            raise
        raise click.UsageError(_visible(said), error.ctx) from error
    except UnicodeEncodeError as error:
        where = error.object.encode("utf-8", "backslashreplace").decode()[:100]
        raise Failure(
            f'"{where}": a name or text holds bytes that are no letters. Rename it, or write it anew.'
        ) from error
    except MemoryError as error:
        raise Failure("there is not enough memory for this. Close other programs, or take less at a time.") from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # who reads the output has seen enough; click ends quietly
            raise
        where = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or str(error)
        raise Failure(f"{where}the system says no ({reason}). Check names, permissions and the disk.") from error


def _missing(parameter: click.Parameter, command: click.Command) -> str:
    """Say what was left out, and what it is for: in the words of the help, which hold an example."""
    if isinstance(parameter, click.Option):
        return f"{' or '.join([*parameter.opts, *parameter.secondary_opts])} is missing. {parameter.help}"
    first, *_ = (command.help or "").split("\n\n")
    return f"{parameter.human_readable_name} is missing. {first}"


@contextmanager
def stoppable() -> Iterator[None]:
    """Have a program that the system asks to end (SIGTERM) end as with Ctrl-C, with nothing half written."""
    free = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if not free:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def say(text: str, *, err: bool = False) -> None:
    """Print a text, of which nothing can steer the terminal or reverse a line."""
    click.echo(_visible(text), err=err)


def hand_over(text: str) -> None:
    """Print data: exactly as they are for a file or another program, and as `say` does for a terminal."""
    shown = _visible(text) if sys.stdout.isatty() else text.encode("utf-8", "backslashreplace").decode()
    click.echo(shown, nl=False)


def _visible(text: str) -> str:
    from intercoder.report.display import visible

    return visible(text)


def console() -> Console:
    """Return the terminal, or what stands for it in a pipe."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


@contextmanager
def opened(project_file: str | None, who: str | None, *, instead: str = "") -> Iterator[Project]:
    """Open the project that was named, before or after the command, or the only one in this folder.

    `instead` is how the command is used without a project, for where there is none.
    """
    from intercoder.project import Project

    given = click.get_current_context().find_root().obj or {}
    path = find_project(given.get("project_file") or project_file, instead=instead)
    with Project.open(path, who=named(who)) as project:
        try:
            yield project
        except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
            if project.project_check().ok:
                raise
            fix = "`intercoder project check` says what; go back to a backup."
            raise ProjectError("holds what no project can hold.", where=str(path), fix=fix) from error


def named(who: str | None) -> str:
    """Return who works: the name given before or after the command, or the login name."""
    import getpass

    given = click.get_current_context().find_root().obj or {}
    try:
        return given.get("who") or who or getpass.getuser()
    except (OSError, KeyError):
        return ""


def find_project(name: str | None, *, instead: str = "") -> Path:
    """Return the project file that was named, or the only one in this folder.

    Raises ProjectError when there is none, or more than one.
    """
    if name:
        path = Path(name)
        return path if path.suffix == SUFFIX or path.exists() else path.with_name(path.name + SUFFIX)
    found = sorted(path for path in Path.cwd().glob(f"*{SUFFIX}") if not path.name.startswith("."))
    if not found:
        fix = "Make one (intercoder project new NAME), go to its folder, or name one with --project FILE."
        raise ProjectError("there is no project in this folder.", fix=f"{fix} {instead}".rstrip())
    if len(found) > 1:
        listed = ", ".join(path.name for path in found)
        raise ProjectError(f"there are several projects here: {listed}.", fix="Name one with --project FILE.")
    return found[0]


def with_project(function: Function) -> Function:
    """Give a command the options --project and --who, and the open project as its first argument."""

    @project_options
    @functools.wraps(function)
    def command(*args: Any, project_file: str | None, who: str | None, **options: Any) -> Any:
        with opened(project_file, who) as project:
            return function(project, *args, **options)

    return command


def with_output(function: Function) -> Function:
    """Give a command that returns a result the options --json, --csv and -o, and show the result."""

    @output_options
    @functools.wraps(function)
    def command(*args: Any, as_json: bool, as_csv: bool, outputs: tuple[str, ...], **options: Any) -> None:
        emit(function(*args, **options), as_json=as_json, as_csv=as_csv, outputs=outputs)

    return command


def emit(result: Result, *, as_json: bool = False, as_csv: bool = False, outputs: tuple[str, ...] = ()) -> None:
    """Print a result in the form asked for, and write it to the files asked for."""
    from intercoder.report.files import csv_text, json_text, write

    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    refuse_inputs(outputs)
    for output in outputs:
        for remark in write([result], output):
            say(remark, err=True)
    if as_json:
        hand_over(json_text(result))
    elif as_csv:
        hand_over(csv_text(result))
    elif outputs:
        say(f"Wrote {', '.join(outputs)}.")
    else:
        from intercoder.report.terminal import show

        show(result, console())


def refuse_inputs(outputs: Iterable[str | Path]) -> None:
    """Raise InputError for a file to write that the command reads: it may hold someone's work."""
    given = [value for name, value in click.get_current_context().params.items() if name != "outputs"]
    names = [name for value in given for name in (value if isinstance(value, tuple) else (value,))]
    read = [path for name in names if isinstance(name, str | Path) and is_there(path := Path(name))]
    for output in filter(is_there, map(Path, outputs)):
        if any(map(output.samefile, read)):
            raise InputError("is what is read.", where=str(output), fix="Choose another name for the result.")


def tell(outcome: Outcome) -> None:
    """Print what a step did."""
    say(str(outcome))


def tell_written(paths: Iterable[Path]) -> None:
    """Print which files a step wrote."""
    for path in paths:
        say(f"Wrote {path}.")


def tell_or_show(done: Outcome | Result) -> None:
    """Print what a step did, or, when it was only previewed, show what it would do."""
    from intercoder.project import Outcome

    if isinstance(done, Outcome):
        tell(done)
    else:
        emit(done)
