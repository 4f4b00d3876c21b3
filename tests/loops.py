"""Running a coroutine where the browser tests may have a loop of their own already."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """Run the coroutine to its end in a thread of its own."""
    with ThreadPoolExecutor(1) as one:
        one.submit(asyncio.run, work).result()
