"""Change src/reliability/ in small ways, one at a time, and see which changes no test notices: `make mutation`.

    python tests/mutation.py                                  every change, from where the last run stopped
    python tests/mutation.py --sample 1200 --seed 10          so many, drawn at random; a larger number adds to them
    python tests/mutation.py --again                          those that nothing noticed, once more
    python tests/mutation.py --report                         what is known so far

mutmut changes an operator, a number, a name, an argument or a text in a function and runs the tests that reach it. It
wants a folder called as the package, so the sources are laid out as build/mutation/intercoder first. Its settings are
`[tool.mutmut]` in pyproject.toml. What survived is written to build/mutation/survivors.diff. Changes to the wording of
sentences are left out: what a note says is for people to judge. What we make of the rest: docs/mutation.md.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutmut.__main__ import create_mutants
from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData
from mutmut.mutation.diff_apply import generated_function_names
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir

from intercoder.findings.proportions import wilson_interval

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "mutation"
MUTANTS = WORK / "mutants"
PLACES = {"src": "intercoder", "cli": "intercoder/cli", "sample_data": "intercoder/sample_data"}
TESTS = ("tests/conftest.py", "tests/reliability")
NOTICED = {"killed", "timeout", "segfault", "suspicious"}
LEFT_OUT = 34  # the exit code by which mutmut knows what is not to be tried
PROFILE = """

from hypothesis import Phase

settings.register_profile(  # the same examples each time, and no search for the smallest one that fails
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),  # one process runs the tests again and again
)
"""


@dataclass(frozen=True)
class Mutant:
    """One change: the file it is in, its name for mutmut, what became of it, and the function before and after."""

    file: Path
    name: str
    status: str
    before: str
    after: str

    @property
    def room(self) -> str:
        """The folder of the file, or the file where it stands in src/reliability itself."""
        inside = self.file.relative_to("intercoder/reliability")
        return f"{inside.parts[0]}/" if len(inside.parts) > 1 else inside.name

    @property
    def wording(self) -> bool:
        """Whether the change is in the words of a sentence."""
        gone, come = (_texts(a) - _texts(b) for a, b in ((self.before, self.after), (self.after, self.before)))
        return gone.total() == come.total() > 0 and any(" " in text for text in gone)

    def difference(self) -> str:
        """Return what was changed, as a difference of lines."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]
        return "\n".join([f"{self.name} ({self.status})", *changed, ""])


def _texts(function: str) -> Counter[str]:
    nodes = ast.walk(ast.parse(textwrap.dedent(function)))
    return Counter(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def lay_out() -> None:
    """Copy the sources to where the import name is the folder's name, with the tests that are to notice."""
    for old in (*PLACES.values(), "tests", "mutants/tests"):
        shutil.rmtree(WORK / old, ignore_errors=True)
    for folder, place in PLACES.items():
        shutil.copytree(ROOT / folder, WORK / place, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    for name in TESTS:
        (WORK / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, WORK / name)
    shutil.copy2(ROOT / "pyproject.toml", WORK)
    with (WORK / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(PROFILE)
    (MUTANTS / "mutmut-stats.json").unlink(missing_ok=True)  # which tests reach what is looked up anew


def generate() -> None:
    """Write the mutants of the functions that have changed since the last time."""
    MUTANTS.mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(1)


def known() -> Iterator[SourceFileMutationData]:
    """Yield what is known of the mutants of each file."""
    for meta in sorted(MUTANTS.rglob("*.py.meta")):
        data = SourceFileMutationData(path=meta.relative_to(MUTANTS).with_suffix(""))
        data.load()
        yield data


def mutants() -> Iterator[Mutant]:
    """Yield every mutant."""
    for data in known():
        path = Path(data.path)
        spans = MutantLineSpans.load(path)
        if spans is None or not data.exit_code_by_key:
            continue
        pairs = {name: generated_function_names(name) for name in data.exit_code_by_key}
        functions = sorted({function for pair in pairs.values() for function in pair})
        sources = dict(zip(functions, spans.read_function_sources(functions), strict=True))
        for name, (before, after) in pairs.items():
            status = status_by_exit_code[data.exit_code_by_key[name]]
            yield Mutant(path, name, status, sources[before], sources[after].replace(after, before, 1))


def choose(sample: int | None, seed: int, *, again: bool) -> None:
    """Mark which mutants are to be tried: all or a sample, and those that survived only when it is `again`."""
    names = [mutant.name for mutant in mutants() if not mutant.wording]
    random.Random(seed).shuffle(names)  # noqa: S311 - a draw, no secret
    drawn = set(names if sample is None else names[:sample])
    for data in known():
        for name, code in data.exit_code_by_key.items():
            missed = again and code is not None and status_by_exit_code[code] not in NOTICED
            if name not in drawn:
                data.exit_code_by_key[name] = LEFT_OUT
            elif code == LEFT_OUT or missed:
                data.exit_code_by_key[name] = None
        data.save()


def report() -> str:
    """Return the score by room as a table, and write what survived with its difference."""
    tried: dict[str, Counter[bool]] = defaultdict(Counter)
    survivors = []
    total = 0
    for mutant in mutants():
        total += not mutant.wording
        if mutant.status in ("skipped", "not checked"):
            continue
        noticed = mutant.status in NOTICED
        tried[mutant.room][noticed] += 1
        survivors += [] if noticed else [mutant.difference()]
    (WORK / "survivors.diff").write_text("\n".join(survivors), encoding="utf-8")
    rows = [f"| {room} | {of.total()} | {of[True]} | {100 * of[True] / of.total():.0f} |" for room, of in tried.items()]
    n, noticed = (sum(of.total() for of in tried.values()), sum(of[True] for of in tried.values()))
    low, high = wilson_interval(noticed, n)
    whole = f"{noticed} of {n} noticed, {100 * noticed / n:.1f} % (95 % interval {100 * low:.1f} to {100 * high:.1f})"
    return "\n".join(
        ["| where | tried | noticed | % |", "|---|---|---|---|", *rows, "", f"{whole}, of {total} in all."]
    )


def main() -> None:
    """Lay out, generate, choose, try, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="how many to try, drawn at random")
    parser.add_argument("--seed", type=int, default=10, help="of the draw")
    parser.add_argument("--again", action="store_true", help="try again what nothing noticed")
    parser.add_argument("--report", action="store_true", help="only say what is known")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    os.chdir(WORK)
    if not given.report:
        lay_out()
        generate()
        choose(given.sample, given.seed, again=given.again)
        command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", str(given.jobs)]
        subprocess.run(command, check=True)
    sys.stdout.write(report() + "\n")


if __name__ == "__main__":
    main()
