import java.awt.Color;
import java.io.File;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.Element;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.Table;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.EdgeMergeStrategy;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/**
 * Opens files as Gephi does and writes what it then holds as JSON, one object a file. usage: GephiRead OUT FILE...
 */
public class GephiRead {

    public static void main(String[] args) throws Exception {
        Lookup.getDefault().lookup(ProjectController.class).newProject();
        try (PrintStream out = new PrintStream(new FileOutputStream(args[0]), false, StandardCharsets.UTF_8)) {
            for (int i = 1; i < args.length; i++) {
                out.println(read(new File(args[i])));
            }
        }
        System.exit(0); // the toolkit leaves threads behind
    }

    private static String read(File file) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        ImportController imports = Lookup.getDefault().lookup(ImportController.class);
        StringBuilder json = new StringBuilder("{\"file\":" + text(file.getPath()));
        Container container = imports.importFile(file);
        List<String> issues = new ArrayList<>();
        addIssues(issues, container);
        container.getLoader().setAllowAutoNode(false);
        container.getLoader().setAutoScale(false);
        container.getLoader().setEdgesMergeStrategy(EdgeMergeStrategy.SUM);
        Workspace workspace = projects.newWorkspace(projects.getCurrentProject());
        projects.openWorkspace(workspace);
        imports.process(container, new DefaultProcessor(), workspace);
        addIssues(issues, container);
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel();
        Graph graph = model.getGraph();
        json.append(",\"issues\":[").append(String.join(",", issues)).append("]");
        json.append(",\"dynamic\":").append(model.isDynamic());
        json.append(",\"undirected\":").append(model.isUndirected());
        json.append(",\"bounds\":[").append(text(model.getTimeBounds().getLow())).append(",")
            .append(text(model.getTimeBounds().getHigh())).append("]");
        json.append(",\"node_columns\":").append(columns(model.getNodeTable()));
        json.append(",\"edge_columns\":").append(columns(model.getEdgeTable()));
        json.append(",\"nodes\":[");
        String comma = "";
        for (Node node : graph.getNodes().toArray()) {
            json.append(comma).append(node(model, node));
            comma = ",";
        }
        json.append("],\"edges\":[");
        comma = "";
        for (Edge edge : graph.getEdges().toArray()) {
            json.append(comma).append(edge(model, edge));
            comma = ",";
        }
        projects.deleteWorkspace(workspace);
        return json.append("]}").toString();
    }

    private static void addIssues(List<String> issues, Container container) {
        Iterator<Issue> found = container.getReport().getIssues(Integer.MAX_VALUE);
        while (found.hasNext()) {
            Issue issue = found.next();
            issues.add("[" + text(issue.getLevel()) + "," + text(issue.getMessage()) + "]");
        }
    }

    private static String columns(Table table) {
        List<String> columns = new ArrayList<>();
        for (Column column : table) {
            columns.add("[" + text(column.getId()) + "," + text(column.getTitle()) + ","
                + text(column.getTypeClass().getSimpleName()) + "]");
        }
        return "[" + String.join(",", columns) + "]";
    }

    private static String node(GraphModel model, Node node) {
        Color colour = node.getColor();
        return "{\"id\":" + text(node.getId()) + ",\"label\":" + text(node.getLabel()) + ",\"x\":" + node.x()
            + ",\"y\":" + node.y() + ",\"size\":" + node.size() + ",\"colour\":[" + colour.getRed() + ","
            + colour.getGreen() + "," + colour.getBlue() + "," + colour.getAlpha() + "]" + values(model, node) + "}";
    }

    private static String edge(GraphModel model, Edge edge) {
        Object kind = edge.getTypeLabel();
        boolean dynamic = edge.getTable().getColumn("weight") != null && edge.hasDynamicWeight();
        return "{\"source\":" + text(edge.getSource().getId()) + ",\"target\":" + text(edge.getTarget().getId())
            + ",\"kind\":" + text(kind) + ",\"directed\":" + edge.isDirected()
            + (dynamic ? "" : ",\"weight\":" + edge.getWeight()) + values(model, edge) + "}";
    }

    private static String values(GraphModel model, Element element) {
        StringBuilder json = new StringBuilder(",\"values\":{");
        String comma = "";
        for (Column column : element.getTable()) {
            Object value = element.getAttribute(column);
            if (value == null || column.isReadOnly() && !column.getId().equals("interval")) {
                continue;
            }
            json.append(comma).append(text(column.getTitle())).append(":");
            json.append(value instanceof Number ? value.toString() : text(value));
            comma = ",";
        }
        return json.append("}").toString();
    }

    /** As a JSON string. */
    private static String text(Object value) {
        if (value == null) {
            return "null";
        }
        StringBuilder json = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append("\"").toString();
    }
}
