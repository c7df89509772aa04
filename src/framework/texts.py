"""What the texts of units say about a code: groups that may be sub-codes, and units that read unlike their coding.

Lists for people to check, never a coding. Texts are compared by their words (TF-IDF). The same texts and the same seed
give the same answer; where there is too little text to say anything, that is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..wording import number_of

if TYPE_CHECKING:
    import numpy as np

LEAST_UNITS = 9
"""Fewer units than this are read faster than grouped."""
LEAST_WITH = 8
"""Fewer units than this with or without a code teach nothing about the words that go with it."""
MOST_GROUPS = 8
_RERUNS = 5  # further seeds with which groups are found again, to see whether they hold
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Group:
    """Units of a code that read alike: what sets their words apart, and the units nearest to the middle of them."""

    number: int
    units: tuple[str, ...]
    words: tuple[str, ...]
    typical: tuple[str, ...]


@dataclass(frozen=True)
class Grouping:
    """Groups of units, none where nothing can be said, and what is to be known about them, in sentences."""

    groups: tuple[Group, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """A unit that reads unlike its coding: whether it has the code, the probability that it has, and why."""

    unit: str
    applied: bool
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class SecondLook:
    """The units to look at again for one code, the most doubtful first, and how well the texts tell it (AUC)."""

    doubts: tuple[Doubt, ...]
    auc: float | None
    said: tuple[str, ...]


def find_groups(texts: Mapping[str, str], *, groups: int | None = None, seed: int = 0) -> Grouping:
    """Group units by their texts: k-means on TF-IDF, with as many groups as separate best by silhouette, at most 8.

    `texts` gives the text of each unit. Raises InputError for a number of groups that there are not units for.
    """
    units = list(texts)
    if len(units) < LEAST_UNITS:
        return Grouping((), (f"Too little text: {number_of(len(units), 'unit')}, and grouping needs {LEAST_UNITS}.",))
    if groups is not None and not 2 <= groups <= len(units) // 2:
        problem = f"{number_of(groups, 'group')} of {number_of(len(units), 'unit')} cannot be made."
        raise InputError(problem, where="--groups", fix=f"Choose 2 to {len(units) // 2}.")
    features, words = _features([texts[unit] for unit in units])
    if features is None or len({tuple(row) for row in features.round(6)}) < LEAST_UNITS:
        return Grouping((), ("Too little text: too few words come in more than one unit.",))
    tried = [groups] if groups else range(2, min(MOST_GROUPS, len(units) // 3) + 1)
    labels = {k: _k_means(features, k, seed) for k in tried}
    scores = {k: _silhouette(features, found) for k, found in labels.items()}
    best = max(scores, key=lambda k: (scores[k], -k))
    found = labels[best]
    hold = _holds(features, best, found, seed)
    ordered = list(dict.fromkeys(found))  # numbered in the order of their first units
    made = tuple(
        _group(number, found == label, features, words, units) for number, label in enumerate(ordered, start=1)
    )
    said = [
        f"{number_of(best, 'group')} of {number_of(len(units), 'unit')} by their words (silhouette "
        f"{scores[best]:.2f}, seed {seed})."
    ]
    said.append(f"Found again with other seeds: agreement {hold:.2f} (adjusted Rand index; 1 is the same groups).")
    if hold < 0.5 or scores[best] < 0.01:
        said.append("The groups do not hold: the texts hardly fall into groups. Take them for ideas at most.")
    return Grouping(made, tuple(said))


def _features(texts: Sequence[str]) -> tuple[Any, list[str]]:
    """Return TF-IDF by text and word, and the words; None where no word comes in two texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        stop_words="english", token_pattern=_WORD.pattern, min_df=2, max_df=0.8, sublinear_tf=True
    )
    try:
        features = vectorizer.fit_transform(texts).toarray()
    except ValueError:  # no words are left
        return None, []
    return features, [str(word) for word in vectorizer.get_feature_names_out()]


def _k_means(features: np.ndarray[Any, Any], k: int, seed: int) -> np.ndarray[Any, Any]:
    from sklearn.cluster import KMeans

    labels: np.ndarray[Any, Any] = KMeans(k, n_init=10, random_state=seed, algorithm="lloyd").fit_predict(features)
    return labels


def _silhouette(features: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    from sklearn.metrics import silhouette_score

    return round(float(silhouette_score(features, labels)), 9) if len(set(labels)) > 1 else -1.0


def _holds(features: np.ndarray[Any, Any], k: int, labels: np.ndarray[Any, Any], seed: int) -> float:
    """Return the mean adjusted Rand index of the groups with those that further seeds find (Hubert & Arabie, 1985)."""
    from sklearn.metrics import adjusted_rand_score

    others = [_k_means(features, k, seed + again) for again in range(1, _RERUNS + 1)]
    return sum(float(adjusted_rand_score(labels, other)) for other in others) / _RERUNS


def _group(
    number: int, inside: np.ndarray[Any, Any], features: np.ndarray[Any, Any], words: list[str], units: list[str]
) -> Group:
    import numpy as np

    middle = features[inside].mean(axis=0)
    apart = middle - (features[~inside].mean(axis=0) if (~inside).any() else 0)
    top = [at for at in np.argsort(-apart.round(9), kind="stable")[:6] if apart[at] > 0]
    near = np.argsort(np.linalg.norm(features - middle, axis=1).round(9), kind="stable")
    typical = [units[at] for at in near if inside[at]][:3]
    return Group(
        number,
        tuple(unit for unit, mine in zip(units, inside, strict=True) if mine),
        tuple(words[at] for at in top),
        tuple(typical),
    )


def second_look(
    texts: Mapping[str, str], applied: Mapping[str, bool], cases: Mapping[str, str], *, seed: int = 0, most: int = 10
) -> SecondLook:
    """Find units whose text reads unlike their coding: without the code but like those with it, and the reverse.

    A logistic regression on TF-IDF is fitted without the unit's own case each time (cross-validated), so that no unit
    and no case speaks for itself. `most` units are listed each way. When the texts do not tell the code (an area under
    the ROC curve below .6), nothing is listed.
    """
    units = list(texts)
    n_with = sum(applied[unit] for unit in units)
    if min(n_with, len(units) - n_with) < LEAST_WITH:
        told = f"{number_of(n_with, 'unit')} with the code and {len(units) - n_with} without"
        return SecondLook((), None, (f"Too little to learn from: {told}; {LEAST_WITH} of each are needed.",))
    features, words = _features([texts[unit] for unit in units])
    if features is None:
        return SecondLook((), None, ("Too little text: no word comes in more than one unit.",))
    labels = [applied[unit] for unit in units]
    found = _probabilities(features, labels, [cases[unit] for unit in units], seed)
    if found is None:
        return SecondLook((), None, ("Too few cases with the code to leave some out each time.",))
    chances, drove = found
    auc = _auc(labels, chances)
    how = f"Area under the ROC curve {auc:.2f}, cross-validated by case, seed {seed} (.5 is guessing, 1 is perfect)."
    if auc < 0.6:
        return SecondLook((), auc, (how, "The words of these texts do not tell where the code applies."))
    doubts = [
        Doubt(unit, has, round(chance, 3), tuple(words[at] for at in _driving(row, has=has)))
        for unit, has, chance, row in zip(units, labels, chances, drove, strict=True)
        if has != (chance > 0.5)
    ]
    ranked = sorted(doubts, key=lambda doubt: -abs(doubt.probability - doubt.applied))
    kept = [d for has in (False, True) for d in [doubt for doubt in ranked if doubt.applied == has][:most]]
    return SecondLook(tuple(kept), auc, (how, "A list to check: nothing was coded."))


def _probabilities(
    features: np.ndarray[Any, Any], labels: list[bool], cases: list[str], seed: int
) -> tuple[list[float], np.ndarray[Any, Any]] | None:
    """Return the probability of the code for each unit, and what each word added to it, by models that never saw it."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold

    wanted = np.array(labels)
    folds = min(5, len({case for case, has in zip(cases, labels, strict=True) if has}))
    if folds < 2:
        return None
    chances, drove = np.zeros(len(labels)), np.zeros_like(features)
    for train, test in StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(features, wanted, cases):
        if len(set(wanted[train])) < 2:
            return None
        model = LogisticRegression(class_weight="balanced", C=10.0, max_iter=1000).fit(features[train], wanted[train])
        chances[test] = model.predict_proba(features[test])[:, 1]
        drove[test] = features[test] * model.coef_[0]
    return [float(chance) for chance in chances.round(9)], drove


def _auc(labels: list[bool], chances: list[float]) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(labels, chances))


def _driving(row: np.ndarray[Any, Any], *, has: bool) -> list[int]:
    """Return the words that spoke most against the coding of a unit."""
    import numpy as np

    against = (-row if has else row).round(9)
    return [int(at) for at in np.argsort(-against, kind="stable")[:5] if against[at] > 0]
