"""The days of synthetic people, one after the other, in plain arrays."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from custodes.audits.population.random_kernels import following, stream, unit

DAY = 1440.0
TRIES = 400
"""Draws of a new place after which a person goes back to an old one instead."""


@njit(cache=True)
def _waiting(state, exponent, cutoff, least):  # type: ignore[no-untyped-def]
    # A Pareto draw, kept with probability exp(-(t - least) / cutoff).
    while True:
        state = following(state)
        wait = least * (1.0 - unit(state)) ** (-1.0 / exponent)
        state = following(state)
        if unit(state) < math.exp((least - wait) / cutoff):
            return state, wait


@njit(cache=True)
def _explored(state, here, history, places, index, cell_first, cell_places, cell_weight, jump):  # type: ignore[no-untyped-def]
    # A point at a distance ~ r^-(1+alpha) in any direction, kept with a probability that is
    # proportional to its cell's weight: together weight * r^-(2+alpha) by area.
    columns, rows, cell_metres, most_weight = index
    near, far, power = jump
    for _ in range(TRIES):
        state = following(state)
        distance = (near - unit(state) * (near - far)) ** power
        state = following(state)
        angle = 2.0 * math.pi * unit(state)
        column = math.floor((places[here, 0] + distance * math.cos(angle)) / cell_metres)
        row = math.floor((places[here, 1] + distance * math.sin(angle)) / cell_metres)
        if column < 0 or row < 0 or column >= columns or row >= rows:
            continue
        cell = row * columns + column
        state = following(state)
        if unit(state) * most_weight >= cell_weight[cell]:
            continue
        inside = cell_first[cell + 1] - cell_first[cell]
        chosen = cell_first[cell]
        if inside > 1:
            state = following(state)
            chosen += int(unit(state) * inside)
        place = cell_places[chosen]
        known = False
        for visited in history:
            if visited == place:
                known = True
                break
        if not known:
            return state, place
    return state, np.int32(-1)


@njit(cache=True)
def _returned(state, here, history):  # type: ignore[no-untyped-def]
    # An earlier stay drawn evenly is a place drawn by its number of visits.
    for _ in range(TRIES):
        state = following(state)
        place = history[int(unit(state) * len(history))]
        if place != here:
            return state, place
    return state, np.int32(-1)


@njit(cache=True)
def _journey(places, here, there, walk_most, walk, ride):  # type: ignore[no-untyped-def]
    away = math.hypot(places[here, 0] - places[there, 0], places[here, 1] - places[there, 1])
    return away / (walk if away <= walk_most else ride)


@njit(cache=True, nogil=True)
def lived(  # type: ignore[no-untyped-def]
    first_person,
    people,
    minutes,
    seed,
    places,
    cumulative,
    index,
    cell_first,
    cell_places,
    cell_weight,
    values,
    jump,
    place_out,
    start_out,
    duration_out,
    counts,
):
    """The stays of ``people`` persons from ``first_person`` on; returns how many there are.

    ``cumulative`` float64 are running sums of the places' weights. They are written to the
    ``_out`` arrays from their beginning and counted in ``counts`` by person.
    """
    exploration, gamma, beta, cutoff, least, night, morning, spread, walk_most, walk, ride = values
    row = 0
    for offset in range(people):
        state = stream(seed, first_person + offset)
        begun = row
        state = following(state)
        home = np.searchsorted(cumulative, unit(state) * cumulative[-1], side="right")
        here = np.int32(min(home, len(cumulative) - 1))
        home = here
        seen = 1
        state = following(state)
        arrival = 0.0
        leaving = morning + (2.0 * unit(state) - 1.0) * spread
        state = following(state)
        bedtime = night + (2.0 * unit(state) - 1.0) * spread
        day = 0
        while True:
            place_out[row] = here
            start_out[row] = arrival
            duration_out[row] = min(leaving, minutes) - arrival
            row += 1
            if leaving >= minutes:
                break
            history = place_out[begun:row]
            there = np.int32(-1)
            if leaving < bedtime:
                state = following(state)
                if seen == 1 or unit(state) < exploration * seen ** (-gamma):
                    state, there = _explored(
                        state,
                        here,
                        history,
                        places,
                        index,
                        cell_first,
                        cell_places,
                        cell_weight,
                        jump,
                    )
                    if there >= 0:
                        seen += 1
                if there < 0:
                    state, there = _returned(state, here, history)
            if there < 0:
                there = home
            reached = leaving + _journey(places, here, there, walk_most, walk, ride)
            if reached >= bedtime and there != home:
                there = home
                reached = leaving + _journey(places, here, home, walk_most, walk, ride)
            if reached >= minutes:
                break
            if there == here:
                # Nowhere to go, or too late for it: the same stay goes on.
                row -= 1
            else:
                arrival = reached
            state, wait = _waiting(state, beta, cutoff, least)
            leaving = reached + wait
            if leaving >= bedtime:
                if there == home:
                    day += 1
                    state = following(state)
                    leaving = day * DAY + morning + (2.0 * unit(state) - 1.0) * spread
                    leaving = max(leaving, reached)
                    state = following(state)
                    bedtime = day * DAY + night + (2.0 * unit(state) - 1.0) * spread
                else:
                    leaving = bedtime
            here = there
        counts[offset] = row - begun
    return row
