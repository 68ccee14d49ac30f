"""V1, V2, V3: the simulation, beside numpy; and that memory does not grow with draws, nor digits change with threads."""
import json
import statistics

from common import example, load, peers_folder, python, row, run

ROUNDS = 3
DRAWS, MAPPINGS = 1_000, 10_000


def said(*command):
    return json.loads(run(*command, capture_output=True).stdout)


def near(ours):
    """The simulation holds its own closed form, or the figures are worth nothing."""
    # Four standard errors of a mean, and of a deviation whose tails are a little heavy.
    error = 4 * ours["closed_sd"] / DRAWS**0.5
    if abs(ours["year_mean"] - ours["closed_mean"]) > error or abs(ours["year_sd"] / ours["closed_sd"] - 1) > 0.12:
        raise SystemExit(f"the draws miss the closed form: {ours}")


def measure():
    program, numpy = example("simulation"), python("numpy")
    peer = peers_folder() / "mc_numpy.py"
    for target, what, option, must in [("V1", "all", [], 0.5), ("V2", "nodes", ["--no-leaf"], 0.3)]:
        taken = []
        for _ in range(ROUNDS):
            taken.append((said(program, what, DRAWS, MAPPINGS, 2), said(numpy, peer, DRAWS, *option)))
        load()
        ours, theirs = [statistics.median(side["wall_s"] for side in both) for both in zip(*taken)]
        near(taken[0][0])
        title = "10,000 mappings x 12 months x 1,000 draws" + (", nodes and year" if option else "")
        row(target, title, f"{ours:.2f} s", f"numpy {theirs:.2f} s", f"{ours / theirs:.3f}", f"<= {must}")
        rss, peer_rss = taken[0][0]["peak_mib"], taken[0][1]["peak_rss_mib"]
        row(target, "its memory", f"{rss:.0f} MiB", f"numpy {peer_rss} MiB", f"{rss / peer_rss:.2f}", "aim <= 128 MiB")
    digests = {said(program, "all", DRAWS, 1_000, threads)["digest"] for threads in (1, 2, 3)}
    if len(digests) != 1:
        raise SystemExit(f"the digits change with the number of threads: {digests}")
    row("V1", "digits with 1, 2 and 3 threads", "the same", "-", "-", "the same")
    few, many = [said(program, "all", draws, MAPPINGS, 2)["peak_mib"] for draws in (DRAWS, 10 * DRAWS)]
    row("G", "memory, 10,000 draws against 1,000", f"{many:.0f} MiB", f"few {few:.0f} MiB", f"{many / few:.2f}", "<= 1.2")
    ms = statistics.median(said(program, "edit", DRAWS, MAPPINGS, 2)["ms"] for _ in range(2 * ROUNDS + 1))
    row("V3", "one mapping edited, 50 shown again", f"{ms:.1f} ms", "-", "-", "<= 16 ms")
