"""Which vendors have billed each of the last months, and which are still awaited?

Grain: one row per vendor that billed in the months before or in the newest one.
"""

import pandas as pd

from legalops.periods import Month, months_between


def by_vendor(cube: pd.DataFrame, names: dict[int, str], first: Month, last: Month) -> pd.DataFrame:
    """Return the lines billed per vendor (rows, by name) and invoice month (columns).

    Zero where a vendor has sent nothing; vendors that sent nothing at all are left out.
    """
    within = cube[cube["invoice_month"].between(first, last)]
    months = months_between(first, last)
    counted = within.pivot_table(
        index="vendor_id", columns="invoice_month", values="lines", aggfunc="sum", fill_value=0
    ).reindex(columns=months, fill_value=0)
    counted.index = pd.Index([names.get(int(v), f"Vendor {v}") for v in counted.index], dtype="str")
    return counted.sort_index(key=lambda index: index.str.casefold()).astype("int64")
