"""What the person who imports decides, beside the file itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

MatterKey = tuple[str, str, str]


@dataclass(frozen=True)
class MatterChoice:
    """What a person says of a matter that is not known: create it, or take one that is there.

    `name` and `practice_area` ("" for none) are those of a matter to be created; `matter_id`
    is the existing one that is meant, remembered under the vendor's number. `leave_out` keeps
    the invoices with this matter from being stored.
    """

    name: str = ""
    practice_area: str = ""
    number: str = ""
    matter_id: int | None = None
    leave_out: bool = False


@dataclass(frozen=True)
class Choices:
    """What the person who imports decides, beside the file itself.

    Keys are the file's own: LAW_FIRM_ID (or the vendor's name, where the file has no number);
    (LAW_FIRM_ID, CLIENT_MATTER_ID, LAW_FIRM_MATTER_ID); invoice keys, which are numbers where a
    number is enough. `vendors` gives the existing vendor that is meant; `overrides` and
    `replacements` give reasons; `suppliers` are the legal department's among those of a file of
    payments, each with the vendor's name.
    """

    default_currency: str | None = None
    currencies: dict[str, str] = field(default_factory=dict)
    vendor_names: dict[str, str] = field(default_factory=dict)
    matters: dict[MatterKey, MatterChoice] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    leave_out: frozenset[int] = frozenset()
    vendors: dict[str, int] = field(default_factory=dict)
    replacements: dict[str, str] = field(default_factory=dict)
    suppliers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain values, the same for the same choices."""
        matters_said = [[*key, asdict(choice)] for key, choice in sorted(self.matters.items())]
        return {**asdict(self), "matters": matters_said, "leave_out": sorted(self.leave_out)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return what `as_json` was given; unknown keys are an error."""
        given = dict(values)
        said = {
            (str(firm), str(client), str(own)): MatterChoice(**choice)
            for firm, client, own, choice in given.pop("matters", ())
        }
        return cls(**given | {"matters": said, "leave_out": frozenset(given.get("leave_out", ()))})
