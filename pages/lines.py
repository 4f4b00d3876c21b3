"""What a figure is made of: its matters, a matter's invoices, an invoice's lines and file."""

from legalops.ui import drill

place = drill.place()
drill.trail(place)
drill.total(place)
drill.table(place)
drill.original(place)
