"""What firms are measured by and what each measure weighs; one door for pages."""

from legalops.store import performance, weights

read = performance.read
weights_in_force = weights.read
weights_changed = weights.changed
save_weights = weights.save
reset_weights = weights.reset
