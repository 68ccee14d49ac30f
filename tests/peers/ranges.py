"""Draws chains with numpy, apart from the product's code: one case a line, the request, and P10, P90 and the share of losses."""

import json

import numpy as np
from scipy import stats

DRAWS = 400_000
chance = np.random.default_rng(20261101)


def uncertain(centre, width):
    """A stated value with a random shape, and its draws."""
    low, high = centre * (1 - width * chance.uniform(0.5, 1)), centre * (1 + width * chance.uniform(0.5, 1))
    shape = str(chance.choice(["normal", "log-normal", "triangular", "fixed"]))
    confidence = int(chance.choice([80, 90, 95]))
    z = 2 * stats.norm.ppf(0.5 + confidence / 200)
    if shape == "normal":
        draws = chance.normal(centre, (high - low) / z, DRAWS)
    elif shape == "log-normal":
        draws = np.exp(chance.normal((np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / z, DRAWS))
    elif shape == "triangular":
        draws = chance.triangular(low, centre, high, DRAWS)
    else:
        return {"value": repr(float(centre))}, np.full(DRAWS, centre)
    text = lambda number: repr(round(float(number), 9))
    return {"value": text(centre), "low": text(low), "high": text(high), "confidence": confidence, "shape": shape}, draws


for _ in range(60):
    actual, actual_draws = uncertain(chance.uniform(90, 120), 0.2)
    baseline, baseline_draws = uncertain(chance.uniform(80, 110), 0.2)
    price, price_draws = uncertain(chance.uniform(1, 50), 0.6)
    share, share_draws = uncertain(chance.uniform(0.2, 0.6), 0.5)
    better = str(chance.choice(["higher", "lower"]))
    amount = (actual_draws - baseline_draws) * (1 if better == "higher" else -1) * price_draws * (1 - share_draws)
    request = {
        "template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": better,
        "indicator": {"unit": "order", "actual": actual, "baseline": baseline},
        "factors": [{"name": "price", "unit": "USD/order", **price}, {"name": "share", "unit": "1", "complement": True, **share}],
    }
    low, high = np.quantile(amount, [0.1, 0.9])
    print(json.dumps({"request": request, "low": low, "high": high, "p_loss": float((amount < 0).mean())}))
