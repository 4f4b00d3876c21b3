"""What the elements of LEDES XML are called, and which LEDES fields they are."""

from collections.abc import Mapping

from legalops.intake.ledes import fields

#: Elements that hold others and mean something by themselves, wherever they stand.
FIRM, CLIENT, INVOICE, MATTER = "firm", "client", "invoice", "matter"
FEE, EXPENSE = "fee", "expense"
KEEPER, DISCOUNT, ITEM_DISCOUNT = "tk_sum", "matter_disc_cred", "item_disc_cred"
TAX = "tax"
ITEM_TAXES = ("tax_item_fee", "tax_item_expense")
SEGMENTS = frozenset(
    {FIRM, CLIENT, INVOICE, MATTER, FEE, EXPENSE, KEEPER, DISCOUNT, ITEM_DISCOUNT, TAX,
     *ITEM_TAXES}
)  # fmt: skip

OF_FIRM = ("lf_vendor_id", "lf_office_id", "lf_id", "lf_tax_id", "lf_name")
OF_CLIENT = ("cl_id", "cl_lf_id")
OF_INVOICE = {
    fields.INVOICE_DATE: "inv_date",
    fields.INVOICE_NUMBER: "inv_id",
    fields.INVOICE_TOTAL: "inv_total_net_due",
    fields.BILLING_START_DATE: "inv_start_date",
    fields.BILLING_END_DATE: "inv_end_date",
    fields.INVOICE_DESCRIPTION: "inv_desc",
    fields.CURRENCY: "inv_currency",
    fields.INVOICE_TAX_TOTAL: "inv_total_tax",
}
OF_MATTER = {
    fields.CLIENT_MATTER_ID: "cl_matter_id",
    fields.LAW_FIRM_MATTER_ID: "lf_matter_id",
    fields.MATTER_NAME: "matter_name",
}
OF_CHARGE = {
    fields.LINE_DATE: "charge_date",
    fields.TIMEKEEPER_ID: "tk_id",
    fields.NARRATIVE: "charge_desc",
    fields.UNITS: "units",
    fields.UNIT_COST: "rate",
    fields.LINE_TOTAL: "total_amount",
    fields.LINE_ITEM_NUMBER: "file_item_nbr",
}
#: Fields of a charge that the versions call differently; what has a value first is taken.
CODES = {
    fields.TASK_CODE: ("task_code", "acca_task"),
    fields.ACTIVITY_CODE: ("task_activity", "acca_activity", "activity_code"),
    fields.EXPENSE_CODE: ("expense_code", "acca_expense"),
}
#: Elements of which the segment that holds them has one.
SINGLE = frozenset(
    {*OF_FIRM, *OF_CLIENT, *OF_INVOICE.values(), *OF_MATTER.values(), *OF_CHARGE.values(),
     *(name for names in CODES.values() for name in names), "item_disc_cred_amount",
     "base_amount", "tk_level", "disc_cred_amount"}
)  # fmt: skip


def titles(*, is_2000: bool) -> Mapping[str, str]:
    """Return what the elements of the LEDES fields are called, the longest names first."""
    place = 1 if is_2000 else 0
    called = {
        **OF_INVOICE, **OF_MATTER, **OF_CHARGE,
        fields.TASK_CODE: CODES[fields.TASK_CODE][place],
        fields.ACTIVITY_CODE: CODES[fields.ACTIVITY_CODE][place],
        fields.EXPENSE_CODE: CODES[fields.EXPENSE_CODE][place],
        fields.LAW_FIRM_ID: "lf_tax_id" if is_2000 else "lf_vendor_id",
        fields.LAW_FIRM_NAME: "lf_name",
        fields.CLIENT_ID: "cl_id",
        fields.ADJUSTMENT: "item_disc_cred_amount",
        fields.LINE_TAX: ITEM_TAXES[0],
        fields.TIMEKEEPER_NAME: "tk_lname",
        fields.CLASSIFICATION: "tk_level",
    }  # fmt: skip
    return {name: called[name] for name in sorted(called, key=len, reverse=True)}


#: The segment around a charge that holds a field.
ABOVE = {
    **dict.fromkeys(OF_INVOICE, INVOICE),
    **dict.fromkeys(OF_MATTER, MATTER),
    fields.LAW_FIRM_ID: FIRM,
    fields.LAW_FIRM_NAME: FIRM,
    fields.CLIENT_ID: CLIENT,
    fields.TIMEKEEPER_NAME: KEEPER,
}
