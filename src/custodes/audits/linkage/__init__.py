"""linkage: the share of people whom a few points of place and time single out.

``audit`` measures a synthetic population, ``audit_file`` a pseudonymous file that a regulator
brings, whole.
"""

from custodes.audits.linkage.audit import audit, audit_file

__all__ = ["audit", "audit_file"]
