"""Necessity and proportionality: what the claims of a case say to the questions of instruments.

It gathers and never judges: for each question the claims that speak for it, those that speak
against it, and what is not spoken of; a person's judgement stands beside with name and time.
"""

from custodes.audits.principles.audit import audit, called_for, recompute

__all__ = ["audit", "called_for", "recompute"]
