"""What looks like a slip in a framework is told, and told once."""

from __future__ import annotations

from intercoder.framework.codes import Code, Framework
from intercoder.framework.slips import slips


def framework(*names: str, definition: str = "") -> Framework:
    return Framework([Code(f"c{at}", name, definition=definition) for at, name in enumerate(names)])


def test_a_level_without_spaces_at_the_slash_is_told_when_the_code_above_is_there() -> None:
    (told,) = slips(framework("Technology", "technology/Log in", "and/or", definition="d"))
    assert 'write "Technology / Log in", with spaces' in told
    assert not list(slips(framework("Technology", "Time/Money", "Technology/", definition="d")))


def test_a_framework_without_any_definition_may_have_lost_its_column() -> None:
    (told,) = slips(framework("Trust", "Waiting"))
    assert 'head their column "Definition"' in told
    assert not list(slips(framework()))


def test_what_an_earlier_version_had_is_not_told_again() -> None:
    before = framework("Technology", "Technology/Log in", definition="d")
    assert not list(slips(before, before))
    assert not list(slips(framework("Trust"), framework("Trust", definition="d")))
