// Opens files as graphology (and with it sigma.js and Gephi Lite) or cytoscape.js does and writes what it
// then holds as JSON, one object a file. usage: javascript_read.js OUT FILE...
const fs = require("fs");
const cytoscape = require("cytoscape");
const Graph = require("graphology");
const gexf = require("graphology-gexf");
const graphml = require("graphology-graphml");

function readGraph(text, parse) {
  const graph = parse(Graph, text);
  const nodes = graph.mapNodes((id, { label, x, y, size, color, ...values }) => ({
    id, label, x, y, size, values,
    colour: color && color.startsWith("rgba(") ? color.slice(5, -1).split(",").slice(0, 3).map(Number) : undefined,
  }));
  const edges = graph.mapEdges((id, { weight, kind, ...values }, source, target) => ({
    source, target, weight, kind, values,
  }));
  return { nodes, edges };
}

function readCytoscape(text) {
  const graph = cytoscape({ headless: true, ...JSON.parse(text), layout: { name: "preset" } });
  return {
    nodes: graph.nodes().map((n) => ({
      id: n.id(), label: n.data("name"), x: n.position("x"), y: -n.position("y"), values: n.data(),
    })),
    edges: graph.edges().map((e) => ({
      source: e.data("source"), target: e.data("target"), weight: e.data("weight"), kind: e.data("interaction"),
      values: e.data(),
    })),
  };
}

function read(path) {
  const text = fs.readFileSync(path, "utf8");
  if (path.endsWith(".gexf")) return readGraph(text, gexf.parse);
  return path.endsWith(".graphml") ? readGraph(text, graphml.parse) : readCytoscape(text);
}

const [out, ...paths] = process.argv.slice(2);
fs.writeFileSync(out, paths.map((path) => JSON.stringify({ file: path, ...read(path) }) + "\n").join(""));
