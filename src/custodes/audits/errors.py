"""What can go wrong in an audit that its user can mend."""

from custodes.model import CustodesError


class AuditError(CustodesError):
    """An input that no figure can come from: what was wrong, where, and what to do."""
