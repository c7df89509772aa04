"""The paragraph for the methods section, in two lengths, from what was really done and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..reliability.bands import band_scale
from ..results import Column, Result, coefficient_text
from ..wording import listed, number_of, within
from .display import short_names

if TYPE_CHECKING:
    import pandas as pd

    from ..reliability.result import Reliability
    from .account import Account, RoundAccount


MOST_NAMED = 6  # flagged codes that the paragraph names; of more it gives the number


@dataclass(frozen=True, repr=False)
class Methods(Result):
    """What was done, in the plain past tense of a paper: in a few sentences, and in full."""

    title: ClassVar[str] = "Methods"
    short: str
    full: str

    def to_frame(self) -> pd.DataFrame:
        """Return a row per length: length, text."""
        import pandas as pd

        return pd.DataFrame({"length": ["short", "full"], "text": [self.short, self.full]}, dtype=object)

    def columns(self) -> tuple[Column, ...]:
        """Return length and text."""
        return Column("length", "Length"), Column("text", "Paragraph")

    def to_dict(self) -> dict[str, Any]:
        """Return {"short", "full"}."""
        return {"short": self.short, "full": self.full}


def methods_of(account: Account) -> Methods:
    """Return the paragraph for `account` in two lengths; what was not done is not mentioned."""
    return Methods(" ".join(_short(account)), " ".join(_full(account)))


def _short(account: Account) -> Iterator[str]:
    before = None
    for each in account.rounds:
        framework = _which_framework(each, before, account)
        yield f"{_names(each.coded)} coded {_how_much(each, account)} with {framework}{_silent(each)}."
        if each.result and each.result.average.defined:
            yield f"{_mean(each.result)}{_flagged_short(each)}."
        before = each.version
    yield from _rule(account)
    yield from _basis(account)
    yield f"Analyses were made with {account.software}."


def _which_framework(each: RoundAccount, before: int | None, account: Account) -> str:
    """Return the framework of a round in words, after a round that was coded with version `before`."""
    n_codes = next(version.n_codes for version in account.versions if version.number == each.version)
    if before == each.version:
        return "the same framework"
    if before is not None:
        return f"version {each.version} of the framework ({number_of(n_codes, 'code')})"
    origins = _origins(account, brief=True) if each.version == account.newest.number else ""
    return f"a framework of {number_of(n_codes, 'code')}{origins}"


def _full(account: Account) -> Iterator[str]:
    yield _data(account)
    yield from _framework(account)
    for each in account.rounds:
        yield from _round(each, account)
    yield from _rule(account, reason=True)
    yield from _basis(account)
    if account.saturation is not None:
        yield _saturation(account)
    if account.scheme:
        by = f" by {listed(account.classifiers)}" if account.classifiers else ""
        activities = number_of(account.n_classified, "coded activity", "coded activities")
        yield f"The scheme “{account.scheme}” was used to classify {activities}{by}."
    if account.n_summaries:
        yield f"In a framework matrix (cases by categories) {number_of(account.n_summaries, 'cell')} were summarised."
    if account.n_open:
        yield _still_open(account)
    yield (
        f"Coding, agreement and counts were managed and computed with {account.software}; every step was recorded "
        "with time, person and reason in a sealed history."
    )


def _data(account: Account) -> str:
    unit = f", with the {listed(account.units)} as unit of analysis" if account.units else ""
    several = f" ({number_of(account.n_units, 'unit')})" if account.n_units != account.n_cases else ""
    done = "were coded" if account.rounds else "are to be coded"
    if account.n_empty:
        unit += f"; {number_of(account.n_empty, 'further case')} without notes had nothing to code"
    return f"The notes on {number_of(account.n_cases, 'case')}{several} {done}{unit}."


def _framework(account: Account) -> Iterator[str]:
    first, newest = account.versions[0], account.newest
    if len(account.versions) == 1:
        yield f"The coding framework had {number_of(newest.n_codes, 'code')}{_origins(account)}."
    else:
        why = f" ({within(first.why)})" if first.why else ""
        grew = ", ".join(f"{each.n_codes} in version {each.number}" for each in account.versions[1:])
        yield (
            f"The coding framework began with {number_of(first.n_codes, 'code')}{why} and was developed in "
            f"{number_of(len(account.versions), 'version')}: {grew}."
        )
        yield f"The newest version had {number_of(newest.n_codes, 'code')}{_origins(account)}."
    if newest.status in ("stable", "final"):
        declared = {"stable": "judged stable", "final": "frozen as final"}[newest.status]
        yield f"Version {newest.number} was {declared}."


def _round(each: RoundAccount, account: Account) -> Iterator[str]:
    if each.sample is not None:
        yield _sample(each)
    apart = ", each in a workbook of their own" if len(each.coded) > 1 else ""
    if each.read_from:
        apart = f"; their codings were read from {listed(each.read_from)}"
    with_it = f"with version {each.version} of the framework"
    yield f"{_names(each.coded)} coded {_how_much(each, account)} {with_it}{apart}{_silent(each)}."
    if each.result is None:
        return
    yield from _agreement(each, each.result)
    yield from _resolution(each)


def _sample(each: RoundAccount) -> str:
    sample = each.sample
    assert sample is not None  # noqa: S101 - the caller has looked
    said = (
        f"A random sample of {len(sample.cases)} of {number_of(sample.n_frame, sample.unit_of_sampling)} "
        f"({_share(each)}) was drawn by computer with seed {sample.seed} ({sample.method})"
    )
    if sample.stratify:
        drawn = ", ".join(
            f"{' with '.join(filter(None, stratum.label)) or 'the others'} {stratum.n_drawn} of {stratum.n_frame}"
            for stratum in sample.strata
        )
        said += f", stratified by {sample.stratify} ({drawn})"
    if sample.floors:
        least = listed([f"{least} with {code}" for code, least in sample.floors])
        said += f", with at least {least}"
    if len(sample.fractions) > 1:
        said += f"; it was extended from {100 * sample.fractions[0]:.0f} % to {100 * sample.fractions[-1]:.0f} %"
    return said + "."


def _agreement(each: RoundAccount, result: Reliability) -> Iterator[str]:
    case = "case" if result.choices.level == "case" else "unit"
    when = "" if each.read_from else " before discussion"
    yield (
        f"Agreement of {each.who}{when} was measured with {result.coefficient} for each code "
        f"on {number_of(result.n_units, case)}."
    )
    if each.alone:
        yield f"On {each.alone[0]} of {number_of(each.n_units, 'unit')} the consensus was {each.alone[1]}."
    if each.younger:
        yield _younger(each)
    average = result.average
    if not average.defined:
        yield "Kappa was undefined for every code."
        return
    band = f"; {average.band} by the bands of {band_scale(result.choices.scale).source}" if average.band else ""
    yield f"{_mean(result)}{band}."
    if average.undefined:
        as_1, as_0 = coefficient_text(average.undefined_as_1), coefficient_text(average.undefined_as_0)
        yield (
            f"Kappa was undefined for {number_of(len(average.undefined), 'code')} without variation, which "
            f"{'was' if len(average.undefined) == 1 else 'were'} left out of the mean (read as 1 it would be {as_1}, "
            f"read as 0 {as_0})."
        )


def _younger(each: RoundAccount) -> str:
    """Return which codes were not compared, because those who are checked had coded before there were such codes."""
    were = "was" if len(each.younger) == 1 else "were"
    named = f" ({'; '.join(short_names(each.younger))})" if len(each.younger) <= MOST_NAMED else ""
    codes = number_of(len(each.younger), "code")
    late = f"had come into the framework after {listed(each.checked)} coded"
    return f"{codes}{named} {late}, and {were} not compared."


def _silent(each: RoundAccount) -> str:
    """Return who was to code too, and has not yet."""
    if not each.silent:
        return ""
    had = "had" if each.coded else "have"
    return f"; {listed(each.silent)} {had} not coded any of them yet"


_BY_RULE = {
    "any coder": "Beyond agreement, a code counted where any coder of a unit had applied it, unless decided otherwise",
    "agreed only": "Beyond agreement, a code counted only where all coders of a unit had applied it by themselves",
    "finished by all": "Results beyond agreement were made only from units that all coders of their round had finished",
}


def _rule(account: Account, *, reason: bool = False) -> Iterator[str]:
    """Yield by which rule the findings were made, where it is not the usual one, and (with `reason`) why."""
    if account.basis.rule in _BY_RULE:
        left = account.basis.n_left_out
        out = f"; {number_of(left, 'other unit')} {'was' if left == 1 else 'were'} left out" if left else ""
        why = f" ({within(account.rule_why)})" if reason and account.rule_why else ""
        yield f"{_BY_RULE[account.basis.rule]}{why}{out}."


def _still_open(account: Account) -> str:
    """Return how disagreements count that nobody has decided, or whose decisions have no part in the results."""
    number = number_of(account.n_open, "disagreement")
    were = "was" if account.n_open == 1 else "were"
    if account.basis.rule == "agreed only":
        return f"By this rule {number} {were} counted as not applied, whatever was decided."
    counted = "applied" if account.basis.rule == "any coder" else "not applied"
    return f"Still open {were} {number}, counted as {counted}."


def _basis(account: Account) -> Iterator[str]:
    """Yield on whose codings alone the findings rest, where several coders were to code the units."""
    for each in account.basis.rounds:
        if each.only:
            what = "All results" if each.n_units == account.basis.n_units else f"The results for round {each.round}"
            yield f"{what} beyond agreement rest on the codings of {each.only} alone."
        elif each.n_alone:
            was, units = "was" if each.n_alone == 1 else "were", number_of(each.n_units, "unit")
            by = next(iter(each.alone)) if len(each.alone) == 1 else ""
            whose = f"by {by} alone" if by else f"by one coder alone ({each.each_alone})"
            which = f"Of the {units} of round {each.round}, {each.n_alone:,} {was} coded {whose}"
            yield f"{which}; final codings there are that coder's."


def _mean(result: Reliability) -> str:
    """Return the average with its interval and range, without the last stop."""
    average = result.average
    over = (
        f"{average.defined} of {number_of(average.codes, 'code')}"
        if average.undefined
        else f"the {average.codes} codes"
    )
    inside = [f"range {coefficient_text(average.minimum)} to {coefficient_text(average.maximum)}"]
    if average.ci:
        low, high = map(coefficient_text, average.ci)
        inside.insert(0, f"{100 * result.choices.confidence:g} % interval {low} to {high}")
    return f"Mean kappa was {coefficient_text(average.kappa)} over {over} ({', '.join(inside)})"


def _flagged_short(each: RoundAccount) -> str:
    result = each.result
    if result is None or not result.flagged:
        return ""
    below = f"{number_of(len(result.flagged), 'code')} below {coefficient_text(result.threshold)}"
    if each.n_flagged and each.n_flagged_decided == each.n_flagged:
        return f"; disagreements on {below} were discussed until resolved"
    return f"; {below} {'was' if len(result.flagged) == 1 else 'were'} flagged"


def _resolution(each: RoundAccount) -> Iterator[str]:
    result = each.result
    assert result is not None  # noqa: S101 - the caller has looked
    threshold = coefficient_text(result.threshold)
    if not result.flagged:
        yield f"No code had a kappa below {threshold}."
    else:
        were = "was" if len(result.flagged) == 1 else "were"
        named = f" ({'; '.join(short_names(result.flagged))})" if len(result.flagged) <= MOST_NAMED else ""
        yield f"Kappa was below {threshold} for {number_of(len(result.flagged), 'code')}, which {were} flagged{named}."
        yield _decided(each.n_flagged_decided, each.n_flagged, "on flagged codes")
    if each.n_decided > each.n_flagged_decided:
        yield _decided(each.n_decided, each.n_disagreements, "of the round")


def _decided(decided: int, n: int, which: str) -> str:
    if not decided:
        return f"The {number_of(n, 'disagreement')} {which} {'was' if n == 1 else 'were'} not decided."
    some = f"all {n}" if decided == n > 1 else f"{decided} of {n}"
    if n == 1:
        return f"In discussion the one disagreement {which} was decided, with a recorded reason."
    were = "was" if decided == 1 else "were"
    return f"In discussion {some} disagreements {which} {were} decided, each with a recorded reason."


def _saturation(account: Account) -> str:
    found = account.saturation
    assert found is not None  # noqa: S101 - the caller has looked
    how = (
        f"Saturation was assessed after Guest, Namey and Chen (2020) with a base of {number_of(found.base, 'case')}, "
        f"runs of {found.run} and a threshold of {100 * found.threshold:g} %"
    )
    if found.reached is None:
        return f"{how}; it was not reached."
    return f"{how}; it was reached after {number_of(found.reached, 'case')}."


def _how_much(each: RoundAccount, account: Account) -> str:
    part = each.part_finished
    if each.sample is not None:
        size = number_of(len(each.sample.cases), each.sample.unit_of_sampling)
        return f"{part + ' in ' if part else ''}the sample of {size} ({_share(each)})"
    if part:
        return part
    if each.n_units == account.n_units:
        return f"all {number_of(each.n_units, 'unit')}"
    if each.follows:
        whole = number_of(account.n_units, "unit")
        return f"again the {each.n_units} of {whole} that edits of the framework concerned,"
    return f"{each.n_units} of {number_of(account.n_units, 'unit')}"


def _share(each: RoundAccount) -> str:
    sample = each.sample
    return "" if sample is None else f"{100 * len(sample.cases) / max(sample.n_frame, 1):.0f} %"


def _names(coders: tuple[str, ...]) -> str:
    words = {1: "One coder", 2: "Two coders", 3: "Three coders", 4: "Four coders", 5: "Five coders"}
    return f"{words.get(len(coders), f'{len(coders)} coders')} ({listed(coders)})"


def _origins(account: Account, *, brief: bool = False) -> str:
    said = {"deductive": "deductive", "inductive": "inductive", "member check": "from member checks"}
    counts = [f"{count} {said.get(origin, origin)}" for origin, count in account.origins.items() if count]
    if not counts or (brief and len(counts) == 1):
        return ""
    return f" ({listed(counts)})" if len(counts) > 1 else f", all {counts[0].split(' ', 1)[1]}"
