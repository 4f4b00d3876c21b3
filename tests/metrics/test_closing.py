from legalops.metrics import closing
from tests.metrics.frames import spend


def test_a_closed_month_is_changed_only_when_its_figures_are() -> None:
    cube = spend(
        {"invoice_month": 202601, "work_month": 202512, "reporting_cents": 500},
        {"invoice_month": 202602, "work_month": 202601, "reporting_cents": 70},
        {"invoice_month": 202602, "work_month": 202601, "reporting_cents": 9, "status": "rejected"},
    )
    frozen = closing.live_figures(cube)
    assert closing.changed(cube, frozen, [202601]) == []
    late = spend({"invoice_month": 202603, "work_month": 202601, "reporting_cents": 1})
    both = spend(*cube.to_dict("records"), *late.to_dict("records"))
    assert closing.changed(both, frozen, [202601]) == [202601]
    assert closing.changed(both, frozen, []) == []


def test_money_that_has_gone_flags_its_month() -> None:
    frozen = closing.live_figures(spend({"reporting_cents": 500}))
    assert closing.changed(spend(), frozen, [202601, 202602]) == [202601, 202602]
