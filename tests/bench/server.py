"""A release server on the benchmark's data, and what the benchmark asks of it."""

import json
import os
import re
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

BIN = os.environ.get("GUANXI_BIN", "target/release/guanxi")
PASSWORD = "Guanxi-demo-1"


def seed(customers):
    """The data folder with the demo company; made once for each number of customers and each set of migrations."""
    migrations = sorted(path.parent.name for path in Path("crates/persistence/migrations").glob("*/up.sql"))
    name = f"{customers}-{abs(hash_text(' '.join(migrations))) % 10**8:08d}"
    data = Path(".cache/bench").resolve() / name
    if not (data / "seeded").exists():
        print(f"seeding {customers:,} customers …", flush=True)
        data.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        run("demo", data, ["--customers", str(customers)])
        (data / "seeded").write_text(f"{time.monotonic() - begun:.0f} s\n")
        print(f"seeded in {time.monotonic() - begun:.0f} s", flush=True)
    return data


def hash_text(text):
    value = 0
    for character in text:
        value = (value * 31 + ord(character)) % 2**61
    return value


def run(command, data, arguments):
    environment = {**os.environ, "GUANXI_DATA": str(data), "GUANXI_LOG": "warn"}
    subprocess.run([BIN, command, *arguments], env=environment, check=True)


class Server:
    """`guanxi serve` with production settings; `log_statements` makes PostgreSQL log what the server sends."""

    def __init__(self, data, log_statements=False, database_url=None, key=None):
        environment = {
            **os.environ,
            "GUANXI_DATA": str(data),
            "GUANXI_LISTEN": "127.0.0.1:0",
            "GUANXI_LOG": "warn",
            "GUANXI_PUBLIC_RATE_LIMIT": "100000",
        }
        if log_statements:
            environment["PGOPTIONS"] = "-c log_statement=all -c log_min_duration_statement=-1"
        if database_url:
            environment |= {"DATABASE_URL": database_url, "GUANXI_KEY_FILE": str(key)}
        self.data = Path(data)
        begun = time.monotonic()
        self.process = subprocess.Popen([BIN, "serve"], env=environment, stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()
        self.started_in = time.monotonic() - begun
        address = re.search(r"http://\S+", ready)
        if not address:
            raise SystemExit("the server did not start")
        self.url = address.group(0)
        self.key_file = self.data / "keys/master.key"
        self.token = None

    @property
    def database_url(self):
        """libpq's address of the embedded database: the socket folder stands in postmaster.pid (line 5)."""
        lines = (self.data / "postgres/postmaster.pid").read_text().splitlines()
        return f"postgresql://guanxi@/guanxi?host={urllib.parse.quote(lines[4].strip(), safe='')}&port={lines[3].strip()}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)

    def request(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.url + "/api/v1" + path, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data) as answer:
            return json.loads(answer.read() or b"null")

    def get(self, path):
        return self.request("GET", path)

    def sign_in(self, login):
        self.token = self.request("POST", "/auth/login", {"login": login, "password": PASSWORD})["access_token"]

    def memory_mib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024

    @staticmethod
    def quote(text):
        return urllib.parse.quote(text)

    def sql(self, text):
        return subprocess.run(
            ["psql", "-At", self.database_url, "-c", text], capture_output=True, text=True, check=True
        ).stdout.strip()

    def rare_word(self):
        """Two characters that stand in about one name of ten thousand (of a sample)."""
        names = self.sql("SELECT name FROM customer TABLESAMPLE SYSTEM (2) REPEATABLE (1) LIMIT 20000").splitlines()
        counts = {}
        for name in names:
            for pair in {name[i : i + 2] for i in range(len(name) - 1)}:
                if all("一" <= c <= "鿿" for c in pair):
                    counts[pair] = counts.get(pair, 0) + 1
        return min(counts, key=lambda pair: abs(counts[pair] - len(names) / 10_000))

    def initials_of(self, name):
        """The pinyin initials of a name's brand, as the record's own tokens have them."""
        tokens = self.sql(
            "SELECT tokens FROM search_entry WHERE title = '" + name.replace("'", "''") + "' LIMIT 1"
        )
        initials = [word for word in re.findall(r"'n:([a-z]{4,8})'", tokens)]
        return min(initials, key=len) if initials else "hxkj"

    def deep_cursor(self):
        cursor = ""
        for _ in range(250):
            page = self.get(f"/customers?limit=200&sort=name{cursor}")
            if not page["next_cursor"]:
                break
            cursor = "&cursor=" + page["next_cursor"]
        return cursor.removeprefix("&cursor=")
