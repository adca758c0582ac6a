"""Does the arithmetic of a claim hold? Sums over figures that documents give, as exact ranges.

A sheet (TOML) of cells and formulas goes in with the case that its figures are from; a Result with
the range, the verdict on a claimed figure, and what would change it comes out.
"""

from custodes.audits.worksheet.audit import audit, called_for, recompute
from custodes.audits.worksheet.checks import check
from custodes.audits.worksheet.sheet import Sheet, load_sheet

__all__ = ["Sheet", "audit", "called_for", "check", "load_sheet", "recompute"]
