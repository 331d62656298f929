"""Validates the STIX bundles of made cases against the schemas of OASIS, and checks what schemas do not: that no reference
dangles, that identifiers of accounts are those that anybody would give them, that claims are those of the dossier.
Exit: 0 they hold, 1 they do not, 77 the validator is not installed.

usage: check_stix.py LOCKSTEP CLIENTS
"""
import csv
import json
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

LOCKSTEP, PYTHON = sys.argv[1], Path(sys.argv[2]) / "python" / "bin" / "python3"
OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
# Exit 1 where a bundle of the standard breaks a rule; OpenCTI's own types are no part of it.
VALIDATE = """
import sys
from stix2validator import ValidationOptions, validate_file
for path in sys.argv[1:]:
    result = validate_file(path, ValidationOptions(version="2.1"))
    if not result.is_valid:
        print(path, *[str(error) for object in result.object_results for error in object.errors or []][:5], sep="\\n")
        sys.exit(1)
"""
HOSTILE = ["<b>&\"c\"</b>", "a\\", "two\nlines", "tab\there", "\u202eright to left\u202c", "control\x01\x0b\x1f\x7f", "\U0001f600",
           "\u2028", "=1+2", "x" * 2000]
problems = []


def run(*command):
    subprocess.run([str(c) for c in command], check=True)


def make_cases(folder):
    with open(folder / "posts.csv", "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["account", "handle", "time", "text"])
        for i in range(400):
            table.writerow([f"crowd{i}", "", 1700000000 + 977 * i, f"what number {i} has to say of this day alone"])
        for text in range(30):
            for place, name in enumerate(HOSTILE):
                table.writerow([name, name[::-1] if place % 2 else "", 1700000000 + 40000 * text + place,
                                f"everybody says number {text} in the very same words"])
    run(LOCKSTEP, "simulate", "platforms", "--posts", 20000, "--seed", 7, "--out", folder / "posts.jsonl")
    for profile in ("strict", "opencti"):
        for posts in ("posts.csv", "posts.jsonl"):
            case = folder / (profile + posts)
            run(LOCKSTEP, "run", folder / posts, "--quiet", "--figures", "none", "--stix", profile, "--out", case)
            yield from sorted(case.glob("clusters/*/cluster.stix.json"))


def references(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith("_ref"):
                yield inner
            elif key.endswith("_refs"):
                yield from inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def check(path):
    def expect(holds, what):
        if not holds:
            problems.append(f"{path}: {what}")

    objects = json.loads(path.read_text("utf-8"))["objects"]
    dossier = json.loads((path.parent / "dossier.json").read_text("utf-8"))
    ids = [o["id"] for o in objects]
    expect(len(set(ids)) == len(ids), "an identifier is there twice")
    expect(set(references(objects)) <= set(ids), "a reference dangles")
    accounts = [o for o in objects if o["type"] == "user-account"]
    expect(len(accounts) == len(dossier["accounts"]), "not every account is there")
    for account in accounts:
        key = {k: account[k] for k in ("account_type", "user_id", "account_login") if k in account}
        name = json.dumps(key, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        expect(account["id"] == f"user-account--{uuid.uuid5(OBSERVABLES, name)}", f"the identifier of {name}")
    notes = {o["abstract"].split()[0]: o["content"] for o in objects if o["type"] == "note"}
    expect(notes == {f["id"]: f["statement"] for f in dossier["findings"]}, "notes are not the findings")
    patterns = {o["external_references"][0]["external_id"] for o in objects if o["type"] == "attack-pattern"}
    expect(patterns == {t["id"] for t in dossier["techniques"]}, "attack patterns are not the techniques")


if not PYTHON.exists() or subprocess.run([PYTHON, "-c", "import stix2validator"], capture_output=True).returncode:
    print("stix2-validator is not installed (script/setup --test): skipped")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    paths = list(make_cases(Path(folder)))
    for path in paths:
        check(path)
    if len(paths) < 4:
        problems.append(f"{len(paths)} bundles only")
    strict = [path for path in paths if "strict" in str(path)]
    if subprocess.run([PYTHON, "-c", VALIDATE, *strict]).returncode:
        problems.append("not valid")
print("\n".join(problems[:40]))
sys.exit(f"{len(problems)} problems" if problems else 0)
