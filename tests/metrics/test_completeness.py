import pandas as pd

from legalops.metrics.completeness import by_vendor

NAMES = {1: "Birch LLP", 2: "alder & Co"}


def cube(*rows: tuple[int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["invoice_month", "vendor_id", "lines"])


def test_lines_are_counted_by_vendor_and_month_and_silence_is_zero() -> None:
    counted = by_vendor(cube((202605, 1, 3), (202605, 1, 2), (202606, 2, 7)), NAMES, 202605, 202607)
    assert counted.index.tolist() == ["alder & Co", "Birch LLP"]
    assert list(map(int, counted.columns)) == [202605, 202606, 202607]
    assert counted.to_numpy().tolist() == [[0, 7, 0], [5, 0, 0]]


def test_vendors_silent_throughout_are_not_expected() -> None:
    counted = by_vendor(cube((202501, 1, 3)), NAMES, 202605, 202607)
    assert counted.empty
    assert list(map(int, counted.columns)) == [202605, 202606, 202607]
