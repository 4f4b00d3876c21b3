"""The register of matters: whose, budget used, cost at completion, dormant; workload per owner."""

from legalops.ui import matters

matters.said()
matters.draw()
