package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.BatchBenchmark;
import io.unionfs.benchmarks.ChangeBenchmark;
import io.unionfs.benchmarks.ControlBenchmark;
import io.unionfs.benchmarks.CopyUpBenchmark;
import io.unionfs.benchmarks.HeapBenchmark;
import io.unionfs.benchmarks.ImageBenchmark;
import io.unionfs.benchmarks.ListBenchmark;
import io.unionfs.benchmarks.LookupBenchmark;
import io.unionfs.benchmarks.MediumBenchmark;
import io.unionfs.benchmarks.MountBenchmark;
import io.unionfs.benchmarks.ReadBenchmark;
import io.unionfs.benchmarks.TreeBenchmark;
import io.unionfs.benchmarks.WalkBenchmark;
import io.unionfs.benchmarks.subject.Subject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is run, in which order: what a profile names, less what the filter leaves out and this
 * machine cannot have.
 */
final class Plan {
  private static final List<String> NO_SUBJECT = List.of("");

  private final Profile profile;
  private final Pattern filter;
  private final List<Task> tasks = new ArrayList<>();
  private final Set<String> missing = new LinkedHashSet<>();

  private Plan(Profile profile, Pattern filter) {
    this.profile = profile;
    this.filter = filter;
  }

  /** The plan of {@code profile} for tasks in whose text {@code filter} finds something. */
  static Plan of(Profile profile, Pattern filter) {
    Plan plan = new Plan(profile, filter);
    plan.lookups();
    plan.data();
    plan.changes();
    plan.copies();
    plan.mounts();
    return plan;
  }

  List<Task> tasks() {
    return List.copyOf(tasks);
  }

  /** Subjects that this machine cannot have, with the reason. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** Whether a task needs the image. */
  boolean needsImage() {
    return tasks.stream()
        .anyMatch(
            task ->
                task.holder() == WalkBenchmark.class
                    || task.holder() == ImageBenchmark.class
                    || task.holder() == HeapBenchmark.class);
  }

  private void lookups() {
    List<String> depths =
        switch (profile) {
          case QUICK -> subjects("jimfs memoryfilesystem union-1,128,500 overlay-128");
          case STANDARD ->
              subjects(
                  "jimfs memoryfilesystem tmpfs union-1,8,32,64,128,500 scan-1,8,128,500"
                      + " overlay-1,8,128,500 fuse-overlayfs-8,128");
          case FULL ->
              subjects(
                  "jimfs memoryfilesystem tmpfs union-1,8,32,64,128,500 scan-1,8,32,64,128,500"
                      + " overlay-1,8,32,64,128,500 fuse-overlayfs-1,8,32,128");
        };
    for (String method : List.of("statBottom", "statTop", "miss", "getPath", "getPathStat")) {
      add(LookupBenchmark.class, method, depths);
    }
    if (profile == Profile.QUICK) {
      for (String method : List.of("statBottom", "miss")) {
        add(LookupBenchmark.class, method, subjects("tmpfs scan-128 fuse-overlayfs-8"));
      }
    }
    List<String> shared =
        profile == Profile.QUICK
            ? subjects("jimfs union-1,128")
            : subjects("jimfs memoryfilesystem tmpfs union-1,8,128,500 overlay-128");
    for (int threads : new int[] {1, 2}) {
      add(ControlBenchmark.class, "hashMapGet", NO_SUBJECT, Map.of(), threads);
    }
    add(LookupBenchmark.class, "statBottom", shared, Map.of(), 2);
    if (profile != Profile.QUICK) {
      for (String method : List.of("statTop", "miss", "getPath", "getPathStat")) {
        add(LookupBenchmark.class, method, shared, Map.of(), 2);
      }
      for (String method : List.of("openReadCloseLower", "openReadCloseUpper", "read1M")) {
        add(ReadBenchmark.class, method, shared, Map.of(), 2);
      }
      add(ListBenchmark.class, "list", shared, Map.of("names", "100"), 2);
      add(ChangeBenchmark.class, "createWriteDelete", shared, Map.of(), 2);
      add(ChangeBenchmark.class, "rename", shared, Map.of(), 2);
    }
  }

  /** The subjects of what does not depend on the number of layers, or little. */
  private List<String> few() {
    return switch (profile) {
      case QUICK -> subjects("jimfs union-128 overlay-128");
      case STANDARD ->
          subjects("jimfs memoryfilesystem tmpfs union-1,128 overlay-1,128 fuse-overlayfs-8");
      case FULL ->
          subjects(
              "jimfs memoryfilesystem tmpfs union-1,8,32,64,128,500 scan-8,128"
                  + " overlay-1,8,32,64,128,500 fuse-overlayfs-8,128");
    };
  }

  private void data() {
    for (String method : List.of("openReadCloseLower", "openReadCloseUpper", "read1M")) {
      add(ReadBenchmark.class, method, few());
    }
    for (String names : List.of("10", "100", "1000", "100000")) {
      boolean hasTarget = names.equals("100") || names.equals("1000");
      List<String> on =
          profile != Profile.QUICK
              ? few()
              : hasTarget
                  ? subjects("jimfs memoryfilesystem union-128 overlay-128")
                  : subjects("jimfs union-128");
      add(ListBenchmark.class, "list", on, Map.of("names", names), 1);
    }
    add(
        WalkBenchmark.class,
        "walk",
        profile == Profile.QUICK
            ? subjects("jimfs union-8 overlay-8")
            : subjects(
                "jimfs memoryfilesystem tmpfs union-1,8,128 scan-8 overlay-8,128"
                    + " fuse-overlayfs-8"));
  }

  private void changes() {
    for (String method : List.of("createWriteDelete", "rename")) {
      add(ChangeBenchmark.class, method, few());
    }
    for (String method :
        List.of("createWriteFlushDelete", "mkdir", "whiteout", "renameLower", "chmodLower")) {
      add(BatchBenchmark.class, method, few());
    }
    add(BatchBenchmark.class, "chmodHuge", subjects("union-metacopy-1 overlay-metacopy-1"));
  }

  private void copies() {
    List<String> layered =
        switch (profile) {
          case QUICK -> subjects("union-128 union-block-128 overlay-128");
          case STANDARD ->
              subjects(
                  "union-1,128 union-block-128 union-jimfs-128 overlay-1,128 fuse-overlayfs-8");
          case FULL ->
              subjects(
                  "union-1,8,128,500 union-block-1,128 union-jimfs-128 overlay-1,8,128,500"
                      + " fuse-overlayfs-8");
        };
    for (String size : List.of("4K", "1M", "64M")) {
      add(CopyUpBenchmark.class, "copyUp" + size, layered);
      add(MediumBenchmark.class, "writeMedium" + size, NO_SUBJECT);
      add(MediumBenchmark.class, "filesCopy" + size, NO_SUBJECT);
    }
    add(CopyUpBenchmark.class, "append64M", layered);
    if (profile == Profile.FULL) {
      List<String> one = subjects("union-1 union-block-1 overlay-1");
      add(CopyUpBenchmark.class, "copyUp1G", one);
      add(MediumBenchmark.class, "writeMedium1G", NO_SUBJECT);
      add(CopyUpBenchmark.class, "append1G", one);
    }
  }

  private void mounts() {
    List<String> union =
        profile == Profile.QUICK ? subjects("union-1,128") : subjects("union-1,8,32,64,128,500");
    List<String> mounted = new ArrayList<>(subjects("jimfs"));
    mounted.addAll(profile == Profile.QUICK ? subjects("union-128") : union);
    add(MountBenchmark.class, "mount", mounted);
    add(MountBenchmark.class, "unmount", mounted);
    add(TreeBenchmark.class, "mergedTree", union);
    add(TreeBenchmark.class, "stackSmallLayer", NO_SUBJECT);
    add(TreeBenchmark.class, "applySmallArchive", NO_SUBJECT);
    for (String method : List.of("openImage", "loadImage", "commit")) {
      add(ImageBenchmark.class, method, NO_SUBJECT);
    }
    add(HeapBenchmark.class, "heapPerEntry", NO_SUBJECT);
    add(HeapBenchmark.class, "heapPerIdleContainer", NO_SUBJECT);
    add(HeapBenchmark.class, "heapPerOpenFile", subjects("jimfs memoryfilesystem union-8"));
  }

  /** Subjects from a shorthand: {@code union-1,8} is union-1 and union-8. */
  static List<String> subjects(String shorthand) {
    List<String> subjects = new ArrayList<>();
    for (String word : shorthand.split(" ")) {
      int dash = word.lastIndexOf('-');
      if (dash < 0) {
        subjects.add(word);
        continue;
      }
      for (String layers : word.substring(dash + 1).split(",")) {
        subjects.add(word.substring(0, dash + 1) + layers);
      }
    }
    return subjects;
  }

  private void add(Class<?> holder, String method, List<String> subjects) {
    add(holder, method, subjects, Map.of(), 1);
  }

  private void add(
      Class<?> holder,
      String method,
      List<String> subjects,
      Map<String, String> parameters,
      int threads) {
    for (String subject : subjects) {
      Task task = new Task(holder, method, subject, parameters, threads);
      if (!filter.matcher(task.toString()).find()) {
        continue;
      }
      Optional<String> whyNot =
          subject.isEmpty() ? Optional.empty() : Subject.parse(subject).whyNot();
      if (whyNot.isEmpty()) {
        tasks.add(task);
      } else {
        missing.add(Subject.parse(subject).kind() + ": " + whyNot.get());
      }
    }
  }
}
