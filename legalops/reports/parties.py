"""Which messages say how firms do and which matters cost most?"""

from legalops.metrics import words
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import shown
from legalops.reports.pack import Pack
from legalops.reports.parts import MOST, share
from legalops.reports.pdf import Column
from legalops.reports.sections import Grid, Section

_FIRM = (
    Column("Rank", 0.5, "R"),
    Column("Firm", 2),
    Column("Score", 0.6, "R"),
    Column("Weight with data", 1.1),
)


def firms(pack: Pack) -> Section | None:
    """Say how the firms do, the ranked ones first; none on thin data."""
    ranked = [card for card in pack.cards if card.rank is not None]
    if not ranked:
        return None
    keys = [part.measure for part in ranked[0].parts if part.weight][:4]
    rows = [
        (
            str(card.rank),
            pack.vendors.get(card.vendor_id, "?"),
            f"{card.score:.0f}",
            f"{card.coverage:.0%}, {card.confidence}",
            *(_part(card.part(key)) for key in keys),
        )
        for card in ranked[:MOST]
    ]
    best = pack.vendors.get(ranked[0].vendor_id, "?")
    left = len(pack.cards) - len(ranked)
    thin = f" {left} have too little data for a rank." if left else ""
    return Section(
        title=f"Vendor scorecards, {pack.chosen.year.label}, best first",
        message=f"{best} scores best of {len(ranked)} firms: {ranked[0].score:.0f} of 100.{thin}",
        grid=Grid((*_FIRM, *(Column(CATALOG[key].label, 1, "R") for key in keys)), tuple(rows)),
        measures=keys,
    )  # fmt: skip


def _part(part: object) -> str:
    value = getattr(part, "value", None)
    return shown.text(getattr(part, "measure", ""), value) if part is not None else words.DASH


def matters(pack: Pack) -> Section | None:
    """Say which matters cost most, among those the person may see."""
    if pack.matters.empty:
        return None
    found = pack.matters.copy()
    found["cents"] = found["reporting_cents"]
    if pack.chosen.gross:
        found["cents"] += found["reporting_tax_cents"]
    top = found.sort_values("cents", ascending=False).head(MOST).to_dict("records")
    total = int(found["cents"].sum())
    part = sum(int(row["cents"]) for row in top) / total if total > 0 else 0.0
    return Section(
        title=f"Matters by spend, {words.period(pack.chosen)}, {pack.chosen.currency}",
        message=f"The {len(top)} largest of {len(found):,} matters make "
        f"{words.percent(part)} of spend.",
        grid=Grid(
            (Column("Number", 1), Column("Matter", 3),
             Column(f"Actual, {pack.chosen.currency}", 1.2, "R"), Column("Share", 0.6, "R")),
            tuple((str(r["number"]), str(r["name"]), pack.exact(int(r["cents"])),
                   share(int(r["cents"]) / total if total > 0 else float("nan"))) for r in top),
        ),
        measures=("actual",),
    )  # fmt: skip
