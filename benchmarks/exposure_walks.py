"""How fast the audit exposure walks, beside networkx, and how both grow with the city.

    python benchmarks/exposure_walks.py [MAP] [--walks N] [--peer-walks N] [--doors N]

MAP is San Francisco of the material beside the repository unless given (an .osm.pbf). On it hang
5,000 invented cameras on walls along the streets, all around, 50 m. Each job runs in a process of
its own, so that its peak memory is its own (the arrays of the map included). Compilation (numba
keeps it on disk) and finding what the cameras see are done before the clock starts. Each is told
by the clock, where custodes shares its walks out to all processors and networkx runs on one, and
in processor seconds, those of all threads added up, which other work on the machine changes little.

- walks: random walks of 30 minutes (2,340 m) from random points, with how often each was filmed at
  10, 20 and 30 minutes, the metres in view and the longest stretch out of view. networkx: the same
  walk over its graph, counting the cameras of a street that were not those of the one before;
  neither partial streets nor unseen stretches. It makes --peer-walks; ratios are for each walk.
- doors: from each of --doors random doors the shortest ways to all that is within 2,340 m, and
  what a walk to a random door at 10, 20 and 30 minutes meets. networkx: the shortest ways alone
  (single_source_dijkstra with a cutoff), for a tenth of the doors; ratios are for each door.
- growth: the map laid side by side 1, 4 and 16 times with as many times the cameras, and the same
  number of walks and doors: a walk costs what it meets, not what the city holds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

MAP = Path(__file__).resolve().parents[2] / "shared" / "data" / "osm" / "san-francisco.osm.pbf"
CAMERAS, RANGE = 5_000, 50.0
MARKS = (780.0, 1_560.0, 2_340.0)
GAP = 500.0
Answer = dict[str, Any]


def timed(work: Callable[[], Any], repeat: int) -> tuple[float, float, Any]:
    """Seconds by the clock and of the processors of the quickest runs, and what the last gave."""
    clock, processors, found = [], [], None
    for _ in range(repeat):
        began, used = time.perf_counter(), time.process_time()
        found = work()
        clock.append(time.perf_counter() - began)
        processors.append(time.process_time() - used)
    return min(clock), min(processors), found


def told(seconds: float, processors: float, count: int, mean: float) -> Answer:
    """A job's answer."""
    return {"seconds": seconds, "processors": processors, "count": count, "mean": mean}


def laid_out(folder: Path, copies: int) -> Any:
    """The city with its cameras, side by side as often, and what they see."""
    from custodes.audits.exposure.city import Cameras, City, Rings
    from custodes.audits.exposure.view import view

    held = np.load(folder / "city.npz")
    side = round(copies**0.5)
    width = np.ptp(held["nodes"], axis=0) + GAP
    shifts = [(i, j) * width for i in range(side) for j in range(side)]
    nodes = np.concatenate([held["nodes"] + shift for shift in shifts])
    count = len(held["nodes"])
    segments = np.concatenate([held["segments"] + copy * count for copy in range(copies)])
    doors = np.concatenate([held["doors"] + copy * count for copy in range(copies)])
    walls = np.concatenate([held["walls"] + np.tile(shift, 2) for shift in shifts])
    places = np.concatenate([held["places"] + shift for shift in shifts])
    city = City(
        "", "", "", (0.0, 0.0), nodes, segments.astype(np.int32), np.tile(held["lengths"], copies),
        Rings(), walls, doors.astype(np.int32), (), Cameras.at(places),
    )  # fmt: skip
    return city, view(city, city.cameras, RANGE)


def walks_by_custodes(folder: Path, copies: int, number: int) -> Answer:
    """Random walks, all figures of each."""
    from custodes.audits.exposure.filming import Filming
    from custodes.audits.exposure.network import Network
    from custodes.audits.exposure.walks import at_random

    city, views = laid_out(folder, copies)
    network, filming = Network.of(city), Filming.of(views, city.cameras)
    at_random(network, filming, MARKS, walks=10, seed=1)
    seconds, processors, found = timed(
        lambda: at_random(network, filming, MARKS, walks=number, seed=1), 3
    )
    return {
        "seconds": seconds,
        "processors": processors,
        "count": number,
        "mean": float(found.times[:, 2].mean()),
    }


def doors_by_custodes(folder: Path, copies: int, number: int) -> Answer:
    """Shortest ways from doors, and what walks to others meet."""
    from custodes.audits.exposure.filming import Filming
    from custodes.audits.exposure.network import Network
    from custodes.audits.exposure.walks import between_doors

    city, views = laid_out(folder, copies)
    network, filming = Network.of(city), Filming.of(views, city.cameras)

    def go(origins: int) -> Any:
        return between_doors(
            network, filming, city.doors, MARKS, origins=origins, draws=1, seed=1, tolerance=0.0001
        )

    go(4)
    seconds, processors, found = timed(lambda: go(number), 3)
    return {
        "seconds": seconds,
        "processors": processors,
        "count": number,
        "mean": float(found.times[:, 2].mean()),
    }


def graph_of(city: Any, views: Any) -> Any:
    """The network as networkx has it, each street with the cameras that see of it."""
    import networkx as nx

    graph = nx.Graph()
    seen: list[set[int]] = [set() for _ in range(len(city.segments))]
    for segment, camera in zip(views.segment.tolist(), views.camera.tolist(), strict=True):
        seen[segment].add(camera)
    for (one, other), length, cameras in zip(
        city.segments.tolist(), city.lengths.tolist(), seen, strict=True
    ):
        graph.add_edge(one, other, length=length, cameras=cameras)
    return graph


def walks_by_networkx(folder: Path, copies: int, number: int) -> Answer:
    """Random walks over whole streets, and how many cameras' views each entered."""
    import random

    city, views = laid_out(folder, copies)
    graph = graph_of(city, views)
    nodes = list(graph)
    chance = random.Random(1)

    def walk() -> int:
        node, before, walked, times = chance.choice(nodes), None, 0.0, 0
        cameras: set[int] = set()
        while walked < MARKS[-1]:
            ways = [other for other in graph.neighbors(node) if other != before]
            following = chance.choice(ways) if ways else before
            street = graph.edges[node, following]
            times += len(street["cameras"] - cameras)
            cameras = street["cameras"]
            walked += street["length"]
            node, before = following, node
        return times

    seconds, processors, found = timed(lambda: [walk() for _ in range(number)], 1)
    return {
        "seconds": seconds,
        "processors": processors,
        "count": number,
        "mean": float(np.mean(found)),
    }


def doors_by_networkx(folder: Path, copies: int, number: int) -> Answer:
    """Shortest ways alone."""
    import networkx as nx

    city, views = laid_out(folder, copies)
    graph = graph_of(city, views)
    doors = np.random.default_rng(1).choice(city.doors, number).tolist()

    def go() -> int:
        return sum(
            len(nx.single_source_dijkstra(graph, door, cutoff=MARKS[-1], weight="length")[0])
            for door in doors
        )

    seconds, processors, reached = timed(go, 1)
    return told(seconds, processors, number, reached / number)


JOBS: dict[str, Callable[[Path, int, int], Answer]] = {
    work.__name__: work
    for work in (walks_by_custodes, doors_by_custodes, walks_by_networkx, doors_by_networkx)
}


def prepare(path: Path, folder: Path) -> str:
    """Read the map and put the cameras up, once for all jobs."""
    from custodes.audits.exposure.city import Cameras
    from custodes.audits.exposure.reading_map import read_city
    from custodes.audits.exposure.scenario import invented

    city = read_city(path)
    like = Cameras.at(city.nodes[:1])
    np.savez(
        folder / "city.npz",
        nodes=city.nodes,
        segments=city.segments,
        lengths=city.lengths,
        doors=city.doors,
        walls=city.walls,
        places=invented(city, like, CAMERAS, seed=1).positions,
    )
    return (
        f"{city.name}: {len(city.segments):,} segments, {city.lengths.sum() / 1000:,.0f} km, "
        f"{len(city.doors):,} doors, {CAMERAS:,} cameras"
    )


def run(folder: Path, job: str, copies: int, number: int) -> Answer:
    """A job in a process of its own: its answer, with its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, __file__, "--job", job, str(folder), str(copies), str(number)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"skipped": (done.stderr.strip().splitlines() or ["it failed"])[-1]}
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def line(
    what: str, answer: Answer, per: tuple[float, float] | None = None
) -> tuple[float, float] | None:
    """Print a row; gives microseconds for each walk or door, by the clock and of processors."""
    if "skipped" in answer:
        print(f"{what:<34} skipped: {answer['skipped']}")
        return None
    each = 1e6 * answer["seconds"] / answer["count"]
    used = 1e6 * answer["processors"] / answer["count"]
    ratios = (f"{each / per[0]:.0f} ×", f"{used / per[1]:.0f} ×") if per else ("1 ×", "1 ×")
    print(
        f"{what:<34} {answer['count']:>9,} {answer['seconds']:9.3f} {each:11.2f} {ratios[0]:>9}"
        f" {used:11.2f} {ratios[1]:>9} {answer['memory']:7.0f} {answer['mean']:10.2f}",
        flush=True,
    )
    return each, used


def main() -> None:
    """Run the jobs and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("map", nargs="?", type=Path, default=MAP)
    parser.add_argument("--walks", type=int, default=100_000)
    parser.add_argument("--peer-walks", type=int, default=5_000)
    parser.add_argument("--doors", type=int, default=1_000)
    parser.add_argument("--job", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.job:
        name, folder, copies, number = given.job
        answer = JOBS[name](Path(folder), int(copies), int(number))
        answer["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(answer))
        return
    if not given.map.is_file():
        raise SystemExit(f"{given.map}: no such map; give an .osm.pbf")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print(prepare(given.map, folder))
        print(
            f"{'':<34} {'number':>9} {'seconds':>9} {'µs each':>11} {'ratio':>9}"
            f" {'µs of CPU':>11} {'ratio':>9} {'MB':>7} {'mean':>10}"
        )
        ours = line("walks, custodes", run(folder, "walks_by_custodes", 1, given.walks))
        line("walks, networkx", run(folder, "walks_by_networkx", 1, given.peer_walks), ours)
        ours = line("doors, custodes", run(folder, "doors_by_custodes", 1, given.doors))
        peers = max(given.doors // 10, 1)
        line("doors, networkx", run(folder, "doors_by_networkx", 1, peers), ours)
        for copies in (4, 16):
            walks = run(folder, "walks_by_custodes", copies, given.walks)
            line(f"walks, custodes, city × {copies}", walks)
            doors = run(folder, "doors_by_custodes", copies, given.doors)
            line(f"doors, custodes, city × {copies}", doors)
    print("mean: times filmed a walk of 30 minutes; doors, networkx: nodes reached")


if __name__ == "__main__":
    main()
