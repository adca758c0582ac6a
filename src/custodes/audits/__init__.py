"""Claims and public data come in, Findings go out: one module an audit."""
