"""`python -m legalops …`: the department's acts without a screen."""

from legalops.cli import app

app(prog_name="python -m legalops")
