"""Opens files as networkx or igraph does and writes what it then holds as JSON, one object a file.

usage: python_read.py networkx|igraph OUT FILE...
"""
import json
import sys


def networkx_graph(path):
    import networkx

    if path.endswith(".gexf"):
        return networkx.read_gexf(path, version="1.2draft" if b"1.2draft" in open(path, "rb").read(200) else "1.3")
    if path.endswith(".graphml"):
        return networkx.read_graphml(path)
    if path.endswith(".net"):
        return networkx.read_pajek(path)
    if path.endswith(".edgelist"):
        return networkx.read_weighted_edgelist(path)
    return networkx.cytoscape_graph(json.load(open(path, encoding="utf-8")))


def read_networkx(path):
    graph = networkx_graph(path)
    nodes = []
    for node, values in graph.nodes(data=True):
        values = dict(values)
        look = values.pop("viz", None)
        found = {"id": node, "label": values.pop("label", values.get("name")), "values": values}
        if look:
            found |= {"x": look["position"]["x"], "y": look["position"]["y"], "size": look["size"],
                      "colour": [look["color"][c] for c in "rgb"]}
        nodes.append(found)
    edges = [{"source": a, "target": b, "weight": values["weight"], "values": values}
             for a, b, values in graph.edges(data=True)]
    return {"nodes": nodes, "edges": edges}


def read_igraph(path):
    import igraph

    if path.endswith(".graphml"):
        graph, name = igraph.Graph.Read_GraphML(path), "id"
    elif path.endswith(".net"):
        graph, name = igraph.Graph.Read_Pajek(path), "name" if "name" in igraph.Graph.Read_Pajek(path).vs.attributes() else "id"
    else:
        graph, name = igraph.Graph.Read_Ncol(path, directed=False), "name"

    def known(attributes):
        return {key: value for key, value in attributes.items() if value == value and value != ""}  # not NaN

    nodes = [{"id": v[name], "label": v.attributes().get("label"), "values": known(v.attributes())} for v in graph.vs]
    edges = [{"source": nodes[e.source]["id"], "target": nodes[e.target]["id"], "weight": e["weight"],
              "values": known(e.attributes())} for e in graph.es]
    return {"nodes": nodes, "edges": edges}


def main():
    read = {"networkx": read_networkx, "igraph": read_igraph}[sys.argv[1]]
    with open(sys.argv[2], "w") as out:
        for path in sys.argv[3:]:
            out.write(json.dumps({"file": path} | read(path)) + "\n")


main()
