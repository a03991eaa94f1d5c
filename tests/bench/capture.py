"""What the server sends for a request, read from PostgreSQL's own log, and the same statements by pgbench."""

import re
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

VARIANTS = 20


def capture(server, load):
    """For some requests of the load, the statements that the server issued, parameters filled in."""
    variants = []
    for method, path, *_ in load.requests[:VARIANTS]:
        warm(server, method, path)
        before = position(server)
        answer = send(server, method, path)
        time.sleep(0.3)
        variants.append([script(sql, fresh(server, method, answer)) for sql in statements(server, before)])
    return [variant for variant in variants if variant]


def fresh(server, method, answer):
    """What must differ each time that a write is repeated: ids and numbers, drawn from pgbench's `:n`."""
    if method == "GET":
        return {}
    event = server.sql(f"SELECT id FROM event WHERE record_id = '{answer['id']}' ORDER BY id DESC LIMIT 1")
    replaced = {event: "md5(:n::text || 'event')::uuid"}
    if method == "POST":
        replaced |= {answer["id"]: "md5(:n::text)::uuid", answer["number"]: "('B' || :n::text)"}
    return replaced


def warm(server, method, path):
    # The first request of a connection also prepares and loads; what counts is the ordinary one.
    for _ in range(12):
        send(server, method, path)


def send(server, method, path):
    if method == "GET":
        return server.get(path)
    if method == "POST":
        number = uuid.uuid4().int
        body = {"name": f"基准测试{number % 10**9}号贸易有限公司", "phone": f"139{number % 10**8:08d}", "level": "C"}
        return server.request("POST", path, body)
    present = server.get(path)["version"]
    return server.request("PATCH", path, {"remark": f"第{present}次"}, {"If-Match": f'"{present}"'})


def logs(server):
    return sorted((server.data / "postgres/log").glob("*"), key=lambda path: path.stat().st_mtime)


def position(server):
    path = logs(server)[-1]
    return path, path.stat().st_size


def statements(server, before):
    """The statements of the request's connection after a place in the log, with `$n` replaced by quoted values."""
    path, offset = before
    text = path.read_bytes()[offset:].decode(errors="replace")
    sequence = []
    for entry in re.split(r"\n(?=\d{4}-\d\d-\d\d \d\d:\d\d)", text):
        pid = re.match(r"[^\n]*?\[(\d+)\]", entry)
        if "LOG:  execute" in entry or "LOG:  statement:" in entry:
            sql = re.split(r"LOG:  (?:execute [^:]*|statement): ", entry, maxsplit=1)[1]
            sequence.append([pid and pid.group(1), sql.strip()])
        elif "DETAIL:  " in entry and sequence:
            sequence[-1][1] = fill(sequence[-1][1], entry.split("DETAIL:  ", 1)[1])
    # Relay and jobs take their connections from the same pool; the request's is the last that names a customer.
    wanted = next((pid for pid, sql in reversed(sequence) if '"customer"' in sql), None)
    return [sql for span in spans(sql for pid, sql in sequence if pid == wanted) for sql in span]


NOT_OURS = ("pg_try_advisory_xact_lock", '"job"', '"job_schedule"')


def spans(statements_):
    """The transactions and lone statements of a connection, without those of the relay and the workers."""
    span, found = [], []
    for sql in statements_:
        span.append(sql)
        if span[0].startswith("BEGIN") and not sql.startswith(("COMMIT", "ROLLBACK")):
            continue
        if not any(mark in one for one in span for mark in NOT_OURS):
            found.append(span)
        span = []
    return found


def fill(sql, detail):
    values = dict(re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", detail))
    return re.sub(r"\$(\d+)", lambda match: values.get(match.group(1), "NULL"), sql)


def script(sql, replaced):
    """A statement as pgbench takes it: one line, no colon in a literal (pgbench would see a variable), fresh ids."""
    for literal, expression in replaced.items():
        sql = sql.replace(f"'{literal}'", expression)
    # A repeated update finds the version that the last one wrote.
    sql = re.sub(r"(\"version\" = )'\d+'(\)*)$", r'\1"customer"."version"\2', sql)
    sql = re.sub(r"(\"version\" = )'\d+'(?=\)* AND|\)*;?$)", r'\1"customer"."version"', sql)
    return re.sub(r"'(?:[^']|'')*'", escape, sql).replace("\n", " ").rstrip(";") + ";"


def escape(literal):
    text = literal.group(0)
    if ":" not in text:
        return text
    return "E" + text.replace("\\", "\\\\").replace(":", "\\x3A").replace("\n", "\\n")


def pgbench(server, variants, connections, seconds):
    """Transactions per second of the same statements, prepared."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, statements_ in enumerate(variants):
            path = Path(folder) / f"{number}.sql"
            path.write_text("\\set n random(1, 1000000000000)\n" + "\n".join(statements_) + "\n")
            files += ["-f", str(path)]
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j", "2", "-T", str(seconds)]
        done = subprocess.run([*command, *files, server.database_url], capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found:
        print(done.stderr[-2000:])
        return 0.0
    return float(found.group(1))
