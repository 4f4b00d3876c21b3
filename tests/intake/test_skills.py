"""Levels of skills come from a table: a skill a row, a person a column."""

import pytest

from legalops.errors import LegalOpsError
from legalops.intake import skills
from legalops.intake.skills import Sheet

KNOWN = Sheet({"Litigation budgets": 1, "Rates": 2}, {"Ana Ferreira": 7, "Tom": 8}, "person")


def read(text: str) -> skills.Draft:
    return skills.read("levels.csv", text.encode(), KNOWN)


def test_a_level_is_read_for_each_cell_that_is_filled() -> None:
    draft = read("Skill,Area,Ana Ferreira,tom\nlitigation  budgets,Spend,3,\nRates,,0,4\n")
    assert draft.problems == ()
    assert draft.values == {(7, 1): 3, (7, 2): 0, (8, 2): 4}


@pytest.mark.parametrize("level", ["5", "-1", "2.5", "good", "1,000", "\u0663"])
def test_a_level_that_is_none_is_named_with_its_place(level: str) -> None:
    draft = read(f'Skill;Tom\nRates;"{level}"\n')
    [problem] = draft.problems
    assert (problem.line, problem.value) == (2, level)
    assert "from 0 to 4" in problem.message
    assert draft.values == {}


def test_a_skill_and_a_person_nobody_knows_are_named() -> None:
    draft = read("Skill,Tom,Zoe,Tom\nRates,1,2,3\nMagic,1,,\n")
    assert ["no person" in p.message or "stands twice" in p.message or "No skill" in p.message
            for p in draft.problems] == [True] * 3  # fmt: skip
    assert draft.values == {(8, 2): 1}


def test_a_table_without_skills_says_which_heading_it_needs() -> None:
    [problem] = read("Name,Tom\nRates,1\n").problems
    assert "heading Skill" in problem.message


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(LegalOpsError, match="empty"):
        skills.read("x.csv", b"", KNOWN)
