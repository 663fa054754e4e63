package io.unionfs.benchmarks.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What would be run, as a table. */
record PlanText(Profile profile, Plan plan) {
  private static final List<String> HEAD = List.of("BENCHMARK", "SUBJECT", "ONE JVM");
  private static final String GAP = "   ";

  void print(PrintWriter out) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    for (Task task : plan.tasks()) {
      String subject = task.subject().isEmpty() ? "-" : task.subject();
      rows.add(List.of(task.name(), subject, duration(task)));
    }
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
    out.println();
    plan.missing().forEach(why -> out.println("not on this machine: " + why));
    out.printf(
        Locale.ROOT,
        "%d benchmarks, each in up to %d JVMs: about %s%n",
        plan.tasks().size(),
        profile.forks(),
        Progress.clock(all()));
    out.println("FILTER is found in \"BENCHMARK SUBJECT\", with one blank between.");
  }

  private String duration(Task task) {
    double seconds = Timing.of(profile, task).expected().toMillis() / 1000.0;
    return task.isOfHeap() ? "-" : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** As long as it should take, and no longer than it may. */
  private Duration all() {
    Duration sum =
        plan.tasks().stream()
            .map(task -> Timing.of(profile, task).expected())
            .reduce(Duration.ZERO, Duration::plus)
            .multipliedBy(profile.forks());
    Duration limit = profile.limit();
    return limit == null || sum.compareTo(limit) < 0 ? sum : limit;
  }
}
