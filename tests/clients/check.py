"""Opens the network files of made cases in the programs that people use, and compares what these then hold
with the tables of the case. Exit: 0 they agree, 1 they do not, 77 the client is not installed.

usage: check.py CLIENT LOCKSTEP CLIENTS    CLIENT: gephi, networkx, igraph, javascript, graphviz or xmllint
"""
import csv
import json
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLIENT, LOCKSTEP, CLIENTS = sys.argv[1], sys.argv[2], Path(sys.argv[3])
csv.field_size_limit(1 << 20)

# Names and handles that some format or reader takes for something else.
HOSTILE = [
    "<b>&\"c\"]]></b>", "&amp;&#10;&lt;", "a\\", "\\N \\G \\\"", "two\nlines", " blanks around ", "tab\there", "INFLUENCE",
    "#DISINFO", "nan", "-", "--", "->", "node", "subgraph", "graph", "{a|b}", "[x=1]", "/* c */", "// c", "# c", "%41",
    "=1+2", "@SUM(A1)", "'=x", "+49", "1;2,3", "\u202eright to left\u202c", "\u200f\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f600", "e\u0301", "\u00e9", "\u5317\u4eac", "control\x01\x0b\x1f\x7f",
    "noncharacters\ufffe\uffff", "next line\x85\u2028\u2029", "\ufeffmark", "x" * 10000, "\u00fc" * 10000, "`$(id)`", "a:b:c",
    "nul\x00inside", "]]>", "&", "\\\\", "000123", "1e400", "1234567890123456789", "A", "a", "CON", "../up",
]
FILES = "layers,clusters,csv,edgelist,cytoscape,pajek"


# ---- cases

def make_posts(path, seed):
    """A ring with hostile names that shares texts and links, and a crowd that does not."""
    draw = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["account", "handle", "time", "text", "urls"])
        for i in range(400):
            table.writerow([f"crowd{i}", "", 1700000000 + 977 * i, f"what number {i} has to say of this day alone", ""])
        for text in range(30):
            for place, name in enumerate(HOSTILE):
                if draw.random() < 0.4:
                    handle = HOSTILE[(place * 7 + 3) % len(HOSTILE)] if place % 2 else ""
                    link = f"https://example.org/{text // 2}" if place % 3 else ""
                    table.writerow([name, handle, 1700000000 + 40000 * text + draw.randrange(40),
                                    f"everybody says number {text} in the very same words", link])


def run(*command):
    subprocess.run([str(c) for c in command], check=True)


def make_cases(folder):
    """name: (folder of the case, whether it is GEXF 1.2)"""
    posts, scene, nothing = folder / "posts.csv", folder / "scene.jsonl", folder / "nothing.csv"
    make_posts(posts, 1)
    nothing.write_text("account,time,text\na,1700000000,one single post of four words\n")
    run(LOCKSTEP, "simulate", "platforms", "--posts", 20000, "--seed", 7, "--out", scene)
    run(LOCKSTEP, "run", posts, "--quiet", "--networks", FILES, "--out", folder / "hostile")
    run(LOCKSTEP, "run", posts, "--quiet", "--networks", FILES, "--gexf-version", "1.2", "--out", folder / "draft")
    run(LOCKSTEP, "run", posts, "--quiet", "--networks", FILES, "--window", "10s,60s", "--out", folder / "windows")
    run(LOCKSTEP, "run", scene, "--quiet", "--networks", FILES, "--out", folder / "scene")
    run(LOCKSTEP, "run", nothing, "--quiet", "--networks", FILES, "--out", folder / "nothing")
    return [Case(folder / name) for name in ("hostile", "draft", "windows", "scene", "nothing")]


def rows(path):
    with open(path, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def armed(cell):
    """What a table would run as a formula has an apostrophe before it."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) and not is_number(cell.lstrip("'")) else cell


def is_number(text):
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None


def legal(text):
    """With U+FFFD for what XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


class Case:
    """What the tables of a case say of its network."""

    def __init__(self, folder):
        self.folder = folder
        self.draft = folder.name == "draft"
        self.windows = folder.name == "windows"
        self.accounts = {armed(row["account"]): row for row in rows(folder / "accounts.csv")}
        self.edges = [row for row in rows(folder / "edges.csv") if row["kept"] == "1"]
        for row in self.edges:
            row["ends"] = tuple(sorted((armed(row["source"]), armed(row["target"]))))
            row["kind"] = row["layer"] + (f" {row['window']}" if self.windows else "")
        self.clusters = {name: row["cluster"] for name, row in self.accounts.items()}

    def of_layer(self, name):
        return [row for row in self.edges if re.sub("[^A-Za-z0-9-]", "_", row["kind"]).replace(" ", "-") == name
                or row["kind"].replace(" ", "-") == name]

    def of_cluster(self, number):
        return [row for row in self.edges if all(self.clusters[end] == number for end in row["ends"])]

    @staticmethod
    def parallel(edges):
        """An edge for each layer; the fused one where no other of its window has the pair."""
        others = {(row["ends"], row["window"]) for row in edges if row["layer"] != "fused"}
        return [row for row in edges if row["layer"] != "fused" or (row["ends"], row["window"]) not in others]

    @staticmethod
    def pairs(edges):
        """An edge a pair: the fused one at the widest window, or that of the largest weight."""
        best = {}
        for row in edges:
            rank = (row["layer"] == "fused", float(row["window"].rstrip("sm")) if row["layer"] == "fused"
                    else float(row["weight"]))
            if row["ends"] not in best or rank > best[row["ends"]][0]:
                best[row["ends"]] = rank, row
        return [row for _, row in best.values()]

    def expected(self, path):
        """The edges that a file must have."""
        edges, parts = self.edges, path.relative_to(self.folder).parts
        if parts[0] == "layers":
            edges = self.of_layer(path.stem)
        if parts[0] == "clusters":
            edges = self.of_cluster(str(int(parts[1])))
        single = path.suffix in (".dot", ".edgelist", ".net") or "dynamic" in path.name
        return self.pairs(edges) if single or (self.draft and path.suffix == ".gexf") else self.parallel(edges)

    def files(self, *patterns):
        found = [path for pattern in patterns for path in sorted(self.folder.glob(pattern))]
        assert found, f"{self.folder} has none of {patterns}"
        return found


# ---- what must agree

problems = []


def problem(path, text):
    problems.append(f"{path.parent.parent.name}/{path.parent.name}/{path.name}: {text}"[:400])


def near(a, b):
    return math.isclose(float(a), float(b), rel_tol=2e-5, abs_tol=1e-9)


def same(found, expected):
    if isinstance(found, (int, float)) or is_number(expected):
        return is_number(str(found)) and near(found, expected)
    return str(found) == expected


def quirk(path, text):
    """What is known of the client: see gexf.c and gephi_csv.c."""
    if CLIENT == "gephi" and path.suffix in (".gexf", ".graphml"):
        text = text.replace("INF", "Infinity")
    return text


def check_nodes(case, path, nodes, names):
    """`names` maps ids to accounts."""
    with_label = path.suffix in (".gexf", ".graphml", ".dot", ".cyjs") or "nodes" in path.name
    for node in nodes:
        name = names.get(node["id"])
        row = case.accounts.get(name)
        if row is None:
            problem(path, f"no account is called {node['id'][:80]!r}")
            continue
        label = legal(armed(row["handle"]) or name)
        if path.suffix == ".csv":
            label = armed_csv(label)
        if path.suffix == ".dot":
            label = re.sub("[\t\r]", " ", label).encode()[:16000].decode(errors="ignore")  # see gephi_dot.c
        if with_label and (node["label"] or "") != label:
            problem(path, f"label {node['label']!r:.80}, expected {label!r:.80}")
        for column in ("cluster", "posts", "degree", "strength", "coreness", "pagerank"):
            if column in node["values"] and row[column] == "":
                problem(path, f"{column} of {name!r:.40} is {node['values'][column]}, expected none")
            if column in node["values"] and row[column] and not same(node["values"][column], row[column]):
                problem(path, f"{column} of {name!r:.40} is {node['values'][column]}, expected {row[column]}")
        account, whole = node["values"].get("account"), path.suffix in (".gexf", ".graphml", ".cyjs")
        if whole and not {"posts", "degree", "strength"} <= set(node["values"]):
            problem(path, f"{name!r:.40} has only {list(node['values'])}")
        if whole and account != quirk(path, legal(name)):
            problem(path, f"account {account!r:.80}, expected {name!r:.80}")


def armed_csv(label):
    """As Gephi's import of spreadsheets has it: without blanks around, and disarmed."""
    formula = re.match(r"'*[=+\-@\t\r]", label) and not is_number(label.lstrip("'"))
    return ("'" if formula else "") + label.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\u2028\u2029")


def check_edges(case, path, edges, names, expected):
    found = {}
    for edge in edges:
        ends = tuple(sorted(names.get(edge[end], "?") for end in ("source", "target")))
        kind = edge["values"].get("layer")
        if kind and "window" in edge["values"] and case.windows:
            kind += f" {edge['values']['window']}"
        if edge.get("kind") and kind and edge["kind"] != kind:
            problem(path, f"kind {edge['kind']} of layer {kind}")
        found.setdefault((ends, edge.get("kind") or kind), []).append(edge)
    for row in expected:
        key = next((k for k in ((row["ends"], row["kind"]), (row["ends"], row["layer"]), (row["ends"], None))
                    if k in found), None)
        if key is None:
            problem(path, f"no edge {row['kind']} of {row['ends']!r:.80}")
            continue
        edge = found[key].pop()
        if not found[key]:
            del found[key]
        last_day = CLIENT == "javascript" and "dynamic" in path.name  # graphology takes the last of several values
        if "weight" in edge and not last_day and not near(edge["weight"], row["weight"]):
            problem(path, f"weight {edge['weight']}, expected {row['weight']}")
        days = str(edge["values"].get("Weight", ""))
        if days.startswith("<["):  # over all days, the weight of the tie, or more where an object comes again
            total = sum(float(day.split(", ")[2]) for day in days.strip("<[]>").split("]; ["))
            if total < float(row["weight"]) * (1 - 1e-4):
                problem(path, f"the days of {row['ends']!r:.60} have weight {total}, expected {row['weight']} at least")
        static = path.suffix in (".gexf", ".graphml", ".cyjs") and "dynamic" not in path.name
        if static and not {"layer", "objects", "similarity", "median_delta", "q_value"} <= set(edge["values"]):
            problem(path, f"an edge has only {list(edge['values'])}")
        for column in ("objects", "pairs", "median_delta", "similarity", "q_value", "p_value", "first_time", "source_first"):
            value = edge["values"].get(column)
            if value is not None and not str(value).startswith("<[") and not same(value, row[column]):
                problem(path, f"{column} of {row['ends']!r:.60} is {value}, expected {row[column]}")
    for (ends, kind), rest in found.items():
        problem(path, f"{len(rest)} edges too many: {kind} of {ends!r:.80}")


def id_names(case):
    """Ids of all files are alike: those of network.graphml, which says the account of each."""
    text = (case.folder / "network.graphml").read_text(encoding="utf-8")
    whole = {legal(name): name for name in case.accounts}
    assert len(whole) == len(case.accounts)
    names = {}
    for node, account in re.findall(r'<node id="([^"]*)">.*?<data key="n0">(.*?)</data>', text, re.S):
        for entity, char in (("&#133;", "\x85"), ("&#8232;", "\u2028"), ("&#9;", "\t"), ("&#10;", "\n"), ("&#13;", "\r"), ("&lt;", "<"), ("&gt;", ">"),
                             ("&quot;", '"'), ("&amp;", "&")):
            account = account.replace(entity, char)
        assert node not in names, node
        names[node] = whole[account]
    return names


def check_file(case, names, read):
    path = Path(read["file"])
    for level, text in read.get("issues", []):
        if level != "INFO":
            problem(path, f"{level} {text}")
    expected = case.expected(path)
    accounts = {end for row in expected for end in row["ends"]}
    if path.suffix == ".net" and CLIENT == "gephi":  # ids are numbers, labels are ids
        number = {node["id"]: node["label"] for node in read["nodes"]}
        read["nodes"] = [node | {"id": node["label"]} for node in read["nodes"]]
        read["edges"] = [edge | {end: number[edge[end]] for end in ("source", "target")} for edge in read["edges"]]
    if "edges" not in path.name and {names.get(node["id"]) for node in read["nodes"]} != accounts:
        problem(path, f"{len(read['nodes'])} nodes, expected {len(accounts)}")
    check_nodes(case, path, read["nodes"], names)
    if "nodes" not in path.name:
        check_edges(case, path, read["edges"], names, expected)
    check_look(case, path, read, names)
    return len(read["nodes"]), len(read["edges"])


LOOKS = {}  # by case and id: place, size and colour, as the first file of the case that has them says


def check_look(case, path, read, names):
    """All files and readers show the same picture; no two accounts stand on one point."""
    places = set()
    for node in read["nodes"]:
        if path.suffix not in (".gexf", ".dot", ".graphml") or node.get("x") is None:
            continue
        places.add((node["x"], node["y"]))
        look = LOOKS.setdefault((case.folder, node["id"]), node)
        if abs(node["x"] - look["x"]) > 0.01 or abs(node["y"] - look["y"]) > 0.01:
            problem(path, f"{node['id']} stands at {node['x']}, {node['y']}")
        if path.suffix != ".dot" and not near(node["size"], look["size"]):
            problem(path, f"{node['id']} has size {node['size']}")
        if node.get("colour") and look.get("colour") and any(
                abs(a - b) > 1 for a, b in zip(node["colour"], look["colour"])):
            problem(path, f"{node['id']} has colour {node['colour']}, expected {look['colour']}")
        if len(node.get("colour") or []) == 4 and node["colour"][3] != 255:
            problem(path, f"{node['id']} is transparent")
    if places and len(places) != len(read["nodes"]):
        problem(path, f"{len(read['nodes']) - len(places)} accounts stand on another's point")


# ---- clients

GEXF = ("network.gexf", "network-dynamic.gexf", "layers/*.gexf", "clusters/*/network.gexf")
READS = {
    "gephi": (*GEXF, "network.gephi.dot", "network.graphml", "network.*.csv", "network.net"),
    "networkx": (*GEXF, "network.graphml", "network.net", "network.edgelist", "network.cyjs"),
    "igraph": ("network.graphml", "network.net", "network.edgelist"),
    "javascript": (*GEXF, "network.graphml", "network.cyjs"),
}


def command(out):
    """What reads files for the client; None where it is not installed."""
    if CLIENT == "gephi":
        program, path = "java", CLIENTS / "java"
        arguments = ["-Djava.awt.headless=true", "-Xmx2g", "-cp", f"{path}:{path}/*", "GephiRead", out]
    elif CLIENT == "javascript":
        program, path = "node", CLIENTS / "node"
        arguments = [path / "javascript_read.js", out]
    else:
        program, path = CLIENTS / "python/bin/python", CLIENTS / "python"
        arguments = [HERE / "python_read.py", CLIENT, out]
    return [program, *arguments] if shutil.which(program) and (path / "ready").exists() else None


def read_files(folder, paths):
    out = folder / "read.json"
    done = subprocess.run([str(part) for part in (*command(out), *paths)], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-4000:])
        sys.exit(f"{CLIENT} cannot read the files")
    logged = re.findall(r"^(?:WARNING|SEVERE): .*", done.stderr, re.M)
    problems.extend(f"logged {line}" for line in logged)
    with open(out, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check_reader(folder, cases):
    wanted = {}
    for case in cases:
        patterns = READS[CLIENT]
        if case.folder.name == "nothing":  # which no edge list can say, and Pajek's readers need one vertex
            patterns = [p for p in ("network.gexf", "network-dynamic.gexf", "network.graphml") if p in patterns]
        wanted |= {path: case for path in case.files(*patterns)}
    names = {case.folder: id_names(case) for case in cases}
    for read in read_files(folder, wanted):
        path = Path(read["file"])
        case = wanted[path]
        nodes, edges = check_file(case, names[case.folder], read)
        if CLIENT == "gephi":
            check_gephi(path, read)
        print(f"{case.folder.name}/{path.relative_to(case.folder)}: {nodes} nodes, {edges} edges")


def check_gephi(path, read):
    """Columns have types, and the dynamic file has a timeline."""
    types = {title: kind for _, title, kind in read["node_columns"]}
    if path.suffix in (".gexf", ".graphml") and (types["cluster"], types["posts"], types["strength"]) != (
            "Integer", "Long", "Double"):
        problem(path, f"columns {types}")
    dynamic = "dynamic" in path.name and bool(read["nodes"])
    if read["dynamic"] != dynamic:
        problem(path, f"dynamic is {read['dynamic']}")
    if not dynamic:
        return
    if not all(float(bound) > 1.6e12 and math.isfinite(float(bound)) for bound in read["bounds"]):
        problem(path, f"the timeline goes from {read['bounds'][0]} to {read['bounds'][1]}")
    for element in read["nodes"] + read["edges"]:
        if "Interval" not in element["values"]:
            problem(path, f"no interval of {element}")
    for edge in read["edges"]:
        low, high = edge["values"]["Interval"].strip("<[]>").split(", ")
        days = [tuple(map(float, day.split(", "))) for day in edge["values"]["Weight"].strip("<[]>").split("]; [")]
        if not all(float(low) <= a <= b <= float(high) and weight > 0 for a, b, weight in days):
            problem(path, f"weights outside the edge's life: {edge['values']}")


def check_graphviz(folder, cases):
    for case in cases:
        for path in case.files("network.dot", "network.gephi.dot"):
            done = subprocess.run(["gc", "-n", "-e", path], capture_output=True, text=True)
            if done.returncode or done.stderr:
                problem(path, f"Graphviz: {done.stderr}")
                continue
            nodes, edges = map(int, done.stdout.split()[:2])
            expected = case.expected(path)
            accounts = {end for row in expected for end in row["ends"]}
            if (nodes, edges) != (len(accounts), len(expected)):
                problem(path, f"{nodes} nodes, {edges} edges, expected {len(accounts)}, {len(expected)}")
            print(f"{case.folder.name}/{path.name}: {nodes} nodes, {edges} edges")
        names = id_names(case)
        listed = subprocess.run(["gvpr", 'N{print($.name)}', case.folder / "network.gephi.dot"], capture_output=True,
                                text=True).stdout.split("\n")[:-1]
        if set(listed) != set(names):
            problem(case.folder / "network.gephi.dot", "other ids than the rest")


def check_xmllint(folder, cases):
    for case in cases:
        draft = "gexf-1.2draft" if case.draft else "gexf-1.3"
        for path in case.files(*(GEXF if case.edges else GEXF[:2])):
            text = path.read_text(encoding="utf-8")
            copy = folder / "plain.gexf"  # the schema of 1.2 has viz in no namespace
            copy.write_text(re.sub("<viz:[^>]*>", "", text) if case.draft else text, encoding="utf-8")
            done = subprocess.run(["xmllint", "--noout", "--relaxng", HERE / draft / "gexf.rng", copy],
                                  capture_output=True, text=True)
            if done.returncode:
                problem(path, done.stderr)
            print(f"{case.folder.name}/{path.relative_to(case.folder)}: {'valid' if not done.returncode else 'invalid'}")
        run("xmllint", "--noout", case.folder / "network.graphml")


def main():
    checks = {"graphviz": check_graphviz, "xmllint": check_xmllint}
    programs = {"graphviz": ["gc", "gvpr"], "xmllint": ["xmllint"]}
    there = all(map(shutil.which, programs[CLIENT])) if CLIENT in programs else command("")
    if not there:
        print(f"{CLIENT} is not installed (script/setup --test): skipped")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        cases = make_cases(Path(folder))
        checks.get(CLIENT, check_reader)(Path(folder), cases)
    print("\n".join(problems[:40]))
    sys.exit(f"{len(problems)} problems" if problems else 0)


main()
