"""A budget as people keep it in a workbook, turned into rows with their faults named."""
