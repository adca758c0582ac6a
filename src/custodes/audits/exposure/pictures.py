"""All pictures of an exposure audit: the map in one file, the map for print, the plots."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from custodes.audits.exposure.city import City, Views
from custodes.model import Table


def files(
    city: City,
    views: Views,
    tables: Mapping[str, Table],
    language: str,
    *,
    ranges: ArrayLike | None = None,
) -> Mapping[str, bytes]:
    """The pictures by file name: ``map`` as HTML, SVG, PNG and PDF, and the plots of the walks.

    ``views`` are those of the city's cameras, computed for ``ranges``: metres from the lens, one
    for all cameras or (c,); without it, fields are drawn as far as the furthest view reaches.
    ``tables`` may hold ``times_filmed``, ``unseen`` and ``route_lines`` (see ``tables.py`` and
    ``routes_told.py``). ``language`` is "en"
    or "zh"; static pictures are in English where this machine has no Chinese font. The same city,
    views and fonts give the same bytes.
    """
    from custodes.audits.exposure.map_data import layers
    from custodes.audits.exposure.map_page import map_page
    from custodes.audits.exposure.static_maps import static_map
    from custodes.audits.exposure.walk_plots import walk_plots

    ways = tables["route_lines"].rows if "route_lines" in tables else ()
    shown = layers(city, views, ranges, ways)
    return {
        "map.html": map_page(city, shown, language),
        **static_map(city, shown, language),
        **walk_plots(city, tables, language),
    }
