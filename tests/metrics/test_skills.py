"""Gaps, cover and growth, from frames."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import skills

LEVELS = ["user_id", "skill_id", "have"]
NEEDS = ["role_id", "skill_id", "need"]
HOLDERS = ["role_id", "user_id"]
ANN, BOB = 1, 2
BUDGETS, RATES = 10, 20


def frame(rows: list[tuple[int, int, int]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype("int64")


def held(*rows: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=HOLDERS).astype("int64")


def test_a_gap_is_what_is_missing_of_what_the_roles_need() -> None:
    cells = skills.cells(
        frame([(ANN, BUDGETS, 1), (ANN, RATES, 4)], LEVELS),
        frame([(1, BUDGETS, 3), (1, RATES, 2)], NEEDS),
        held((1, ANN)),
    )
    assert skills.gap(cells) == skills.Gap(missing=2, needed=5, pairs=2, unsaid=0)
    assert skills.gap(cells).index == 2 / 5


def test_what_two_roles_of_a_person_need_counts_once_at_the_highest_level() -> None:
    cells = skills.cells(
        frame([(ANN, BUDGETS, 1)], LEVELS),
        frame([(1, BUDGETS, 2), (2, BUDGETS, 4)], NEEDS),
        held((1, ANN), (2, ANN)),
    )
    assert cells[["need", "gap"]].to_numpy().tolist() == [[4, 3]]


def test_a_level_nobody_gave_counts_as_none_and_is_named() -> None:
    cells = skills.cells(frame([], LEVELS), frame([(1, BUDGETS, 3)], NEEDS), held((1, ANN)))
    assert skills.gap(cells) == skills.Gap(missing=3, needed=3, pairs=1, unsaid=1)


def test_a_role_that_nobody_has_is_no_gap() -> None:
    levels, needs = frame([(ANN, BUDGETS, 3)], LEVELS), frame([(1, BUDGETS, 4)], NEEDS)
    assert skills.gap(skills.cells(levels, needs, held())).index is None
    assert skills.by_role(levels, needs, held()) == {}


def test_each_role_has_the_gap_of_the_people_who_have_it() -> None:
    found = skills.by_role(
        frame([(ANN, BUDGETS, 1), (BOB, BUDGETS, 3)], LEVELS),
        frame([(1, BUDGETS, 3), (2, BUDGETS, 4)], NEEDS),
        held((1, ANN), (1, BOB), (2, BOB)),
    )
    assert {role: gap.index for role, gap in found.items()} == {1: 2 / 6, 2: 1 / 4}


@pytest.mark.parametrize(
    ("levels", "is_single"),
    [([], True), ([3], True), ([4, 2], True), ([3, 3], False), ([4, 3, 0], False)],
)
def test_a_skill_is_single_until_two_people_do_it_alone(levels: list[int], is_single: bool) -> None:
    rows = [(person, BUDGETS, have) for person, have in enumerate(levels, start=1)]
    [cover] = skills.covers(frame(rows, LEVELS), frame([(1, BUDGETS, 3)], NEEDS), [BUDGETS])
    assert cover.is_single is is_single


def test_a_skill_that_no_role_needs_alone_hangs_on_nobody() -> None:
    [cover] = skills.covers(frame([], LEVELS), frame([(1, BUDGETS, 2)], NEEDS), [BUDGETS])
    assert not cover.is_single


def test_who_could_step_in_works_with_help_today() -> None:
    rows = [(1, BUDGETS, 4), (2, BUDGETS, 2), (3, BUDGETS, 1), (4, BUDGETS, 2)]
    [cover] = skills.covers(frame(rows, LEVELS), frame([(1, BUDGETS, 3)], NEEDS), [BUDGETS])
    assert (cover.alone, cover.helpers) == ((1,), (2, 4))


def test_growth_counts_only_where_a_level_stood_before() -> None:
    then = frame([(ANN, BUDGETS, 1), (ANN, RATES, 3)], LEVELS)
    now = frame([(ANN, BUDGETS, 3), (ANN, RATES, 2), (BOB, RATES, 4)], LEVELS)
    assert skills.gained(then, now) == 1


def test_the_sentence_names_the_worst_and_what_hangs_on_one_person() -> None:
    said = skills.sentence(skills.Gap(1, 4, 2, 0), ["Rates", "Budgets", "Law"], "Rates")
    assert said == (
        "25% of the levels the roles need are missing, above all in Rates. "
        "Rates, Budgets and 1 more hang on one person or nobody."
    )
    assert "No role says yet" in skills.sentence(skills.Gap(0, 0, 0, 0), [], "")


@pytest.mark.parametrize(
    ("have", "need", "said"),
    [(None, 0, ""), (None, 2, "not said, needs 2"), (1, 3, "1, needs 3"), (3, 3, "3"), (2, 0, "2")],
)
def test_a_cell_says_a_gap_in_words(have: int | None, need: int, said: str) -> None:
    assert skills.cell(have, need) == said


pairs = st.dictionaries(
    st.tuples(st.integers(1, 4), st.integers(1, 4)), st.integers(0, 4), max_size=12
)


@given(levels=pairs, needs=pairs, roles=st.sets(st.tuples(st.integers(1, 4), st.integers(1, 4))))
def test_a_gap_is_never_larger_than_the_need_and_agrees_with_the_definition(
    levels: dict[tuple[int, int], int],
    needs: dict[tuple[int, int], int],
    roles: set[tuple[int, int]],
) -> None:
    cells = skills.cells(
        frame([(*pair, value) for pair, value in levels.items()], LEVELS),
        frame([(*pair, value) for pair, value in needs.items()], NEEDS),
        held(*roles),
    )
    wanted: dict[tuple[int, int], int] = {}
    for role, person in roles:
        for (of, skill), need in needs.items():
            if of == role:
                wanted[person, skill] = max(need, wanted.get((person, skill), 0))
    missing = sum(max(0, need - levels.get(pair, 0)) for pair, need in wanted.items())
    found = skills.gap(cells)
    assert (found.missing, found.needed) == (missing, sum(wanted.values()))
    assert found.missing <= found.needed
