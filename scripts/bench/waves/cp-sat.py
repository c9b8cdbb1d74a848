"""CP-SAT alone on a planning problem of the bench: single modes, renewable resources, calendars, finish-start, due.

Reads the problem as JSON from standard input, prints {"status", "lateness", "makespan", "bound"}.
Usage: python3 cp-sat.py SECONDS WORKERS
"""
import json
import sys

from ortools.sat.python import cp_model


def main() -> None:
    seconds, workers = float(sys.argv[1]), int(sys.argv[2])
    problem = json.load(sys.stdin)
    horizon = problem["horizon"]
    model = cp_model.CpModel()
    starts, ends, intervals, lateness = {}, {}, {}, []
    for name, task in problem["tasks"].items():
        duration = task["duration"]
        closed = {p for c in task["calendars"] for a, b in problem["calendars"][c]["closed"] for p in range(a, b)}
        allowed = [t for t in range(horizon - duration + 1) if closed.isdisjoint(range(t, t + duration))]
        starts[name] = model.new_int_var_from_domain(cp_model.Domain.from_values(allowed), name)
        ends[name] = starts[name] + duration
        intervals[name] = model.new_fixed_size_interval_var(starts[name], duration, name)
        late = model.new_int_var(0, horizon, f"late {name}")
        model.add(late >= ends[name] - task["due"])
        lateness.append(late)
    for link in problem["precedences"]:
        model.add(starts[link["to"]] >= ends[link["from"]])
    for name, resource in problem["resources"].items():
        users = [(intervals[t], task["demands"][name]) for t, task in problem["tasks"].items() if task["demands"].get(name)]
        given = resource["capacity"]
        capacity = given if isinstance(given, list) else [given]
        capacity = capacity[:horizon] + [capacity[-1]] * (horizon - len(capacity))
        most = max(capacity)
        lacking = [(model.new_fixed_size_interval_var(t, 1, ""), most - c) for t, c in enumerate(capacity) if c < most]
        both = users + lacking
        model.add_cumulative([i for i, _ in both], [d for _, d in both], most)
    makespan = model.new_int_var(0, horizon, "makespan")
    for end in ends.values():
        model.add(makespan >= end)
    model.minimize(sum(lateness) * (horizon + 1) + makespan)

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    print(
        json.dumps(
            {
                "status": solver.status_name(status),
                "lateness": sum(solver.value(late) for late in lateness) if found else None,
                "makespan": solver.value(makespan) if found else None,
                "bound": solver.best_objective_bound,
            }
        )
    )


main()
