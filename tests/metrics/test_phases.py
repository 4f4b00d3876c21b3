"""A matter's budget by phase: every cent in one phase, and what it comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics.phases import Phase, group_of, standing

CODES = st.sampled_from(["L110", "L120", "L210", "L331", "A101", "", "PA110", "odd"])
PHASES = (
    Phase("Assessment", "L100", 1000, "closed"),
    Phase("Pleadings", "L200", 2000),
    Phase("Witnesses", "L331", 500),
)


@pytest.mark.parametrize(
    ("code", "group"),
    [("L120", "L100"), ("l331 ", "L300"), ("PA130", "PA100"), ("", ""), ("odd", "ODD")],
)
def test_a_task_code_belongs_to_its_group(code: str, group: str) -> None:
    assert group_of(code) == group


@given(
    st.dictionaries(CODES, st.integers(-(10**9), 10**9)),
    st.lists(st.sampled_from(["L100", "L200", "L300", "L331", ""]), unique=True),
)
def test_phases_add_up_to_all_that_was_billed(billed: dict[str, int], codes: list[str]) -> None:
    phases = [Phase(f"P{code}", code, 100) for code in codes]
    found = standing(phases, billed)
    assert found.actual_cents == sum(billed.values())
    assert found.budget_cents == 100 * len(codes)
    assert found.forecast_cents == sum(phase.forecast_cents for phase in found.phases)


def test_a_closed_phase_is_forecast_at_its_actual_and_an_open_one_at_the_larger() -> None:
    found = standing(PHASES, {"L110": 700, "L210": 2600, "L331": 100})
    assert [phase.forecast_cents for phase in found.phases] == [700, 2600, 500]
    assert (found.budget_cents, found.actual_cents, found.forecast_cents) == (3500, 3400, 3800)
    assert [phase.used_share for phase in found.phases] == [0.7, 1.3, 0.2]


def test_an_exact_code_goes_before_its_group_and_the_rest_has_a_row_of_its_own() -> None:
    phases = [*PHASES, Phase("Discovery", "L300", 0)]
    found = standing(phases, {"L331": 5, "L310": 7, "": 11})
    actual = {phase.name: phase.actual_cents for phase in found.phases}
    assert actual == {"Assessment": 0, "Pleadings": 0, "Witnesses": 5, "Discovery": 7,
                      "In no phase": 11}  # fmt: skip
    assert found.phases[-1].budget_cents is None
    assert found.phases[3].used_share is None


def test_a_phase_without_a_code_takes_what_no_other_covers() -> None:
    found = standing([*PHASES, Phase("Other", "", 50)], {"": 11, "E-9": 2, "L999": 3})
    assert found.phases[-1].name == "Other"
    assert found.phases[-1].actual_cents == 16
