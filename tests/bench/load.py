"""The load generator: wrk with a script that draws requests from a list."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Load:
    """One row of the table: a name and the requests that are drawn in turn."""

    name: str
    requests: list


SCRIPT = """
-- Each thread takes its own share of the requests, so that no two update one record at once.
local requests = {%s}
local threads = 0
function setup(thread) thread:set("number", threads) threads = threads + 1 end
local at, mine, made = 0, {}, 0
function init()
  math.randomseed(number + 1)
  for i, r in ipairs(requests) do if #requests < 4 or i %% 2 == number %% 2 then mine[#mine + 1] = r end end
end
function request()
  at = at %% #mine + 1
  local r = mine[at]
  local headers = { ["Authorization"] = "Bearer %s", ["Content-Type"] = "application/json" }
  if r.method == "POST" then
    made = made + 1
    local phone = string.format("1%%02d%%08d", 30 + number, math.random(0, 99999999))
    return wrk.format("POST", r.path, headers, '{"name":"基准测试' .. math.random(1, 1e9) .. '号贸易有限公司","phone":"' .. phone .. '","level":"C"}')
  elseif r.method == "PATCH" then
    headers["If-Match"] = '"' .. string.format("%%d", r.version) .. '"'
    r.version = r.version + 1
    return wrk.format("PATCH", r.path, headers, '{"remark":"第' .. string.format("%%d", r.version) .. '次修改"}')
  end
  return wrk.format(r.method, r.path, headers)
end
"""


def wrk(server, load, connections, seconds):
    """Requests per second and latencies in milliseconds."""
    entries = []
    for method, path, *version in load.requests:
        if version:
            # Earlier runs have changed it.
            version = [server.get(path)["version"]]
        entries.append(
            "{method=%s,path=%s,version=%s}" % (json.dumps(method), json.dumps("/api/v1" + path), version[0] if version else 0)
        )
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write(SCRIPT % (",\n".join(entries), server.token))
    threads = min(2, connections)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script.name, server.url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    Path(script.name).unlink()
    milliseconds = {"us": 0.001, "ms": 1.0, "s": 1000.0}

    def latency(percent):
        figure, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(figure) * milliseconds[unit]

    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return {
        "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        "p50": latency(50),
        "p99": latency(99),
        "errors": int(errors.group(1)) if errors else 0,
    }
