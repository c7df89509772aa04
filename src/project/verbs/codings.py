"""Codings that were made elsewhere, read into a project: coding sheets, and the exports of other tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...coding.revisions import Revision
from ...errors import InputError, IntercoderError, ProjectError, raise_all
from ...exchange.cells import folded
from ...exchange.sheets.coding_sheets import who_coded
from ...framework import edits
from ...framework.codes import Framework
from ...framework.paths import join, split
from ...tables import rows_of
from ...wording import number_of
from ..elsewhere.incoming import Incoming, read_incoming
from ..elsewhere.matching import Matched, match_codes, match_documents, match_units
from ..elsewhere.readings import made_of_files
from ..elsewhere.stretches import keep_documents, stretches_of
from ..file import Outcome, ProjectFile, Step
from ..revisions import keep_revision
from ..stability import became_stable
from ..storage import records, store
from .framework_edits import made_edit
from .frameworks import insert_version
from .notes import insert_cases, insert_source, insert_units
from .rounds import check_coders

if TYPE_CHECKING:
    import pandas as pd


class CodingsVerbs(ProjectFile):
    """The verbs of `intercoder codings`."""

    def codings_read(
        self,
        paths: Path | str | Sequence[Path | str],
        *,
        round: str | None = None,
        case: str | None = None,
        attributes: Mapping[str, str] | None = None,
        reading: Mapping[str, Any] | None = None,
        add_codes: bool = False,
        add_units: bool = False,
        preview: bool = False,
        why: str = "",
    ) -> Outcome:
        """Read codings that were made elsewhere into a round, named as the first file is unless `round` names it.

        Files are those that reliability_of_files reads; `reading` holds options as there. Units are matched to
        those of the project by id; a project without any gets those of the files, with `case` and `attributes` as
        notes_read has them. Codes are matched by path; a project without a framework gets one of the files' codes. With
        `add_codes` and `add_units`, what the project does not have is added. The round is made when there is none of
        that name, and other coders, or the same one's other units, may be read into it later. With `preview` nothing is
        changed. Reading the same again changes nothing. Raises all problems of the files together.
        """
        files = [paths] if isinstance(paths, str | Path) else list(paths)
        found = read_incoming(files, reading=reading or {}, case=case, attributes=attributes)
        name = round or Path(files[0]).stem
        adding = _Adding(codes=add_codes, units=add_units)
        if preview:
            with self._trial() as step:
                done = _Reading(step, found, name, self.who, why, adding).done()
            return Outcome(f"Preview, nothing was changed. {done.summary}", done.remarks)
        options: dict[str, Any] = {"round": name, "case": case, "attributes": dict(attributes) if attributes else None}
        options |= {key: list(value) if isinstance(value, tuple) else value for key, value in (reading or {}).items()}
        options |= {"add_codes": add_codes or None, "add_units": add_units or None, "why": why or None}
        with self._step("codings_read", files=dict(found.files), **options) as step:
            return _Reading(step, found, name, self.who, why, adding).done()


@dataclass(frozen=True)
class _Adding:
    """What is to be added to the project when it is not there."""

    codes: bool
    units: bool


@dataclass
class _Reading:
    """Codings on their way into a project: first all problems, then all that is written."""

    step: Step
    found: Incoming
    name: str
    who: str
    why: str
    adding: _Adding
    told: list[str] = field(default_factory=list)

    def done(self) -> Outcome:
        """Match, write, and say what was done."""
        connection, found = self.step.connection, self.found
        chosen = {each.name: each for each in records.rounds(connection)}.get(self.name)
        versions = records.versions(connection)
        units = match_units(found, records.units(connection), add=self.adding.units)
        codes = self._match_codes(versions[-1] if versions else None, chosen)
        coders = _coders(found.coders, chosen.coders if chosen else ())
        documents = match_documents(found, records.documents(connection))
        problems = [*documents.problems, *units.problems, *codes.problems, *self._round_problems(chosen, units, coders)]
        raise_all(problems, where=found.name, fix="Correct them and read again.")
        check_coders(list(dict.fromkeys([*(chosen.coders if chosen else ()), *coders.values()])))
        self.told += [*units.told, *codes.told]
        self.told += [f'coder "{coder}" is "{here}"' for coder, here in coders.items() if coder != here]
        changed = self._add_units(units, documents) + self._add_codes(codes, versions)
        changed += self._keep_round(chosen, units, coders)
        changed += self._keep_revisions(units, codes, coders)
        return self._outcome(chosen, coders, changed=bool(changed))

    # --- what stands against it

    def _match_codes(self, newest: records.Version | None, chosen: records.Round | None) -> Matched:
        """Match codes to the version of the round; a new round has the newest one, and one that may grow can go on."""
        if newest is None:
            return Matched(new=[self.found.framework.path(code.id) for code in self.found.framework])
        used = self.found.codings["code"].unique()
        if chosen is None or (chosen.version == newest.number and self._may_grow(chosen)):
            return match_codes(self.found, newest.framework, used, add=self.adding.codes)
        framework = records.version(self.step.connection, chosen.version).framework
        matched = match_codes(self.found, framework, used, add=False)
        fix = f"The round is of framework version {chosen.version}; read what has later codes into a round of its own."
        matched.problems = [_with_fix(problem, fix) for problem in matched.problems]
        return matched

    def _may_grow(self, chosen: records.Round) -> bool:
        """Return whether a round was made of files of codings, not begun for certain coders and units."""
        return made_of_files(self.step.connection, chosen.name)

    def _round_problems(
        self, chosen: records.Round | None, units: Matched, coders: Mapping[str, str]
    ) -> list[IntercoderError]:
        """Return what does not fit a round that was begun for certain coders and units; one of such files can grow."""
        if chosen is None or self._may_grow(chosen):
            return []
        inside = set(records.units(self.step.connection, of_round=chosen.name)["unit"])
        fix = "Read it into a round of its own: --round NAME"
        outside = [unit for unit in [*units.here.values(), *units.new] if unit not in inside]
        problems: list[IntercoderError] = [
            ProjectError(f'there is no coder "{coder}" in round {chosen.name}.', where=self.found.name, fix=fix)
            for coder in coders.values()
            if coder not in chosen.coders
        ]
        if outside:
            said = f'not in round {chosen.name}: {number_of(len(outside), "unit")} (first: "{outside[0]}").'
            problems.append(ProjectError(said, where=self.found.name, fix=fix))
        return problems

    # --- what is written

    def _add_units(self, units: Matched, documents: Matched) -> int:
        """Keep the units that the project does not have, with their cases; a unit without a case is one itself."""
        if not units.new and not documents.new:
            return 0
        connection, new = self.step.connection, set(units.new)
        rows = [row for row in rows_of(self.found.units) if row["unit"] in new]
        for row in rows:
            row["case"] = row["case"] or row["unit"]
            units.here[row["unit"]] = row["unit"]
        known = set(records.cases(connection)["case"])
        about = {row["case"]: row for row in rows_of(self.found.cases)}
        about |= {row["case"]: {"case": row["case"]} for row in rows if row["case"] not in about}
        source = insert_source(connection, self.found.name, self.found.digest, self.found.unit)
        insert_cases(connection, [row for case, row in about.items() if case not in known], source)
        insert_units(connection, rows)
        keep_documents(connection, self.found, documents.new, source, units.new)
        counted = f"{number_of(len(rows), 'unit')} of {number_of(len({row['case'] for row in rows}), 'case')}"
        self.told.append(f"{counted} are new in the project")
        return len(rows)

    def _add_codes(self, codes: Matched, versions: Sequence[records.Version]) -> int:
        """Keep the codes that the framework does not have, as a version of it."""
        if versions and not codes.new:
            return 0
        if versions:
            self._grow(codes)
        else:
            framework = self.found.framework
            made = edits.reading(Framework(), framework, self.found.name, 1)
            insert_version(self.step, framework, [made], self.why, self.who)
            codes.here |= {path: framework.find(path).id for path in codes.new}
        number = records.version(self.step.connection).number
        self.step.facts["version"] = number
        self.told.append(f"framework version {number} has {number_of(len(codes.new), 'code')} of the files")
        return 1

    def _grow(self, codes: Matched) -> None:
        """Add codes to the newest version, each below what the one above it is called here, in one version."""
        made: list[edits.Edit] = []

        def build(framework: Framework, making: edits.Making, _: Sequence[Framework]) -> edits.Edit:
            for path in codes.new:
                *above, name = split(path)
                code = self.found.framework.find(path)
                texts: dict[str, Any] = {"definition": code.definition, "colour": code.colour}
                texts |= {"applicable": code.applicable, "guid": code.guid}
                under = framework.path(codes.here[join(above)]) if above else None
                made.append(edits.add(framework, name, making, under=under, **texts))
                framework = made[-1].framework
                codes.here[path] = made[-1].about[0]
            return made[-1]

        _, last = made_edit(self.step, build, self.why, self.who)
        insert_version(self.step, last.framework, made, self.why, self.who)

    def _keep_round(self, chosen: records.Round | None, units: Matched, coders: Mapping[str, str]) -> int:
        """Make the round, or let it grow by coders, units, and the codes that were added."""
        connection, version = self.step.connection, records.version(self.step.connection).number
        before = list(chosen.coders) if chosen else []
        after = list(dict.fromkeys([*before, *coders.values()]))
        if chosen is None:
            row = {"name": self.name, "version": version, "coders": after, "sample": None, "against": None}
            connection.execute(store.rounds.insert(), [row | {"follows": None, "at": self.step.at}])
            self.step.facts["made_round"] = True
        elif "version" in self.step.facts or after != before:
            values = {"coders": after, "version": version if "version" in self.step.facts else chosen.version}
            connection.execute(store.rounds.update().where(store.rounds.c.name == self.name).values(values))
        inside = set(records.units(connection, of_round=self.name)["unit"])
        coming = set(units.here.values()) - inside
        new = [unit for unit in records.units(connection)["unit"] if unit in coming]
        entries = [{"round": self.name, "unit": unit, "position": len(inside) + at} for at, unit in enumerate(new)]
        if entries:
            connection.execute(store.round_units.insert(), entries)
        return len(entries) + (after != before)

    def _keep_revisions(self, units: Matched, codes: Matched, coders: Mapping[str, str]) -> int:
        """Keep what each coder coded, where it is not as before; units that the files do not have stay as they were."""
        kept = 0
        newest = records.newest_revisions(self.step.connection, [self.name])
        documents = self.found.stretches.texts if self.found.stretches else ()
        covered = _by_coder(self.found.coverage, ("unit",))
        pairs = _by_coder(self.found.codings, ("unit", "code"))
        for coder, here in coders.items():
            mine = Revision(
                frozenset((units.here[unit], codes.here[code]) for unit, code in pairs.get(coder, ())),
                frozenset(units.here[unit] for (unit,) in covered.get(coder, ())),
                **stretches_of(self.found, coder, codes.here),
            )
            if (self.name, here) in newest:
                before = records.revision(self.step.connection, newest[self.name, here])
                mine = mine.over(before, set(units.here.values()), documents)
                if mine == before:
                    continue
            keep_revision(self.step, self.name, here, mine, file=self.found.name, sha256=self.found.digest)
            kept += 1
        return kept

    # --- what is said

    def _outcome(self, chosen: records.Round | None, coders: Mapping[str, str], *, changed: bool) -> Outcome:
        remarks = [_sentence(self.found.described), *self.found.told, *map(_sentence, self.told)]
        if not changed:
            self.step.idle = True
            return Outcome(f"{self.found.name} is as it was read before (round {self.name}); nothing was changed.")
        named = who_coded(list(coders.values())).removeprefix("coders ").removeprefix("coder ")
        self.step.summary = (
            f"Read {self.found.name} into {'round' if chosen else 'the new round'} {self.name}: "
            f"{number_of(len(self.found.units), 'unit')}, {number_of(len(self.found.codings), 'coding')} by {named}."
        )
        now = records.round_named(self.step.connection, self.name)
        if len(now.coders) == 1:
            remarks.append(f"To compare it, read another coder's file into the same round: --round {self.name}")
        remarks += became_stable(self.step.connection, now.version)
        return Outcome(self.step.summary, tuple(remarks))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _with_fix(problem: IntercoderError, fix: str) -> IntercoderError:
    return InputError(problem.problem, where=problem.where, fix=fix)


def _coders(found: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """Return what the round calls each coder of the files."""
    by_folded = {folded(coder): coder for coder in known}
    return {coder: by_folded.get(folded(coder), coder) for coder in found}


def _by_coder(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for coder, *values in frame[["coder", *columns]].itertuples(index=False, name=None):
        found.setdefault(coder, []).append(tuple(values))
    return found
