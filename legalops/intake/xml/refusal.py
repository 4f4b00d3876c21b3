"""Why an XML file cannot be read at all."""


class Refusal(Exception):  # noqa: N818  # it is an answer, and named for what it is
    """Ends the reading of an XML file; caught where the reading began."""

    def __init__(self, code: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.value = value
        self.line = 0
