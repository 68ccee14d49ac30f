"""How cost grows: two sizes in one run, whose ratio has a bound."""
import re
import statistics
import tempfile

from common import example, row, run

ROUNDS = 5


def figures(program, what, store):
    said = run(program, what, store, capture_output=True).stdout
    seconds, peak, rows = re.search(r"seconds (\S+) peak_mib (\S+) rows (\d+)", said).groups()
    return float(seconds), float(peak), int(rows)


def compare(program, what, title, small, large, bounds):
    """Reads both stores in turns, each time in a new process; the first round only warms the machine's file cache."""
    taken = [[figures(program, what, store) for store in (small, large)] for _ in range(ROUNDS + 1)][1:]
    (seconds, peak, _), (more_seconds, more_peak, n_rows) = [[statistics.median(part) for part in zip(*of_one)] for of_one in zip(*taken)]
    if n_rows == 0:
        raise SystemExit(f"{title}: nothing was read")
    time_bound, memory_bound = bounds
    row("G", f"{title}: time", f"{more_seconds:.3f} s", f"small {seconds:.3f} s", f"{more_seconds / seconds:.2f}", f"<= {time_bound}")
    if memory_bound:
        row("G", f"{title}: peak memory", f"{more_peak:.0f} MiB", f"small {peak:.0f} MiB", f"{more_peak / peak:.2f}", f"<= {memory_bound}")


def measure():
    program = example("growth")
    with tempfile.TemporaryDirectory() as folder:

        def store(name, services, mappings, per_day, months):
            run(program, "fill", f"{folder}/{name}", services, mappings, per_day, months, capture_output=True)
            return f"{folder}/{name}"

        # A check every 6 hours, and ten times as many.
        base = store("mappings", services=1_000, mappings=10, per_day=4, months=1)
        raw = store("mappings-raw", services=1_000, mappings=10, per_day=40, months=1)
        compare(program, "report", "10,000 mappings, 10 x raw samples", base, raw, (1.1, 1.1))
        few = store("few-mappings", services=100, mappings=10, per_day=4, months=1)
        compare(program, "report", "10,000 mappings against 1,000", few, base, (10, None))
        base = store("services", services=200, mappings=1, per_day=4, months=13)
        raw = store("services-raw", services=200, mappings=1, per_day=40, months=13)
        compare(program, "overview", "Overview of 200 services, 10 x raw samples", base, raw, (1.1, 1.1))
        base = store("year", services=10, mappings=1, per_day=4, months=13)
        long = store("years", services=10, mappings=1, per_day=4, months=156)
        compare(program, "report", "report with 12 x history", base, long, (1.1, 1.1))
