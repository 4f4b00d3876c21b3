"""Every measure: what it means, how it is worked out, what it is now."""

from legalops.ui import glossary

glossary.draw(glossary.found())
