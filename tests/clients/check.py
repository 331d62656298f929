"""Opens the network files of made cases in the programs that people use, and compares what these then hold
with the tables of the case. Exit: 0 they agree, 1 they do not, 77 the client is not installed.

usage: check.py CLIENT LOCKSTEP CLIENTS    CLIENT: gephi, networkx, igraph, javascript, graphviz or xmllint
"""
import csv
import datetime
import json
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

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
    "nul\x00inside", "]]>", "&", "\\\\", "000123", "1e400", "1234567890123456789", "A", "a", "CON", "../up", "true", "1",
    "Infinity", "z" * 600000,
]
FILES = "layers,clusters,csv,edgelist,cytoscape,pajek"
FIELD = '#INFO "<&>'  # a column, and with --trace a layer
DAY = 86400


def facts_of(place):
    """What the posts say of the account at that place of HOSTILE: its columns, empty where it is not known."""
    return {
        "handle": HOSTILE[(place * 7 + 3) % len(HOSTILE)] if place % 2 else "",
        "display_name": HOSTILE[(place * 5 + 1) % len(HOSTILE)] if place % 4 else "",
        "verified": ("true", "false", "")[place % 3],
        "followers": str(place * 1000000007) if place % 5 else "",  # more than 32 bits
        "account_created": f"20{10 + place % 10}-03-0{1 + place % 9}T12:00:00Z" if place % 7 else "",
    }


# ---- cases

def stated(text):
    """As a table of records is read: without NULs, and blanks around."""
    return text.replace("\0", "").strip(" \t\n\r")


def stated_facts(place):
    """The same as lockstep has it; for handles, which lose their signs, see accounts.csv."""
    facts = facts_of(place)
    return {"display_name": stated(facts["display_name"]), "verified": facts["verified"], "followers": facts["followers"],
            "created": facts["account_created"]}


def make_posts(path, seed, pause=0):
    """A ring with hostile names that shares texts and links, with a pause in the middle, and a crowd that does not."""
    draw, columns = random.Random(seed), list(facts_of(0))
    with open(path, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["account", "time", "text", "urls", FIELD, *columns])
        for i in range(400):
            table.writerow([f"crowd{i}", 1700000000 + 977 * i, f"what number {i} has to say of this day alone", "", ""]
                           + [""] * len(columns))
        for text in range(30):
            began = 1700000000 + 40000 * text + (pause if text >= 15 else 0)
            for place, name in enumerate(HOSTILE):
                if draw.random() < 0.4:
                    link = f"https://example.org/{text // 2}" if place % 3 else ""
                    table.writerow([name, began + draw.randrange(40),
                                    f"everybody says number {text} in the very same words", link, text // 3]
                                   + list(facts_of(place).values()))


def make_rings(path):
    """More rings than there are colours, of different sizes, two of them with ties to each other, and a crowd."""
    with open(path, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["account", "time", "text"])
        for i in range(2000):
            table.writerow([f"crowd{i % 400}", 1700000000 + 613 * i, f"what number {i} has to say of this day alone"])
        for ring in range(9):
            for text in range(12):
                for member in range(4 + ring + (ring == 0 and text < 2)):
                    table.writerow([f"ring{ring}member{member}", 1700003000 + 100000 * text + 5000 * ring + 3 * member,
                                    f"ring {ring} has its own words for matter {text}"])


def run(*command):
    subprocess.run([str(c) for c in command], check=True)


def make_cases(folder):
    """Hostile names, alone, as GEXF 1.2, with two windows, with a layer and a watch-list that are hostile too, with
    stories; posts as platforms have them; many clusters; nothing at all."""
    posts, apart, scene, rings, nothing, known = (
        folder / name for name in ("posts.csv", "apart.csv", "scene.jsonl", "rings.csv", "nothing.csv", "known.txt"))
    make_posts(posts, 1)
    make_posts(apart, 2, 60 * DAY)
    make_rings(rings)
    nothing.write_text("account,time,text\na,1700000000,one single post of four words\n")
    known.write_text("INFLUENCE\nnode\n")
    run(LOCKSTEP, "simulate", "platforms", "--posts", 20000, "--seed", 7, "--out", scene)
    cases = {
        "hostile": [posts],
        "draft": [posts, "--gexf-version", "1.2"],
        "windows": [posts, "--window", "10s,60s"],
        "fields": [posts, "--trace", f"text,field:{FIELD}", "--watchlist", known],
        "scene": [scene],
        "rings": [rings],
        "stories": [apart, "--step", "5d"],
        "nothing": [nothing],
    }
    for name, arguments in cases.items():
        run(LOCKSTEP, "run", *arguments, "--quiet", "--figures", "none", "--networks", FILES, "--out", folder / name)
    made = [Case(folder / name, arguments[0] if arguments[0] in (posts, apart) else None) for name, arguments in cases.items()]
    assert any(len(of_account) > 1 for case in made for of_account in case.stays.values())
    assert sum(len(set(case.clusters.values()) - {""}) > 6 for case in made) == 1
    return made


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


def cut(text):
    """At 64 KiB, between code points."""
    return text.encode()[:65536].decode(errors="ignore")


def days_of(posts):
    """The days since 1970 on which each account posts."""
    days = {}
    for row in rows(posts):
        days.setdefault(stated(row["account"]), set()).add(int(row["time"]) // DAY)
    return days


def tables(folder):
    """Columns of the network's accounts and edges: those of the tables, and facts of accounts."""
    with open(folder / "accounts.csv", encoding="utf-8", newline="") as table:
        nodes = set(next(csv.reader(table))) | {"display_name", "platform", "following", "verified"}
    with open(folder / "edges.csv", encoding="utf-8", newline="") as table:
        edges = set(next(csv.reader(table))) - {"source", "target", "weight", "kept"}
    return nodes, edges


def is_timed(path):
    return path.name in ("network-dynamic.gexf", "network-stories.gexf")


def stays(folder):
    """By account, when it is in which story: (from, to, story), in milliseconds, by time."""
    steps = {row["step"]: (milliseconds(row["from"]), milliseconds(row["to"]) - 1) for row in rows(folder / "evolution.csv")}
    found = {}
    for row in rows(folder / "evolution-accounts.csv"):
        for stretch in row["in_steps"].split():
            first, _, last = stretch.partition("-")
            found.setdefault(armed(row["account"]), []).append(
                (steps[first][0], steps[last or first][1], int(row["story"])))
    return {name: sorted(of_account) for name, of_account in found.items()}


class Case:
    """What the tables of a case say of its network, and its posts of their accounts where we made them."""

    def __init__(self, folder, posts):
        self.folder = folder
        self.facts = {stated(name): stated_facts(place) for place, name in enumerate(HOSTILE)} if posts else {}
        self.days = days_of(posts) if posts else {}
        self.node_columns, self.edge_columns = tables(folder)
        self.stays = stays(folder) if folder.name == "stories" else {}
        self.draft = folder.name == "draft"
        self.windows = folder.name == "windows"
        self.accounts = {armed(row["account"]): row for row in rows(folder / "accounts.csv")}
        self.edges = [row for row in rows(folder / "edges.csv") if row["kept"] == "1"]
        for row in self.edges:
            row["ends"] = tuple(sorted((armed(row["source"]), armed(row["target"]))))
            row["kind"] = row["layer"] + (f" {row['window']}" if self.windows else "")
        self.clusters = {name: row["cluster"] for name, row in self.accounts.items()}
        self.strongest = max([float(row["strength"]) for row in self.accounts.values()], default=0)

    def of_layer(self, name):
        def is_it(row):
            slug = re.sub("[^A-Za-z0-9-]", "_", row["layer"])[:40]
            number = r"-\d+" if row["layer"].startswith("field:") else ""
            return re.fullmatch(slug + number + (f"-{row['window']}" if self.windows else ""), name)
        return [row for row in self.edges if is_it(row)]

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
        single = path.suffix in (".dot", ".edgelist", ".net") or is_timed(path)
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


# What the tables' columns hold; all others are real numbers.
TYPES = {
    "string": "account handle display_name platform role first_time last_time created status tags layer window",
    "integer": "cluster degree coreness cluster_degree cluster_coreness",
    "long": "posts shares episodes met followers following pairs objects posts_source posts_target",
    "boolean": "verified watchlisted",
}
TYPES = {name: kind for kind, names in TYPES.items() for name in names.split()}
LANGUAGE_TYPES = {
    "gephi": {"string": "String", "integer": "Integer", "long": "Long", "double": "Double", "boolean": "Boolean"},
    "networkx": {"string": str, "integer": int, "long": int, "double": float, "boolean": bool},
    "igraph": {"string": str, "integer": float, "long": float, "double": float, "boolean": float},
    "javascript": {"string": str, "integer": int, "long": int, "double": (int, float), "boolean": bool},
}


def type_of(path, column):
    """GraphML has numbers for booleans, since igraph has no missing boolean."""
    kind = TYPES.get(column, "double")
    return "integer" if kind == "boolean" and path.suffix == ".graphml" else kind


def same(found, expected):
    if str(found).lower() in ("true", "false") or expected in ("true", "false"):
        yes, no = ("true", "1", "1.0"), ("false", "0", "0.0")
        return str(found).lower() in (yes if expected in yes else no if expected in no else ())
    if isinstance(found, (int, float)) or is_number(expected):
        return is_number(str(found)) and near(found, expected)
    return str(found) == expected


def quirk(path, text):
    """What is known of the client: see gexf.c and gephi_csv.c."""
    if CLIENT == "gephi" and path.suffix in (".gexf", ".graphml"):
        text = text.replace("INF", "Infinity")
    return text


def text_in(path, text, labels=False):
    """A text as the file is to give it back."""
    text = cut(text)
    if path.suffix == ".csv" and re.fullmatch(r"\d+-\d\d-\d\dT[0-9:.]*Z", text):
        return text[:-1].replace("T", " ")  # a moment
    if path.suffix == ".csv":
        return armed_csv(legal(text))
    if path.suffix == ".dot":
        return re.sub("[\t\r]", " ", legal(text)).encode()[:16000].decode(errors="ignore")  # see gephi_dot.c
    return legal(text) if labels else quirk(path, legal(text))


def check_types(path, columns, values):
    """Each value has the type of its column. (Of Gephi's columns see check_columns.)"""
    for column in columns & set(values) if CLIENT != "gephi" else ():
        if not isinstance(values[column], LANGUAGE_TYPES[CLIENT][type_of(path, column)]):
            problem(path, f"{column} is a {type(values[column]).__name__}: {values[column]!r:.60}")


def check_values(case, path, name, values):
    """What a file says of an account beside its label: as the table says, and as its posts did."""
    row, facts = case.accounts[name], case.facts.get(name, {})
    known = {column: armed(value) for column, value in row.items()} | {"account": name} | facts
    for column in case.node_columns & set(known):
        expected, value = known[column], values.get(column)
        if TYPES.get(column) == "string":
            expected = text_in(path, expected)
        if expected == "":
            if value not in (None, ""):
                problem(path, f"{column} of {name!r:.40} is {value!r:.80}, expected none")
        elif value is None:
            if column in values or path.suffix in (".gexf", ".graphml", ".cyjs"):
                problem(path, f"{column} of {name!r:.40} is missing, expected {expected!r:.80}")
        elif not same(value, expected):
            problem(path, f"{column} of {name!r:.40} is {value!r:.80}, expected {expected!r:.80}")
    check_types(path, case.node_columns, values)


def check_nodes(case, path, nodes, names):
    """`names` maps ids to accounts."""
    with_label = path.suffix in (".gexf", ".graphml", ".dot", ".cyjs") or "nodes" in path.name
    for node in nodes:
        name = names.get(node["id"])
        row = case.accounts.get(name)
        if row is None:
            problem(path, f"no account is called {node['id'][:80]!r}")
            continue
        label = text_in(path, armed(row["handle"]) or name, labels=True)
        if with_label and (node["label"] or "") != label:
            problem(path, f"label {node['label']!r:.80}, expected {label!r:.80}")
        if path.name == "network-stories.gexf":
            check_stays(case, path, name, node["values"])
        elif path.suffix in (".gexf", ".graphml", ".cyjs") or "nodes" in path.name:
            check_values(case, path, name, node["values"])


def check_stays(case, path, name, values):
    """Each story of an account with its time; of the readers graphology, which has no time, keeps the last."""
    expected, value = case.stays.get(name, []), values.get("story")
    if CLIENT == "gephi" and value is not None:
        value = [tuple(map(int, stay)) for stay in spans_in(value)]
    if CLIENT == "networkx" and value is not None:
        value = [(milliseconds(first), milliseconds(last), story) for story, first, last in value]
    if CLIENT == "javascript":
        expected = expected[-1][2] if expected else []
    if (value or []) != expected:
        problem(path, f"{name!r:.40} is in {value!r:.120}, expected {expected!r:.120}")


def armed_csv(label):
    """As Gephi's import of spreadsheets has it: without blanks around, and disarmed."""
    formula = re.match(r"'*[=+\-@\t\r]", label) and not is_number(label.lstrip("'"))
    return ("'" if formula else "") + label.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\u2028\u2029")


def check_edge_values(case, path, values, row):
    """All columns of a file that has them; of DOT, what it has."""
    whole = path.suffix in (".gexf", ".graphml", ".cyjs", ".csv") and not is_timed(path)
    for column in case.edge_columns - ({"layer"} if path.suffix == ".csv" else set()):
        expected, value = row[column], values.get(column)
        if TYPES.get(column) == "string":
            expected = text_in(path, expected)
        if value is None and (not whole or expected == ""):
            continue
        if value is None or str(value).startswith("<[") or not same(value, expected):
            problem(path, f"{column} of {row['ends']!r:.60} is {value!r:.60}, expected {expected!r:.60}")
    if whole:
        check_types(path, case.edge_columns, values)


def check_edges(case, path, edges, names, expected):
    found = {}
    for edge in edges:
        ends = tuple(sorted(names.get(edge[end], "?") for end in ("source", "target")))
        kind = edge["values"].get("layer")
        if kind and "window" in edge["values"] and case.windows:
            kind += f" {edge['values']['window']}"
        if edge.get("kind") and kind and quirk(path, edge["kind"]) != kind:
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
        last_day = CLIENT == "javascript" and is_timed(path)  # graphology takes the last of several values
        if "weight" in edge and not last_day and not near(edge["weight"], row["weight"]):
            problem(path, f"weight {edge['weight']}, expected {row['weight']}")
        days = str(edge["values"].get("Weight", ""))
        if days.startswith("<["):  # over all days, the weight of the tie, or more where an object comes again
            total = sum(float(day.split(", ")[2]) for day in days.strip("<[]>").split("]; ["))
            if total < float(row["weight"]) * (1 - 1e-4):
                problem(path, f"the days of {row['ends']!r:.60} have weight {total}, expected {row['weight']} at least")
        check_edge_values(case, path, edge["values"], row)
    for (ends, kind), rest in found.items():
        problem(path, f"{len(rest)} edges too many: {kind} of {ends!r:.80}")


def id_names(case):
    """Ids of all files are alike: those of network.graphml, which says the account of each."""
    text = (case.folder / "network.graphml").read_text(encoding="utf-8")
    whole = {legal(cut(name)): name for name in case.accounts}
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
    if is_timed(path):
        check_lives(case, path, read, names, expected)
    check_look(case, path, read, names)
    return len(read["nodes"]), len(read["edges"])


LOOKS = {}  # by case and id: where it stands, as the first file of the case that has it says
BRIGHT = ((68, 119, 170), (238, 102, 119), (34, 136, 51), (204, 187, 68), (102, 204, 238), (170, 51, 119))  # Tol


def check_look(case, path, read, names):
    """The cluster's colour, opaque; a size by strength; one place in all files and readers, no two accounts on one, and
    clusters apart."""
    seen = [node for node in read["nodes"] if path.suffix in (".gexf", ".dot", ".graphml") and node.get("x") is not None]
    if path.suffix == ".gexf" and CLIENT != "igraph" and len(seen) != len(read["nodes"]):
        problem(path, f"{len(read['nodes']) - len(seen)} accounts have no place")
    for node in seen:
        row = case.accounts[names[node["id"]]]
        place = LOOKS.setdefault((case.folder, node["id"]), (node["x"], node["y"]))
        if math.dist((node["x"], node["y"]), place) > 0.02:
            problem(path, f"{node['id']:.60} stands at {node['x']}, {node['y']}, expected {place}")
        if path.suffix != ".dot" and not near(node["size"], 8 + 20 * math.sqrt(float(row["strength"]) / case.strongest)):
            problem(path, f"{node['id']:.60} has size {node['size']}, and strength {row['strength']} of {case.strongest}")
        expected = BRIGHT[(int(row["cluster"]) - 1) % len(BRIGHT)] if row["cluster"] else (187, 187, 187)
        if node.get("colour") is None and (path.suffix == ".graphml" or path.suffix == ".dot"):
            continue  # only Gephi knows r, g and b
        if node.get("colour") is None or any(abs(a - b) > 1 for a, b in zip(node["colour"], expected)):
            problem(path, f"{node['id']:.60} has colour {node.get('colour')}, expected {expected}")
        if len(node.get("colour") or []) == 4 and node["colour"][3] != 255:
            problem(path, f"{node['id']:.60} is transparent")
    if len({(node["x"], node["y"]) for node in seen}) != len(seen):
        problem(path, "accounts stand on one point")
    check_apart(case, path, seen, names)


def check_apart(case, path, nodes, names):
    """The circles around clusters do not meet."""
    circles = []
    for number in sorted({case.clusters[names[node["id"]]] for node in nodes} - {""}):
        places = [(node["x"], node["y"]) for node in nodes if case.clusters[names[node["id"]]] == number]
        middle = tuple(sum(values) / len(places) for values in zip(*places))
        circles.append((number, middle, max(math.dist(middle, place) for place in places)))
    for i, (number, middle, radius) in enumerate(circles):
        for other, centre, width in circles[:i]:
            if math.dist(middle, centre) < radius + width:
                problem(path, f"clusters {other} and {number} lie upon each other")


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
        if case.stays:
            patterns = [*patterns, *(["network-stories.gexf"] if GEXF[0] in patterns else [])]
        wanted |= {path: case for path in case.files(*patterns)}
    names = {case.folder: id_names(case) for case in cases}
    for read in read_files(folder, wanted):
        path = Path(read["file"])
        case = wanted[path]
        nodes, edges = check_file(case, names[case.folder], read)
        if CLIENT == "gephi":
            check_gephi(case, path, read)
        print(f"{case.folder.name}/{path.relative_to(case.folder)}: {nodes} nodes, {edges} edges")


def check_gephi(case, path, read):
    """Columns and their types, no others but Gephi's own; undirected; the timeline where there is one."""
    own = {"Id", "Label", "Interval", "Timestamp", "Type", "Kind", "Weight"}
    for table, columns in (("node_columns", case.node_columns), ("edge_columns", case.edge_columns)):
        types = {title: kind for _, title, kind in read[table] if title not in own}
        if path.suffix not in (".gexf", ".graphml"):
            continue
        if is_timed(path) and table == "edge_columns":
            columns = set()
        expected = {column: LANGUAGE_TYPES["gephi"][type_of(path, column)] for column in columns}
        if path.name == "network-stories.gexf":
            expected = {"story": "IntervalIntegerMap"} if table == "node_columns" else {}
        if types != expected:
            problem(path, f"{table} differ: {set(types.items()) ^ set(expected.items())}")
    if path.suffix != ".net" and any(edge["directed"] for edge in read["edges"]):  # Gephi has no edges but arcs of Pajek's
        problem(path, "directed")
    if read["dynamic"] != (is_timed(path) and bool(read["nodes"])):
        problem(path, f"dynamic is {read['dynamic']}")
    if read["dynamic"]:
        check_weights(path, read)


def check_weights(path, read):
    """Gephi's timeline has bounds, and each weight lies within the edge's life."""
    if not all(float(bound) > 1.6e12 and math.isfinite(float(bound)) for bound in read["bounds"]):
        problem(path, f"the timeline goes from {read['bounds'][0]} to {read['bounds'][1]}")
    for edge in read["edges"]:
        (low, high), = spans_in(edge["values"]["Interval"])
        days = spans_in(edge["values"]["Weight"])
        if not days or not all(low <= a <= b <= high and weight > 0 for a, b, weight in days):
            problem(path, f"weights outside the edge's life: {edge['values']}")


def spans_in(text):
    """What Gephi writes as <[a, b]; [c, d]>."""
    return [tuple(map(float, span.split(", "))) for span in text.strip("<[]>").split("]; [")]


def milliseconds(moment):
    seconds, _, rest = moment.rstrip("Z").partition(".")
    whole = datetime.datetime.fromisoformat(seconds).replace(tzinfo=datetime.timezone.utc).timestamp()
    return int(whole) * 1000 + int((rest + "000")[:3])


def life_in(element):
    """Intervals of an account or an edge, in milliseconds; None where the client passes over time."""
    values = element["values"]
    if CLIENT == "gephi":
        return [tuple(map(int, span)) for span in spans_in(values["Interval"])] if "Interval" in values else []
    if CLIENT == "networkx":
        return [tuple(map(milliseconds, span)) for span in values.get("spells", [(values.get("start"), values.get("end"))])]
    return None


def check_lives(case, path, read, names, expected):
    """Accounts are there on the days with a post of theirs, edges from their first to their last co-share."""
    ends = {row["ends"]: row for row in expected}
    for node in read["nodes"]:
        days = sorted(case.days.get(names[node["id"]], ()))
        runs = [day for day in days if day - 1 not in days]
        spans = [(first * DAY * 1000, next(day for day in range(first, first + 9999) if day + 1 not in days) * DAY * 1000
                  + DAY * 1000 - 1) for first in runs]
        life = life_in(node)
        if life is not None and (life != spans if case.days else not life):
            problem(path, f"{node['id']:.60} is there in {life}, expected {spans}")
    for edge in read["edges"]:
        row = ends[tuple(sorted(names[edge[end]] for end in ("source", "target")))]
        span, life = [(milliseconds(row["first_time"]), milliseconds(row["last_time"]))], life_in(edge)
        if life is not None and life != span:
            problem(path, f"{row['ends']!r:.60} meets in {life}, expected {span}")


def output(path, *command):
    """What a program of Graphviz prints; it may complain of nothing."""
    done = subprocess.run([str(part) for part in (*command, path)], capture_output=True)
    if done.returncode or done.stderr:
        problem(path, f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def escaped(text):
    """As the label of network.dot has it: an escape string with entities."""
    text = cut_at(re.sub("[\t\r\n]", " ", legal(text)), 4096)
    return text.replace("\\", "\\\\").replace("&", "&amp;")


def cut_at(text, size):
    """The code points that begin before so many bytes."""
    while len(text) > 1 and len(text[:-1].encode()) >= size:
        text = text[:-1] if len(text) < 2 * size else text[:size]
    return text


PROGRAM = """
N { printf("N\t%s\t%s\t%s\t%s\t%s\t%s\n", $.name, $.account, $.label, $.pos, $.width, $.fillcolor); }
E { printf("E\t%s\t%s\t%s\t%s\t%s\n", $.tail.name, $.head.name, $.weight, $.penwidth, $.color); }
END_G { graph_t s; node_t n; for (s = fstsubg($G); s; s = nxtsubg(s)) for (n = fstnode(s); n; n = nxtnode_sg(s, n))
    printf("S\t%s\t%s\t%s\n", s.name, s.label, n.name); }
"""


def check_drawing(case, path):
    """network.dot: names, places as in the GEXF, sizes, colours, widths by weight, clusters as subgraphs."""
    lines = [line.split("\t") for line in output(path, "gvpr", PROGRAM).split("\n")[:-1]]
    gexf = (case.folder / "network.gexf").read_text(encoding="utf-8")
    places = set(re.findall(r'<viz:position x="([^"]*)" y="([^"]*)"', gexf))
    accounts, widths, members = {}, {}, {}
    whole = {escaped(name): name for name in case.accounts}
    for _, node, account, label, pos, width, colour in (line for line in lines if line[0] == "N"):
        name = accounts[node] = whole[account]
        row = case.accounts[name]
        bright = BRIGHT[(int(row["cluster"]) - 1) % len(BRIGHT)] if row["cluster"] else (187, 187, 187)
        if label != escaped(armed(row["handle"]) or name):
            problem(path, f"label {label!r:.80} of {name!r:.80}")
        if tuple(pos.split(",")) not in places or colour != "#%02x%02x%02xff" % bright:
            problem(path, f"{name!r:.40} stands at {pos} in {colour}")
        if not near(float(width) * 72, 8 + 20 * math.sqrt(float(row["strength"]) / case.strongest)):
            problem(path, f"{name!r:.40} is {width} wide")
    for _, tail, head, weight, width, colour in (line for line in lines if line[0] == "E"):
        widths[tuple(sorted((accounts[tail], accounts[head])))] = float(weight), float(width)
        if not re.fullmatch("#[0-9a-f]{8}", colour):
            problem(path, f"colour {colour} of an edge")
    for row in case.expected(path):
        if not near(widths[row["ends"]][0], row["weight"]):
            problem(path, f"weight {widths[row['ends']][0]}, expected {row['weight']}")
    by_weight = [width for _, width in sorted(widths.values())]
    if by_weight != sorted(by_weight) or (by_weight and not 0 < by_weight[0] < by_weight[-1] + 1e-9 < 4):
        problem(path, "pens are not as wide as ties are heavy")
    for _, subgraph, label, node in (line for line in lines if line[0] == "S"):
        members.setdefault((subgraph, label), set()).add(accounts[node])
    expected = {}
    for name in accounts.values():
        expected.setdefault(case.clusters[name], set()).add(name)
    sizes = {number: sum(cluster == number for cluster in case.clusters.values()) for number in expected}
    expected.pop("", None)
    if members != {(f"cluster_{n}", f"{n}: {sizes[n]} accounts"): found for n, found in expected.items()}:
        problem(path, f"subgraphs {list(members)}")


def check_graphviz(folder, cases):
    for case in cases:
        for path in case.files("network.dot", "network.gephi.dot"):
            counts = output(path, "gc", "-n", "-e").split()[:2]
            expected = case.expected(path)
            accounts = {end for row in expected for end in row["ends"]}
            if counts != [str(len(accounts)), str(len(expected))]:
                problem(path, f"{counts} nodes and edges, expected {len(accounts)}, {len(expected)}")
            if not output(path, "nop"):
                problem(path, "Graphviz has no canonical form of it")
            print(f"{case.folder.name}/{path.name}: {counts}")
        names = id_names(case)
        listed = output(case.folder / "network.gephi.dot", "gvpr", 'N{print($.name)}').split("\n")[:-1]
        if set(listed) != set(names):
            problem(case.folder / "network.gephi.dot", "other ids than the rest")
        check_drawing(case, case.folder / "network.dot")
        picture = ElementTree.fromstring(output(case.folder / "network.dot", "dot", "-Tsvg"))
        drawn = [group.get("class") for group in picture.iter("{http://www.w3.org/2000/svg}g")]
        if drawn.count("node") != len(names) or drawn.count("edge") != len(case.pairs(case.edges)):
            problem(case.folder / "network.dot", f"{drawn.count('node')} nodes are drawn, {drawn.count('edge')} edges")


def check_xmllint(folder, cases):
    for case in cases:
        draft = "gexf-1.2draft" if case.draft else "gexf-1.3"
        stories = ["network-stories.gexf"] if case.stays else []
        for path in case.files(*(GEXF if case.edges else GEXF[:2]), *stories):
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
    programs = {"graphviz": ["gc", "gvpr", "nop", "dot"], "xmllint": ["xmllint"]}
    there = all(map(shutil.which, programs[CLIENT])) if CLIENT in programs else command("")
    if not there:
        print(f"{CLIENT} is not installed (script/setup --test): skipped")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        cases = make_cases(Path(folder))
        checks.get(CLIENT, check_reader)(Path(folder), cases)
    shown = {}  # some of each kind
    for text in problems:
        shown.setdefault(re.sub(r"^\S*/|\d|'.*'", "", text)[:50], []).append(text)
    print("\n".join(text for texts in shown.values() for text in texts[:3]))
    sys.exit(f"{len(problems)} problems" if problems else 0)


main()
