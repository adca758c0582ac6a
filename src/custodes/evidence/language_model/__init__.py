"""The optional extractor: a language model on the user's own machine is asked, and not believed.

``endpoint.py`` speaks to it, ``prompt.md`` is what it is told, ``answers.py`` holds what it says to
the text, ``merging.py`` puts what is left beside the built-in claims.
"""
