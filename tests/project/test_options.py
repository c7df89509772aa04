"""An option that does not exist is answered with the nearest one, by every verb that passes its options on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intercoder.errors import IntercoderError

if TYPE_CHECKING:
    from intercoder.project import Project


@pytest.mark.parametrize(
    ("verb", "misspelt", "meant"),
    [
        ("reliability", "confidnce", "confidence"),
        ("plan", "half_widht", "half_width"),
        ("counts", "mention", "mentions"),
    ],
)
def test_a_misspelt_option(coded: Project, verb: str, misspelt: str, meant: str) -> None:
    with pytest.raises(IntercoderError, match=f'no option "{misspelt}".*Did you mean "{meant}"') as caught:
        getattr(coded, verb)(**{misspelt: 1})
    assert isinstance(caught.value, TypeError)


def test_what_the_project_knows_itself_is_no_option(coded: Project) -> None:
    with pytest.raises(IntercoderError, match='no option "cases"'):
        coded.reliability(cases={})
    assert coded.reliability(confidence=0.9).to_dict()["confidence"] == 0.9
