"""How watched a walk through a city is, from public map data."""
