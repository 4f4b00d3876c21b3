"""The register of vendors: who bills us, in which currency, how much."""

from legalops.ui import vendors

vendors.draw()
