"""A metric's frames in, an Altair chart out; colours and scenarios come from `theme`."""
