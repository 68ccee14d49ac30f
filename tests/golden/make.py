#!/usr/bin/env python3
"""Computes the amounts of chains with Python's exact fractions, apart from the product's code, and writes valuation.json.

The rule (docs/methodology.md, section 5): direction x (actual - baseline) x factors, every factor as printed, rounded once, half
to even, to the currency's minor unit. Run it after adding a case: python3 tests/golden/make.py
"""

import json
import pathlib
import random
from fractions import Fraction

MINOR = {"USD": 2, "IDR": 2, "VND": 0, "JPY": 0, "KWD": 3}
TO_HOURS = {"h": Fraction(1), "min": Fraction(1, 60), "s": Fraction(1, 3600), "d": Fraction(24)}
chance = random.Random(20261101)
cases = []


def factor(name, value, unit, complement=False, at_actual=None):
    made = {"name": name, "value": value, "unit": unit}
    if complement:
        made["complement"] = True
    if at_actual is not None:
        made["at_actual"] = at_actual
    return made


def scale(unit, per_hour):
    """What one of the indicator's unit is in the unit the price is for."""
    if unit == "pt":
        return Fraction(1, 100)
    return TO_HOURS[unit] if per_hour else Fraction(1)


def amount(currency, better, unit, actual, baseline, factors, per_hour):
    a, b = Fraction(actual), Fraction(baseline)
    apart = next((f for f in factors if "at_actual" in f), None)
    if apart:
        a, b = a * Fraction(apart["at_actual"]), b * Fraction(apart["value"])
    product = (a - b if better == "higher" else b - a) * scale(unit, per_hour)
    for f in factors:
        if f is apart:
            continue
        value = Fraction(f["value"])
        product *= (1 - value if f.get("complement") else value) * (Fraction(1, 100) if f["unit"] == "pt" else 1)
    # round() of a Fraction is half to even.
    return round(product * 10 ** MINOR[currency])


def case(name, template, currency, better, unit, actual, baseline, factors, per_hour=False):
    minor = amount(currency, better, unit, actual, baseline, factors, per_hour)
    assert abs(minor) < 2**63, name
    cases.append({
        "name": name,
        "input": {
            "template": template, "month": "2026-10", "time_zone": "Asia/Singapore", "currency": currency, "better": better,
            "indicator": {"name": "x", "unit": unit, "actual": {"value": actual}, "baseline": {"value": baseline}},
            "factors": factors,
        },
        "minor": minor,
    })


def digits(whole, places):
    """A decimal with `places` decimals, up to `whole`."""
    scaled = chance.randint(0, whole * 10**places)
    text = str(scaled).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}" if places else text


def by_chance(n, currency):
    share = factor("share that returns", digits(1, 2), "1", complement=True)
    unit = chance.choice(list(TO_HOURS))
    case(f"revenue protected {n}", "revenue_protected", currency, "lower", unit, digits(90, 2), digits(9, 2),
         [factor("per hour", digits(99_999, 2), f"{currency}/h"), share], per_hour=True)
    case(f"revenue protected by the hour of the week {n}", "revenue_protected", currency, "lower", "h", digits(9, 2), digits(9, 2),
         [factor("per hour", digits(99_999, 2), f"{currency}/h", at_actual=digits(99_999, 2)), share], per_hour=True)
    points = chance.random() < 0.5
    case(f"accuracy lift {n}", "accuracy_lift", currency, "higher", "pt" if points else "1",
         digits(100, 2) if points else digits(1, 4), digits(100, 2) if points else digits(1, 4),
         [factor("decisions", digits(9_999_999, 0), "decision"), factor("worth", digits(9, 3), f"{currency}/decision")])
    case(f"cost saved {n}", "cost_saved", currency, "lower", f"{currency}/prediction", digits(1, 6), digits(1, 6),
         [factor("served", digits(99_999_999, 0), "prediction")])
    unit = chance.choice(list(TO_HOURS))
    case(f"team time {n}", "team_time", currency, "lower", unit, digits(2_000, 1), digits(2_000, 1),
         [factor("rate", digits(99, 2), f"{currency}/h")], per_hour=True)
    case(f"own chain {n}", "own_chain", currency, chance.choice(["higher", "lower"]), "1", digits(100, 3), digits(100, 3),
         [factor("orders", digits(999_999, 0), "order"), factor("points", digits(5, 2), "pt"),
          factor("margin", digits(300, 2), f"{currency}/order")])


def ties():
    """Products that lie exactly half way between two minor units, on both sides of zero."""
    for currency, places in MINOR.items():
        half = f"0.{'0' * places}5"
        for k in range(1, 8):
            for better in ("higher", "lower"):
                case(f"tie {currency} {k} {better}", "own_chain", currency, better, "h", str(k), "0",
                     [factor("half of the smallest unit", half, f"{currency}/h")])


def long_products():
    """More digits than a 28-digit decimal holds: one that rounds on the way sees ties that are none."""
    for k, tail in enumerate(("000000000000001", "000000000000003", "999999999999999")):
        case(f"31 digits {k}", "own_chain", "JPY", "higher", "h", f"1.{tail}", "0",
             [factor("a", f"1.{tail}", "1"), factor("half", "0.5", "JPY/h")])
        case(f"45 digits {k}", "own_chain", "USD", "higher", "h", f"1234567.{tail}", "0.000000000000001",
             [factor("a", f"1.{tail}", "1"), factor("b", f"98765.{tail[:10]}", "USD/h")])


long_products()
ties()
for n in range(20):
    by_chance(n, list(MINOR)[n % len(MINOR)])
lines = ",\n".join(json.dumps(made) for made in cases)
pathlib.Path(__file__).with_name("valuation.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
print(f"{len(cases)} cases")
