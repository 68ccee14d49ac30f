"""Which inputs a sum of products rests on, by numpy: one case a line, the inputs, each line's inputs, and the shares."""

import json

import numpy as np

DRAWS = 400_000
chance = np.random.default_rng(20261103)


def stated():
    kind = str(chance.choice(["normal", "log-normal", "triangular"]))
    if kind == "normal":
        mean, sd = chance.uniform(5, 20), chance.uniform(0.1, 4)
        return {"kind": kind, "a": mean, "b": sd, "c": 0}, chance.normal(mean, sd, DRAWS)
    if kind == "log-normal":
        mean, sd = chance.uniform(0, 3), chance.uniform(0.02, 0.4)
        return {"kind": kind, "a": mean, "b": sd, "c": 0}, np.exp(chance.normal(mean, sd, DRAWS))
    low, mode, high = np.sort(chance.uniform(1, 20, 3))
    return {"kind": kind, "a": low, "b": mode, "c": high}, chance.triangular(low, mode, high, DRAWS)


for _ in range(30):
    inputs, draws = zip(*[stated() for _ in range(6)])
    # Three lines of two factors each; some share an input.
    lines = [[int(index) for index in chance.choice(6, 2, replace=False)] for _ in range(3)]
    total = sum(draws[first] * draws[second] for first, second in lines)
    used = sorted({index for line in lines for index in line})
    squares = {index: np.corrcoef(draws[index], total)[0, 1] ** 2 for index in used}
    shares = {str(index): square / sum(squares.values()) for index, square in squares.items()}
    print(json.dumps({"inputs": inputs, "lines": lines, "shares": shares}))
