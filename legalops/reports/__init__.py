"""Frames and pictures in, a file out: workbook, slides, document."""
