"""Measures the speed targets: the server with wrk, and PostgreSQL alone with pgbench running the same statements.

Both run on the same database, one after the other, so that their ratio says what our own code costs whatever the
machine. `--seconds`, `--customers` and `--only` make a shorter run.
"""

import argparse
import json
import sys
from pathlib import Path

from capture import capture, pgbench
from load import Load, wrk
from server import Server, seed

TARGETS = {  # row: (p99 in ms at 16 connections, ratio to pgbench), specification 12 "Speed"
    "one by id": (5, 0.25),
    "first page, newest first": (12, 0.3),
    "owner + level, by name": (15, 0.3),
    "substring, common word": (40, 0.6),
    "substring, rare word": (40, 0.6),
    "pinyin initials": (20, 0.4),
    "phone tail": (20, 0.4),
    "deep page by cursor": (12, None),
    "create": (25, 0.4),
    "update": (25, 0.4),
}


def loads(server):
    """The requests of each row, as the manager sends them."""
    get = server.get
    page = get("/customers?limit=200")["items"]
    ids = [item["id"] for item in page]
    owner = next(item["owner_id"] for item in page if item["owner_id"])
    filter_ = f'owner == "{owner}" && level == "B"'
    common = most_common_word(page)
    rare = server.rare_word()
    initials = get("/customers?limit=1&q=" + server.quote(rare))["items"]
    phones = [item["phone"] for item in page if item.get("phone")]
    yield Load("one by id", [("GET", f"/customers/{id_}") for id_ in ids])
    yield Load("first page, newest first", [("GET", "/customers?limit=50")])
    yield Load("owner + level, by name", [("GET", f"/customers?limit=50&sort=name&filter={server.quote(filter_)}")])
    yield Load("substring, common word", [("GET", f"/customers?limit=20&q={server.quote(common)}")])
    yield Load("substring, rare word", [("GET", f"/customers?limit=20&q={server.quote(rare)}")])
    letters = server.initials_of(initials[0]["name"] if initials else rare)
    yield Load("pinyin initials", [("GET", f"/customers?limit=20&q={letters}")])
    tails = ["".join(c for c in phone if c.isdigit())[-6:] for phone in phones[:50]]
    yield Load("phone tail", [("GET", f"/customers?limit=20&q={tail}") for tail in tails])
    yield Load("deep page by cursor", [("GET", f"/customers?limit=50&sort=name&cursor={server.deep_cursor()}")])
    yield Load("create", [("POST", "/customers")])
    yield Load("update", [("PATCH", f"/customers/{item['id']}", item["version"]) for item in page])


def most_common_word(page):
    counts = {}
    for item in page:
        name = item["name"]
        for i in range(len(name) - 1):
            pair = name[i : i + 2]
            if pair not in ("有限", "限公", "公司", "责任", "任公"):
                counts[pair] = counts.get(pair, 0) + 1
    # The word that is nearest to a tenth of the names.
    return min(counts, key=lambda pair: abs(counts[pair] - len(page) / 10))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--seconds", type=int, default=8)
    arguments.add_argument("--only", help="rows whose name contains this")
    options = arguments.parse_args()
    data = seed(options.customers)
    rows = []
    with Server(data) as server:
        server.sign_in("manager")
        planned = [load for load in loads(server) if not options.only or options.only in load.name]
    for load in planned:
        rows.append(measure(data, load, options.seconds))
        print(line(rows[-1]), flush=True)
    figures = {"rows": rows, "start": startup(data), "customers": options.customers}
    write(figures)


def measure(data, load, seconds):
    with Server(data, log_statements=True) as server:
        server.sign_in("manager")
        statements = capture(server, load)
    row = {"name": load.name, "statements": len(statements[0])}
    with Server(data) as server:
        server.sign_in("manager")
        wrk(server, load, 1, 2)  # warm
        for connections in (1, 16):
            row[f"c{connections}"] = wrk(server, load, connections, seconds)
        row["rss_mib"] = server.memory_mib()
        for connections in (1, 16):
            row[f"pg{connections}"] = pgbench(server, statements, connections, seconds)
    row["ratio"] = row["c16"]["rps"] / row["pg16"] if row["pg16"] else None
    return row


def startup(data):
    """From the start of the process to the ready line, embedded PostgreSQL included, and with it already running."""
    embedded, warm = [], []
    for _ in range(5):
        with Server(data) as server:
            embedded.append(server.started_in)
            with Server(data, database_url=server.database_url, key=server.key_file) as second:
                warm.append(second.started_in)
                idle = second.memory_mib()
    return {"embedded_ms": sorted(embedded)[2] * 1000, "warm_ms": sorted(warm)[2] * 1000, "idle_mib": idle}


HEADER = (
    f"{'operation':26}{'1 conn p50':>11}{'p99':>8}{'req/s':>8}{'16 conn p50':>13}{'p99':>8}{'req/s':>8}"
    f"{'pgbench':>9}{'ratio':>7}  target"
)


def line(row):
    one, many = row["c1"], row["c16"]
    p99, ratio = TARGETS[row["name"]]
    if row["ratio"] is None:
        raise SystemExit(f"pgbench could not run the statements of {row['name']!r}")
    met = many["p99"] <= p99 and (ratio is None or row["ratio"] >= ratio)
    wanted = f"p99 ≤ {p99} ms" + (f", ratio ≥ {ratio}" if ratio else "")
    return (
        f"{row['name']:26}{one['p50']:>11.2f}{one['p99']:>8.2f}{one['rps']:>8.0f}{many['p50']:>13.2f}{many['p99']:>8.2f}"
        f"{many['rps']:>8.0f}{row['pg16']:>9.0f}{row['ratio']:>7.2f}  {wanted}: {'met' if met else 'NOT MET'}"
        + (f"  ({many['errors']} errors)" if many["errors"] else "")
    )


def write(figures):
    start = figures["start"]
    text = [f"{figures['customers']:,} customers, manager with department scope; milliseconds", HEADER]
    text += [line(row) for row in figures["rows"]]
    rss = max((row["rss_mib"] for row in figures["rows"]), default=0)
    text.append(
        f"start to ready: {start['warm_ms']:.0f} ms with a running database (target 150), "
        f"{start['embedded_ms']:.0f} ms with embedded PostgreSQL (target 1000)"
    )
    text.append(f"server memory: {start['idle_mib']:.0f} MiB idle (target 40), {rss:.0f} MiB under this load (target 120)")
    print("\n" + "\n".join(text))
    out = Path("target/bench")
    out.mkdir(parents=True, exist_ok=True)
    (out / "table.txt").write_text("\n".join(text) + "\n")
    (out / "figures.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
