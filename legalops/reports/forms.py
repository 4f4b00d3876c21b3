"""In which forms does a pack come?"""

from collections.abc import Mapping
from typing import Literal

Form = Literal["deck", "document"]
SUFFIXES: Mapping[Form, str] = {"deck": "pptx", "document": "pdf"}
