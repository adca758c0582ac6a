"""The commands of ``custodes``: each module here is one, named as it is, and holds ``command``."""
