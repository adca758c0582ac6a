"""The audits of the workbench: their forms, what is computed of them, and how it is shown.

What a person filled in comes in; a finding goes out, computed at once or in a process of its own.
"""
