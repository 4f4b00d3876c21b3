"""What do the figures about firms mean?"""

from functools import partial

from legalops.metrics.catalog.measure import Measure

_BILLED = "by invoice date, months of the fiscal year up to the as-of month"
_WORKED = "by work date, months of the fiscal year up to the as-of month"
_OUT = "rejected, undone and superseded invoices; money no exchange rate covers; tax"
_firm = partial(Measure, room="Vendors", page="vendor")

MEASURES = (
    _firm(
        "firm_spend", "Spend", "What the firm billed, in the reporting currency, net of tax.",
        "sum of the firm's invoice lines", "money", "none", _BILLED, _OUT, page="lines",
    ),
    _firm(
        "firm_share", "Share of spend", "Which part of all firms' spend is this firm's.",
        "spend of the firm ÷ spend of all firms", "share", "none", _BILLED, _OUT,
    ),
    _firm(
        "firm_budget_accuracy", "Budget accuracy",
        "How close the matters that the firm leads came to their first budget.",
        "1 less sum of |actual less first budget| ÷ sum of first budgets, never below 0", "share",
        "high", f"{_BILLED}; a closed matter with phases counts as a whole",
        "matters without a budget, restricted matters, matters of which no firm bills over half",
    ),
    _firm(
        "firm_blended_rate", "Blended rate", "What an hour of the firm costs, over all its people.",
        "fees of lines with a timekeeper's hours ÷ those hours", "rate", "low", _BILLED,
        f"{_OUT}; flat fees and expenses",
    ),
    _firm(
        "firm_realised_rate", "Realised rate",
        "What an hour costs once the firm's discount and what we took off are away.",
        "(hourly fees less invoice-level discounts less our cuts on fees) ÷ hours", "rate", "low",
        _BILLED,
        f"{_OUT}; flat fees. A discount that is netted with a flat fee on one matter of an "
        "invoice does not show",
    ),
    _firm(
        "firm_rate_change", "Rate change, like for like",
        "How much dearer the same people became since last year.",
        "sum of h times (r1 less r0) ÷ sum of h times r0, over timekeepers billed in both years; h "
        "this "
        "year's hours, r1 and r0 their mean rates this year and last", "share", "low",
        f"{_WORKED}, against the whole fiscal year before",
        "timekeepers billed in one of the years only; moves of exchange rates",
    ),
    _firm(
        "firm_rate_mix", "Mix effect",
        "How much the price of an hour moved because other people did the work.",
        "change of the blended rate less rate change like for like", "share", "low",
        f"{_WORKED}, against the whole fiscal year before", "moves of exchange rates",
    ),
    _firm(
        "firm_partner_share", "Partner share of hours", "Which part of the hours partners worked.",
        "hours of partners ÷ all hours", "share", "none", _BILLED,
        "flat fees, which have no hours",
    ),
    _firm(
        "firm_leverage", "Leverage",
        "How many hours of others stand behind an hour of a partner.",
        "hours of all but partners ÷ hours of partners", "ratio", "high", _BILLED,
        "flat fees; firms without a partner's hour",
    ),
    _firm(
        "firm_days_to_invoice", "Days from work to invoice",
        "How long work waits until it is billed, each amount counting by its size.",
        "sum of amount times (invoice date less work date) ÷ sum of amounts", "days", "low",
        _BILLED,
        _OUT,
    ),
    _firm(
        "firm_late_share", "Billed late",
        "Which part of the money was billed over 90 days after the work.",
        "amounts billed over 90 days after the work ÷ all amounts", "share", "low", _BILLED, _OUT,
    ),
    _firm(
        "firm_discount_due", "Discount due",
        "What the agreed volume tiers give on the fees of the fiscal year.",
        "for each part of the year's fees before discount, that part times the discount of the "
        "highest tier below it that holds in the month", "money", "none", _BILLED,
        "firms without an agreed tier; expenses", page="rate_cards",
    ),
    _firm(
        "firm_discount_taken", "Discount taken", "What the firm took off its own fees.",
        "sum of the firm's negative adjustments on fees, per invoice, matter and work month",
        "money", "none", _BILLED, "credit notes; firms without an agreed tier",
    ),
    _firm(
        "firm_discount_capture", "Discount captured",
        "Which part of the discount that was due came.",
        "discount taken ÷ discount due, at most 100%", "share", "high", _BILLED,
        "firms without an agreed tier, or without a discount due yet",
    ),
    _firm(
        "firm_line_adjustments", "Lines marked down",
        "Which part of its lines the firm itself marked down.",
        "fee and expense lines with an adjustment ÷ fee and expense lines", "share", "low",
        _BILLED, "invoice-level lines, such as discounts and flat fees",
    ),
    _firm(
        "firm_cut_share", "Taken off by us",
        "Which part of what was billed we took off when deciding.",
        "amounts taken off ÷ amounts billed, of invoices that were decided", "share", "low",
        _BILLED, "invoices nobody has decided; rejected invoices", page="review",
    ),
    _firm(
        "firm_accrual_accuracy", "Accrual reliability",
        "How close the firm's estimates of unbilled work came to what it billed.",
        "1 less |estimate less billed for that work| ÷ billed for that work", "share", "high",
        "months that ended over 90 days ago", "estimates that are not the firm's own",
        page="accruals",
    ),
    _firm(
        "firm_cycle_time", "Days to a decision",
        "How long an invoice waits for our decision. It is mostly our own doing.",
        "median of decided less uploaded, in days", "days", "low", _BILLED,
        "invoices nobody has decided", page="review",
    ),
    _firm(
        "firm_satisfaction", "Satisfaction",
        "What the people who used the firm say, from 1 (poor) to 5 (very good).",
        "mean of five questions over all answers", "ratio", "high", "all answers so far",
        "firms with fewer than five answers, which could name people",
    ),
    _firm(
        "firm_score", "Score", "How the firm does in all, from 0 to 100.",
        "sum of weight times points ÷ sum of weights, over measures with enough data; points run "
        "from "
        "0 at the worst value to 100 at the best", "score", "high", _BILLED,
        "measures that no firm has yet, or that do not concern the firm", page="performance",
    ),
    _firm(
        "firm_coverage", "Coverage", "For which part of the weights there is enough data.",
        "weights of scored measures ÷ weights of all measures that concern the firm", "share",
        "high", _BILLED, page="performance",
    ),
    _firm(
        "top_share", "Share of the largest firms", "How much of spend the largest firms have.",
        "spend of the largest N firms ÷ spend of all firms", "share", "none", _BILLED,
        f"{_OUT}; firms with less than zero", page="performance",
    ),
    _firm(
        "firms_80", "Firms for 80% of spend", "How few firms make up four fifths of spend.",
        "smallest number of firms whose spend is at least 80% of all", "count", "none", _BILLED,
        f"{_OUT}; firms with less than zero", page="performance",
    ),
    _firm(
        "hhi", "Concentration index",
        "How far spend rests on few firms: near 0 for many small ones, 10,000 for one.",
        "10,000 times sum of squared shares of spend (Herfindahl-Hirschman)", "count", "none",
        _BILLED, f"{_OUT}; firms with less than zero", page="performance",
    ),
    _firm(
        "request_annualised", "Rise a year", "A requested rise as if it came once a year.",
        "(new ÷ old) ^ (365 ÷ days between the days they hold from) less 1", "share", "low",
        "days from which the rates hold", "requests without an earlier rate", page="rate_cards",
    ),
    _firm(
        "request_cost", "Cost at last year's hours",
        "What a requested rate costs more if the hours stay as they were.",
        "(new rate less old rate) times hours of the last twelve months", "money", "low",
        "by work date, the twelve months up to the last closed one", "flat fees",
        page="rate_cards",
    ),
    _firm(
        "what_if_effect", "Effect of a year",
        "What twelve months would cost more or less after the steps.",
        "fees of the last twelve months after the steps less before them", "money", "low",
        "by invoice date, the twelve months up to the as-of month", "flat fees and expenses",
        page="rate_cards",
    ),
)  # fmt: skip
