#!/usr/bin/env python3
"""Shares of a change between two months by brute force, apart from the product's code, and writes bridge.json.

The rule (docs/methodology.md, "From last month to this month"): each thing that changed is set from its value of last month to that
of this month, one after the other; what the amount moves at its turn, averaged over every order, is its share. Here every order is
really walked, in exact fractions. Shares are added up by part, rounded half to even, and the rest goes to the largest (of equals the
first part). Run it after adding a case: python3 tests/golden/bridge.py
"""

import itertools
import json
import pathlib
import random
from fractions import Fraction

MINOR = {"USD": 2, "VND": 0, "KWD": 3}
SCALE = {"h": Fraction(3600), "min": Fraction(60), "pt": Fraction(1, 100)}
PARTS = ["indicator", "baseline", "volume", "unit-value", "effect", "exchange-rate"]
chance = random.Random(20261124)
cases = []


def scale(unit):
    over, *under = unit.split("/")
    product = Fraction(1)
    for symbol in over.split("*"):
        product *= SCALE.get(symbol, 1)
    for part in under:
        for symbol in part.split("*"):
            product /= SCALE.get(symbol, 1)
    return product


def term(role, part, name, value, unit, **more):
    return {"role": role, "name": name, "value": value, "unit": unit, "part": part, **more}


def things(then, now):
    """Players: name -> (part, value then, value now), and the amount as a function of their values."""
    players, sums = {}, []
    common = [i for i, t in enumerate(now) if t["role"] in ("factor", "complement")]
    for i, (a, b) in enumerate(zip(then, now)):
        enters = lambda t: 1 - Fraction(t["value"]) if t["role"] == "complement" else Fraction(t["value"])
        players[i] = [b["part"], enters(a), enters(b)]
    pairs, cells = [], []
    for i, t in enumerate(now):
        if t["role"] in ("first", "count"):
            pairs.append([i, None])
            cells.append([])
        elif t["role"] in ("second", "expected"):
            pairs[-1][1] = i
        elif t["role"] == "cell-value":
            cells[-1].append(i)
    for (first, second), own in zip(pairs, cells):
        actual, base = (first, second) if now[first]["part"] == "indicator" else (second, first)
        for i in common:
            for side, t in ((1, then[i]), (2, now[i])):
                if "at_actual" in t:
                    players[actual][side] *= Fraction(t["at_actual"]) / Fraction(t["value"])
        same = now[base].get("record") and now[base].get("record") == then[base].get("record")
        x, y = Fraction(then[base]["value"]), Fraction(now[base]["value"])
        if same and x != y:
            players[base][0] = "volume"
        relative = bool(same and x != y and x and y and now[base]["role"] == "expected")
        if relative:
            players[actual][1] /= x
            players[actual][2] /= y
        sums.append((actual, base, actual == first, relative, own))

    def amount(values):
        rest = Fraction(1)
        for i in common:
            rest *= values[i] * scale(now[i]["unit"])
        if not sums:
            return rest
        total = Fraction(0)
        for actual, base, first, relative, own in sums:
            measured = values[actual] * (values[base] if relative else 1)
            line = (measured - values[base]) * scale(now[base]["unit"])
            for i in own:
                line *= values[i] * scale(now[i]["unit"])
            total += line if first else -line
        return total * rest

    return players, amount


def case(name, currency, then, now):
    players, amount = things(then, now)
    changed = [i for i, (_, a, b) in players.items() if a != b]
    shares = {i: Fraction(0) for i in changed}
    orders = list(itertools.permutations(changed))
    for order in orders:
        values = {i: a for i, (_, a, _) in players.items()}
        at = amount(values)
        for i in order:
            values[i] = players[i][2]
            to = amount(values)
            shares[i] += to - at
            at = to
    minor = 10 ** MINOR[currency]
    first = round(amount({i: a for i, (_, a, _) in players.items()}) * minor)
    last = round(amount({i: b for i, (_, _, b) in players.items()}) * minor)
    by_part = {}
    for i in changed:
        by_part[players[i][0]] = by_part.get(players[i][0], 0) + shares[i] / len(orders)
    rounded = {part: round(by_part[part] * minor) for part in PARTS if part in by_part}
    if rounded:
        largest = max(rounded, key=lambda part: abs(rounded[part]))
        rounded[largest] += last - first - sum(rounded.values())
    cases.append({"name": name, "currency": currency, "then": then, "now": now, "before": first, "after": last, "shares": rounded})


def digits(whole, places):
    scaled = chance.randint(1, whole * 10**places)
    text = str(scaled).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}" if places else text


def twice(make, keep=0.25):
    """Two months' values; some stay as they are."""
    first = make()
    return (first, first) if chance.random() < keep else (first, make())


def by_chance(n, currency):
    hours, allowed = twice(lambda: digits(9, 2)), twice(lambda: digits(9, 2))
    price, own = twice(lambda: digits(29_999, 2)), twice(lambda: digits(29_999, 2))
    kept, margin = twice(lambda: digits(1, 2)), twice(lambda: digits(1, 3))
    record = chance.choice([None, "baseline-a"])
    apart = n % 2 == 0
    months = []
    for m in (0, 1):
        base = {"record": record} if record else {}
        dearer = {"at_actual": own[m]} if apart else {}
        months.append([
            term("first", "baseline", "baseline downtime", allowed[m], "h", **base),
            term("second", "indicator", "downtime", hours[m], "h"),
            term("factor", "unit-value", "revenue per hour", price[m], f"{currency}/h", **dearer),
            term("complement", "unit-value", "share that returns", kept[m], "1"),
            term("factor", "effect", "kept", margin[m], "1"),
        ])
    case(f"revenue protected {n}", currency, *months)
    score, base = twice(lambda: digits(100, 1)), twice(lambda: digits(100, 1), 0.6)
    orders, worth, rate = twice(lambda: digits(999_999, 0)), twice(lambda: digits(9, 2)), twice(lambda: digits(3, 4))
    months = [[
        term("first", "indicator", "accuracy", score[m], "pt"),
        term("second", "baseline", "baseline accuracy", base[m], "pt", record=f"baseline-{m}"),
        term("factor", "volume", "orders", orders[m], "order"),
        term("factor", "unit-value", "worth", worth[m], "SGD/order"),
        term("factor", "exchange-rate", "rate", rate[m], f"{currency}/SGD"),
    ] for m in (0, 1)]
    case(f"accuracy in another currency {n}", currency, *months)
    lift, units, share, value = (twice(lambda w=w: digits(*w)) for w in ((5, 2), (999_999, 0), (1, 2), (40, 2)))
    months = [[
        term("factor", "effect", "lift", lift[m], "pt"),
        term("factor", "volume", "visits", units[m], "visit"),
        term("factor", "volume", "exposed share", share[m], "1"),
        term("factor", "unit-value", "value", value[m], f"{currency}/visit"),
    ] for m in (0, 1)]
    case(f"no bracket {n}", currency, *months)


def cells(n, currency):
    """Kinds of outcome that are added up; in every second case the baseline rates are the same, over another number of cases."""
    counts, expected, values = ([twice(lambda: digits(*w), 0.4) for _ in "ab"] for w in ((9_999, 0), (9_999, 2), (90, 2)))
    margin = twice(lambda: digits(1, 2))
    months = []
    for m in (0, 1):
        chain = []
        for kind in (0, 1):
            chain += [
                term("count", "indicator", f"count {kind}", counts[kind][m], "case"),
                term("expected", "baseline", f"expected {kind}", expected[kind][m], "case", record="b" if n % 2 else f"b{m}"),
                term("cell-value", "unit-value", f"value {kind}", ("-" if kind else "") + values[kind][m], f"{currency}/case"),
            ]
        months.append(chain + [term("factor", "unit-value", "margin", margin[m], "1")])
    case(f"kinds of outcome {n}", currency, *months)


def by_hand():
    """Worked out in docs/methodology.md."""
    month = lambda right, cases, worth: [
        term("first", "indicator", "accuracy", right, "1"), term("second", "baseline", "baseline accuracy", "0.92", "1", record="b"),
        term("factor", "volume", "decisions", cases, "decision"), term("factor", "unit-value", "value", worth, "USD/decision")]
    case("accuracy, volume and value at once", "USD", month("0.93", "100000", "0.50"), month("0.94", "120000", "0.40"))
    case("nothing changed", "USD", month("0.93", "100000", "0.50"), month("0.93", "100000", "0.50"))
    hours = lambda down, allowed: [
        term("first", "baseline", "baseline downtime", allowed, "h", record="b"), term("second", "indicator", "downtime", down, "h"),
        term("factor", "unit-value", "revenue per hour", "1000", "USD/h"), term("complement", "unit-value", "returns", "0.35", "1")]
    case("a longer month", "USD", hours("1.00", "7.20"), hours("10.44", "7.44"))
    errors = lambda missed, expected: [
        term("count", "indicator", "missed", missed, "case"), term("expected", "baseline", "missed expected", expected, "case", record="b"),
        term("cell-value", "unit-value", "value of one", "-40", "USD/case")]
    case("twice the traffic", "USD", errors("30", "50"), errors("60", "100"))
    case("from no downtime at all", "USD", hours("0.00", "7.20"), hours("2.48", "7.44"))


by_hand()
for n in range(24):
    by_chance(n, list(MINOR)[n % len(MINOR)])
for n in range(8):
    cells(n, list(MINOR)[n % len(MINOR)])
lines = ",\n".join(json.dumps(made) for made in cases)
pathlib.Path(__file__).with_name("bridge.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
print(f"{len(cases)} cases")
