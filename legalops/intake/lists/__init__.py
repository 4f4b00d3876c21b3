"""Short lists that people fill in: exchange rates and accruals, from a workbook or CSV."""
