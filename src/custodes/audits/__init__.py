"""Claims and public data come in, Findings go out: one folder an audit, found by its place.

An audit is a folder of this room. Its function ``audit`` turns parameters into a ``Result``;
``recompute(finding, case, data)`` does the same from what a Finding names; ``called_for(case)``,
where it has one, gives the Results that the claims of a case call for.
"""

from custodes.audits.errors import AuditError
from custodes.audits.kinds import called_for, kinds, recompute
from custodes.audits.results import Result, make_result

__all__ = ["AuditError", "Result", "called_for", "kinds", "make_result", "recompute"]
