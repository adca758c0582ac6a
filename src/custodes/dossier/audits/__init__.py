"""The pages of the audits: one module an audit, found by the audit's name.

A module here has ``sections(edition, finding) -> Iterable[Section]``, and beside it
``NAME.en.toml`` and ``NAME.zh.toml`` hold its words, under the keys ``audit.NAME.…``. An audit
without a module is shown by its figures, parameters and assumptions alone.
"""
