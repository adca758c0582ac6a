"""HTTP comes in, pages go out: the door ``workbench``, a web application on this machine only.

``serving.serve`` runs it. A page is a module of ``pages`` with its ``templates``, ``static`` files
and ``words``, found there by its name.
"""
