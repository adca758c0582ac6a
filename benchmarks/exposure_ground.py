"""How fast the audit exposure reads a map and finds what cameras see, beside the usual ways.

    python benchmarks/exposure_ground.py [MAP] [--peers-python PATH] [--only reading|view|growth]
        [--cameras N] [--rays N]

MAP is San Francisco of the material beside the repository unless given (an .osm.pbf). On it hang
5,000 invented cameras on walls, all around, 50 m. Each job runs in a process of its own, so that
its peak memory is its own. Seconds are those of the processor, all threads together, so that
other work on the machine counts little. Compilation (numba keeps it on disk) is done before the
clock starts; writing the XML that osmnx needs is not timed either. The ray-cast runs for 200
cameras, or as many as --cameras says; ratios to it are for each camera. Growth: the map laid side
by side 1, 4 and 16 times, with as many times the cameras.

Peers (osmnx, pyrosm, geopandas, shapely) run under --peers-python, by default this one; those that
it does not have are skipped, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

MAP = Path(__file__).resolve().parents[2] / "shared" / "data" / "osm" / "san-francisco.osm.pbf"
CAMERAS, RANGE = 5_000, 50.0
Answer = dict[str, Any]


def timed(work: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    """Processor seconds of the quickest of the runs, and what the last gave."""
    seconds, found = [], None
    for _ in range(repeat):
        began = time.process_time()
        found = work()
        seconds.append(time.process_time() - began)
    return min(seconds), found


def peak_memory() -> float:
    """Megabytes that this process held at most."""
    status = Path("/proc/self/status")
    if status.is_file():  # the other figure counts what the parent held when it started this one
        held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(held.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- ours ---------------------------------------------------------------------------------------


def read_by_custodes(folder: Path, copies: int) -> Answer:
    """Network, buildings, walls, doors, cameras put outside of buildings."""
    from custodes.audits.exposure.reading_map import read_city

    path = folder / f"map-{copies}.osm.pbf"
    read_city(path)
    seconds, city = timed(lambda: read_city(path), 3 if copies == 1 else 1)
    return {
        "seconds": seconds,
        "result": f"{len(city.segments):,} segments, {len(city.buildings):,} buildings",
    }


def view_by_custodes(folder: Path, copies: int, walls: bool) -> Answer:
    """Metres of street in view of all cameras."""
    from custodes.audits.exposure.city import Cameras, City, Rings
    from custodes.audits.exposure.view import view

    held = np.load(folder / "city.npz")
    nodes, segments, lengths, sides, places = laid_out(held, copies)
    city = City(
        "", "", "", (0.0, 0.0), nodes, segments, lengths, Rings(), sides,
        np.empty(0, np.int32), (), Cameras.at(places),
    )  # fmt: skip
    view(city, city.cameras.selected(range(10)), RANGE, walls)
    seconds, views = timed(lambda: view(city, city.cameras, RANGE, walls), 3)
    few = view(city, city.cameras.selected(range(int(held["few"]))), RANGE, walls)
    return {
        "seconds": seconds,
        "cameras": len(city.cameras),
        "metres": float(views.seen_lengths(lengths).sum()),
        "metres_few": float(few.seen_lengths(lengths).sum()),
    }


def laid_out(held: Any, copies: int) -> tuple[Any, Any, Any, Any, Any]:
    """The arrays of a city, side by side as often as asked."""
    nodes, segments, lengths = held["nodes"], held["segments"], held["lengths"]
    walls, places = held["walls"], held["cameras"]
    side = round(copies**0.5)
    width = (nodes.max(axis=0) - nodes.min(axis=0)) + 100.0
    shifts = [width * (i, j) for i in range(side) for j in range(side)]
    return (
        np.concatenate([nodes + shift for shift in shifts]),
        np.concatenate([segments + len(nodes) * n for n in range(copies)]).astype(np.int32),
        np.tile(lengths, copies),
        np.concatenate([walls + np.tile(shift, 2) for shift in shifts]),
        np.concatenate([places + shift for shift in shifts]),
    )


# --- peers --------------------------------------------------------------------------------------


def read_by_osmnx(folder: Path) -> Answer:
    """The same with osmnx, which reads XML."""
    import osmnx

    path = folder / "map.osm"

    def work() -> Any:
        graph = osmnx.graph_from_xml(path, simplify=False, retain_all=True)
        houses = osmnx.features_from_xml(path, tags={"building": True})
        watching = osmnx.features_from_xml(path, tags={"man_made": "surveillance"})
        return graph, houses, watching

    seconds, (graph, houses, watching) = timed(work)
    return {
        "seconds": seconds,
        "result": f"{graph.number_of_edges():,} edges of all roads, {len(houses):,} buildings, "
        f"{len(watching)} cameras",
    }


def read_by_pyrosm(folder: Path) -> Answer:
    """The same with pyrosm."""
    import pyrosm

    def work() -> Any:
        osm = pyrosm.OSM(str(folder / "map-1.osm.pbf"))
        streets = osm.get_network("walking", nodes=True)
        houses = osm.get_buildings()
        watching = osm.get_data_by_custom_criteria(
            custom_filter={"man_made": ["surveillance"]}, keep_ways=False, keep_relations=False
        )
        return streets, houses, watching

    seconds, (streets, houses, watching) = timed(work)
    return {
        "seconds": seconds,
        "result": f"{len(streets[1]):,} edges, {len(houses):,} buildings, {len(watching)} cameras",
    }


def view_by_geopandas(folder: Path) -> Answer:
    """Metres in view without walls: discs made one, laid over the streets.

    The other order (overlay first, then the pieces of a street made one) is as slow and wrong: for
    rounding, pieces that overlap are not merged, and the sum exceeds the length of the streets.
    """
    import geopandas
    import shapely

    held = np.load(folder / "city.npz")
    ends = held["nodes"][held["segments"]]
    streets = geopandas.GeoDataFrame(
        {"street": np.arange(len(ends))}, geometry=shapely.linestrings(ends)
    )
    discs = geopandas.GeoDataFrame(
        geometry=shapely.buffer(shapely.points(held["cameras"]), RANGE, quad_segs=16)
    )

    def work() -> float:
        fields = discs.dissolve().explode(ignore_index=True)
        pieces = geopandas.overlay(streets, fields, how="intersection", keep_geom_type=True)
        return float(pieces.length.sum())

    seconds, metres = timed(work)
    return {"seconds": seconds, "metres": metres}


def view_by_rays(folder: Path, count: int) -> Answer:
    """Metres in view behind walls: a polygon of rays for each camera, cut with the streets."""
    import shapely

    held = np.load(folder / "city.npz")
    places = held["cameras"][: int(held["few"])]
    walls = shapely.linestrings(held["walls"].reshape(-1, 2, 2))
    streets = shapely.linestrings(held["nodes"][held["segments"]])
    turns = 2 * np.pi * np.arange(count) / count
    around = RANGE * np.stack([np.sin(turns), np.cos(turns)], axis=1)

    def work() -> float:
        near_walls, near_streets = shapely.STRtree(walls), shapely.STRtree(streets)
        fields = []
        for place in places:
            point = shapely.Point(place)
            near = near_walls.query(point, predicate="dwithin", distance=RANGE)
            barrier = shapely.union_all(walls[near])
            rays = shapely.linestrings(np.stack([np.tile(place, (count, 1)), place + around], 1))
            free = shapely.difference(rays, barrier)
            first = [shapely.get_coordinates(shapely.get_geometry(ray, 0))[-1] for ray in free]
            fields.append(shapely.make_valid(shapely.Polygon(first)))
        seen = shapely.union_all(fields)
        shapely.prepare(seen)
        touched = near_streets.query(seen, predicate="intersects")
        return float(shapely.length(shapely.intersection(streets[touched], seen)).sum())

    seconds, metres = timed(work)
    return {"seconds": seconds, "cameras": len(places), "metres_few": metres}


# --- what they work on --------------------------------------------------------------------------


def prepare(source: Path, folder: Path, few: int, sizes: Sequence[int], xml: bool) -> None:
    """Write the maps (1, 4, 16 times), the XML, and the city with cameras on its walls."""
    from custodes.audits.exposure.city import Cameras, Rings
    from custodes.audits.exposure.reading_map import read_city
    from custodes.audits.exposure.snapping import snap

    for copies in sizes:
        write_map(source, folder / f"map-{copies}.osm.pbf", copies)
    if xml:
        write_map(source, folder / "map.osm", 1)
    city = read_city(source)
    random = np.random.default_rng(1)
    wall = city.walls[random.integers(0, len(city.walls), CAMERAS)]
    along = random.uniform(0.1, 0.9, (CAMERAS, 1))
    hooks = Cameras.at(wall[:, :2] * (1 - along) + wall[:, 2:] * along)
    cameras, _ = snap(hooks, city.buildings, Rings(), np.empty(0, np.int32))
    np.savez(
        folder / "city.npz",
        nodes=city.nodes,
        segments=city.segments,
        lengths=city.lengths,
        walls=city.walls,
        cameras=cameras.positions,
        few=few,
    )


def write_map(source: Path, target: Path, copies: int) -> None:
    """The map, side by side as often as asked; numbers of the copies are shifted."""
    import osmium

    box = osmium.FileProcessor(str(source)).header.box()
    width = box.top_right.lon - box.bottom_left.lon + 0.002
    height = box.top_right.lat - box.bottom_left.lat + 0.002
    side, lift = round(copies**0.5), 10**11
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        kinds = {"n": osmium.osm.NODE, "w": osmium.osm.WAY, "r": osmium.osm.RELATION}
        for kind, entity in kinds.items():
            for copy in range(copies):
                east, north = width * (copy // side), height * (copy % side)
                features: Any = osmium.FileProcessor(str(source), entity)
                for found in features:
                    number = found.id + lift * copy
                    if kind == "n":
                        where = (found.lon + east, found.lat + north)
                        writer.add_node(found.replace(id=number, location=where))
                    elif kind == "w":
                        refs = [node.ref + lift * copy for node in found.nodes]
                        writer.add_way(found.replace(id=number, nodes=refs))
                    else:
                        members = [(m.type, m.ref + lift * copy, m.role) for m in found.members]
                        writer.add_relation(found.replace(id=number, members=members))


# --- the table ----------------------------------------------------------------------------------

JOBS: dict[str, Callable[..., Answer]] = {
    "read_by_custodes": read_by_custodes,
    "view_by_custodes": view_by_custodes,
    "read_by_osmnx": read_by_osmnx,
    "read_by_pyrosm": read_by_pyrosm,
    "view_by_geopandas": view_by_geopandas,
    "view_by_rays": view_by_rays,
}


def run(python: str, job: str, folder: Path, *arguments: object) -> Answer | None:
    """The answer of a job in a process of its own with its peak memory; None if it is skipped."""
    words = [python, __file__, "--job", json.dumps([job, str(folder), *arguments])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason given"
        print(f"{job}: skipped: {reason}")
        return None
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def line(name: str, answer: Answer, ratio: float | None, said: str) -> None:
    """Print a row: name, seconds, peak memory, ratio, result."""
    times = "" if ratio is None else f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.1f}×"
    print(f"{name:<44}{answer['seconds']:>10.3f} s{answer['peak']:>8.0f} MB{times:>10}  {said}")


def reading(folder: Path, peers: str) -> None:
    """The table of reading."""
    print("\nReading network, buildings and cameras")
    ours = run(sys.executable, "read_by_custodes", folder, 1)
    if ours is None:
        return
    line("custodes", ours, None, ours["result"])
    for name in ("pyrosm", "osmnx"):
        other = run(peers, f"read_by_{name}", folder)
        if other:
            line(name, other, other["seconds"] / ours["seconds"], other["result"])


def viewing(folder: Path, peers: str, count: int) -> None:
    """The table of what is in view."""
    print(f"\nStreet length in view of {CAMERAS:,} cameras on walls, all around, {RANGE:g} m")
    open_, behind = (run(sys.executable, "view_by_custodes", folder, 1, w) for w in (False, True))
    if open_ is None or behind is None:
        return
    line("custodes, no walls", open_, None, f"{open_['metres'] / 1e3:.2f} km")
    other = run(peers, "view_by_geopandas", folder)
    if other:
        ratio = other["seconds"] / open_["seconds"]
        line("geopandas overlay, no walls", other, ratio, f"{other['metres'] / 1e3:.2f} km")
    each = behind["seconds"] / behind["cameras"]
    said = f"{behind['metres'] / 1e3:.2f} km; {1e3 * each:.3f} ms a camera"
    line("custodes, behind walls", behind, None, said)
    rays = run(peers, "view_by_rays", folder, count)
    if rays:
        its = rays["seconds"] / rays["cameras"]
        said = (
            f"{rays['cameras']} cameras, {1e3 * its:.0f} ms each; {rays['metres_few'] / 1e3:.3f} km"
            f", of the same cameras custodes {behind['metres_few'] / 1e3:.3f} km"
        )
        line(f"shapely, {count} rays a camera, behind walls", rays, its / each, said)


def growth(folder: Path, sizes: Sequence[int]) -> None:
    """The table of how time and memory grow."""
    for title, job, more in (
        ("reading", "read_by_custodes", ()),
        ("in view, no walls", "view_by_custodes", (False,)),
        ("in view, behind walls", "view_by_custodes", (True,)),
    ):
        print(f"\nGrowth: {title} (ratios to 1 time)")
        first = 0.0
        for copies in sizes:
            answer = run(sys.executable, job, folder, copies, *more)
            if answer is None:
                break
            first = first or answer["seconds"]
            said = answer.get("result") or f"{answer['cameras']:,} cameras"
            line(f"{copies} times the city", answer, answer["seconds"] / first, said)


def main() -> None:
    """Read the options, prepare, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("map", nargs="?", type=Path, default=MAP, metavar="MAP")
    parser.add_argument("--peers-python", default=sys.executable, help="interpreter of the peers")
    parser.add_argument("--cameras", type=int, default=200, help="cameras of the ray-cast (200)")
    parser.add_argument("--rays", type=int, default=360, help="rays around each of them (360)")
    parser.add_argument("--only", choices=("reading", "view", "growth"), help="one table alone")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        job, folder, *arguments = json.loads(options.job)
        answer = JOBS[job](Path(folder), *arguments)
        print(json.dumps({**answer, "peak": peak_memory()}))
        return
    if not options.map.is_file():
        raise SystemExit(f"{options.map} is not there: give a map (.osm.pbf) to measure on")
    sizes = (1, 4, 16) if options.only in (None, "growth") else (1,)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(options.map, folder, options.cameras, sizes, options.only in (None, "reading"))
        if options.only in (None, "reading"):
            reading(folder, options.peers_python)
        if options.only in (None, "view"):
            viewing(folder, options.peers_python, options.rays)
        if options.only in (None, "growth"):
            growth(folder, sizes)


if __name__ == "__main__":
    main()
