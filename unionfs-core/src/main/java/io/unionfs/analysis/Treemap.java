package io.unionfs.analysis;

import io.unionfs.json.DocumentBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The bytes of an image by directory, as a tree for a map of rectangles. It is bounded: what is too
 * small to be seen is put together under its directory.
 *
 * <p>As JSON a node is {@code {n: name, l: live bytes, d: dead bytes, c: children}}; {@code m} is
 * the number of files that a node stands for, {@code w} how most of its dead bytes died. A leaf has
 * also {@code p}, the layer that holds it, and, if it is dead, {@code k}, the one that killed it.
 */
final class Treemap {
  /** How many nodes there are at most. */
  private static final int MOST = 4000;

  /** How deep it goes: nobody looks further, and readers of JSON refuse more. */
  private static final int DEEPEST = 100;

  private final Node root = new Node("", 0);

  private static final class Node {
    final String name;
    final int depth;
    final Map<String, Node> children = new HashMap<>();
    long live;
    long dead;
    long files;

    /** Of a directory, the dead bytes by how they died. */
    long[] causes;

    int payer = -1;
    DeadFile death;

    Node(String name, int depth) {
      this.name = name;
      this.depth = depth;
    }

    long bytes() {
      return live + dead;
    }
  }

  private Treemap() {}

  /** The JSON text of the map of {@code analysis}. */
  static String of(Analysis analysis) {
    Treemap map = new Treemap();
    for (Analysis.LiveFile file : analysis.live()) {
      map.add(file.path(), file.bytes(), 0, file.layer(), null);
    }
    for (DeadFile file : analysis.payers().files()) {
      map.add(file.path(), 0, file.bytes(), file.payer(), file);
    }
    return map.json();
  }

  private void add(String path, long live, long dead, int payer, DeadFile death) {
    Node node = root;
    count(node, live, dead, death);
    String[] names = path.split("/");
    for (int i = 0; i < names.length; i++) {
      String key = names[i];
      if (i == names.length - 1) {
        // A path may have been dead several times over, live, and a directory: each is by itself.
        key += "\0" + payer + (death == null ? "" : ">" + death.killer());
      }
      String name = names[i];
      int depth = i + 1;
      node = node.children.computeIfAbsent(key, any -> new Node(name, depth));
      count(node, live, dead, death);
    }
    node.payer = payer;
    node.death = death;
  }

  private static void count(Node node, long live, long dead, DeadFile death) {
    if (death != null) {
      node.causes = node.causes == null ? new long[Cause.values().length] : node.causes;
      node.causes[death.cause().ordinal()] += dead;
    }
    node.live += live;
    node.dead += dead;
    node.files++;
  }

  /** Opens directories, those that waste most first, until there are enough nodes. */
  private String json() {
    PriorityQueue<Node> closed =
        new PriorityQueue<>(
            Comparator.<Node>comparingLong(node -> -2 * node.dead - node.live)
                .thenComparing(node -> node.name));
    Map<Node, Boolean> open = new java.util.IdentityHashMap<>();
    closed.add(root);
    int nodes = 1;
    while (!closed.isEmpty() && nodes < MOST) {
      Node node = closed.poll();
      if (node.children.isEmpty()
          || node.depth >= DEEPEST
          || nodes + node.children.size() > 2 * MOST) {
        continue;
      }
      open.put(node, true);
      nodes += node.children.size();
      closed.addAll(node.children.values());
    }
    return document(open).text();
  }

  private record Step(Node node, DocumentBuilder document) {}

  /** Without recursion, for trees are as deep as layers make them. */
  private DocumentBuilder document(Map<Node, Boolean> open) {
    DocumentBuilder top = DocumentBuilder.empty();
    Deque<Step> steps = new ArrayDeque<>(List.of(new Step(root, top)));
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      Node node = step.node();
      write(step.document(), node);
      if (open.containsKey(node)) {
        List<Node> children = new ArrayList<>(node.children.values());
        children.sort(
            Comparator.comparingLong(Node::bytes).reversed().thenComparing(each -> each.name));
        for (Node child : children) {
          if (child.bytes() > 0) {
            steps.push(new Step(child, step.document().addObject("c")));
          }
        }
      }
    }
    return top;
  }

  private static Cause mostly(long[] causes) {
    int most = 0;
    for (int i = 1; i < causes.length; i++) {
      most = causes[i] > causes[most] ? i : most;
    }
    return Cause.values()[most];
  }

  private static void write(DocumentBuilder document, Node node) {
    document
        .put("n", HtmlText.shown(node.name))
        .put("l", node.live)
        .put("d", node.dead)
        .put("m", node.files);
    if (node.children.isEmpty() && node.payer >= 0) {
      document.put("p", node.payer);
      if (node.death != null) {
        document.put("k", node.death.killer());
      }
    }
    if (node.dead > 0) {
      document.put("w", mostly(node.causes).word());
    }
  }
}
