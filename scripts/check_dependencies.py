"""Checks licences, banned crates, wildcard versions and sources against deny.toml.

    check_dependencies.py METADATA FRONTEND

METADATA is the output of `cargo metadata`, FRONTEND a folder with package.json and package-lock.json. Rust crates are
checked all, npm packages where they reach the browser (development tools do not). Prints every violation; exits with 1
when there is one.

The rules are those of cargo-deny and are read from its configuration, so that both judge alike. cargo-deny itself is
not required because building it takes minutes.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


class Licence:
    """An SPDX licence expression (SPDX 2.3, annex D), with the old `MIT/Apache-2.0` for OR."""

    def __init__(self, text):
        self.tokens = re.findall(r"[()]|[^\s()]+", text.replace("/", " OR "))

    def allowed(self, allow):
        """Whether the expression can be met with licences of the set `allow`. Raises ValueError when malformed."""
        result = self._either(allow)
        if self.tokens:
            raise ValueError(f"unexpected {self.tokens[0]!r}")
        return result

    def _take(self, *expected):
        if self.tokens and (not expected or self.tokens[0] in expected):
            return self.tokens.pop(0)
        return None

    def _either(self, allow):
        result = self._all(allow)
        while self._take("OR"):
            result = self._all(allow) or result
        return result

    def _all(self, allow):
        result = self._one(allow)
        while self._take("AND"):
            result = self._one(allow) and result
        return result

    def _one(self, allow):
        if self._take("("):
            result = self._either(allow)
            if not self._take(")"):
                raise ValueError("missing )")
            return result
        name = self._take()
        if name is None or name in {")", "AND", "OR", "WITH"}:
            raise ValueError("a licence is missing")
        if self._take("WITH"):
            exception = self._take()
            return f"{name} WITH {exception}" in allow
        return name in allow


def check_licence(name, expression, allow):
    """Yields what is wrong with a package's licence."""
    if not expression:
        yield f"{name}: states no licence"
        return
    try:
        if not Licence(expression).allowed(allow):
            yield f"{name}: licence {expression} is not allowed"
    except ValueError as error:
        yield f"{name}: licence {expression!r} is not a licence expression: {error}"


def licence_rules(rules):
    """Returns a function from a package's name to the set of licences it may have."""
    allow = set(rules["licenses"]["allow"])
    exceptions = {entry["crate"]: set(entry["allow"]) for entry in rules["licenses"]["exceptions"]}
    return lambda name: allow | exceptions.get(name, set())


def check_crates(metadata, rules):
    """Yields what is wrong with the crates that `cargo metadata` lists."""
    allow = licence_rules(rules)
    banned = {entry["crate"]: entry["reason"] for entry in rules["bans"]["deny"]}
    members = set(metadata["workspace_members"])
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        if package["name"] in banned:
            yield f"{name}: banned: {banned[package['name']]}"
        if package["id"] in members:
            for dependency in package["dependencies"]:
                if dependency["req"] == "*" and "path" not in dependency:
                    yield f"{name}: {dependency['name']} has no version"
            continue
        if package["source"] != REGISTRY:
            yield f"{name}: comes from {package['source'] or package['manifest_path']}"
        yield from check_licence(name, package["license"], allow(package["name"]))


def check_npm(folder, rules):
    """Yields what is wrong with the npm packages that reach the browser."""
    allow = licence_rules(rules)
    manifest = json.loads((folder / "package.json").read_text())
    for group in ("dependencies", "devDependencies"):
        for name, version in manifest.get(group, {}).items():
            if version in {"*", "", "latest"}:
                yield f"{folder}: {name} has no version"
    lock = json.loads((folder / "package-lock.json").read_text())
    for group in ("dependencies", "devDependencies"):
        if manifest.get(group, {}) != lock["packages"][""].get(group, {}):
            yield f"{folder}: package-lock.json is not of this package.json ({group}): npm install"
    for path, package in lock["packages"].items():
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            if "integrity" not in package:
                yield f"{name}: is not locked to a checksum"
            yield from check_licence(name, package.get("license"), allow(name))


def main():
    """Runs all checks."""
    metadata, frontend = sys.argv[1:]
    rules = tomllib.loads(Path("deny.toml").read_text())
    crates = json.loads(Path(metadata).read_text())
    wrong = [*check_crates(crates, rules), *check_npm(Path(frontend), rules)]
    for line in wrong:
        print(line)
    print(f"{len(crates['packages'])} crates checked, {len(wrong)} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
