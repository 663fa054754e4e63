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
import io.unionfs.benchmarks.subject.BareMedium;
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
  private static final String MEDIA = BareMedium.BLOCKS + " " + BareMedium.JIMFS;

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
    plan.shared();
    plan.data();
    plan.changes();
    plan.copies();
    plan.mounts();
    plan.heap();
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
                    || task.isOfHeap());
  }

  /** The subjects of one benchmark, in each profile; none where it is left out. */
  private record Choice(String quick, String standard, String full) {
    List<String> in(Profile profile) {
      return subjects(
          switch (profile) {
            case QUICK -> quick;
            case STANDARD -> standard;
            case FULL -> full;
          });
    }
  }

  private static final String ALL_DEPTHS = "union-1,8,32,64,128,500";

  /** Every subject at every depth. */
  private static final String EVERY =
      "jimfs memoryfilesystem tmpfs "
          + ALL_DEPTHS
          + " scan-1,8,32,64,128,500 overlay-1,8,32,64,128,500 fuse-overlayfs-1,8,32,128";

  /** Every subject, for what does not depend on the number of layers, or little. */
  private static final String EACH =
      "jimfs memoryfilesystem tmpfs "
          + ALL_DEPTHS
          + " scan-8,128 overlay-1,8,32,64,128,500 fuse-overlayfs-8,128";

  private static final String SHARED = "jimfs memoryfilesystem tmpfs union-1,8,128,500 overlay-128";
  private static final String THREE = "jimfs union-128 overlay-128";
  private static final String FIVE = "jimfs memoryfilesystem tmpfs union-128 overlay-128";
  private static final String SIX = FIVE + " fuse-overlayfs-8";

  private void lookups() {
    String wide =
        "jimfs memoryfilesystem tmpfs "
            + ALL_DEPTHS
            + " scan-1,128 overlay-1,128,500 fuse-overlayfs-8";
    add(
        LookupBenchmark.class,
        "statBottom",
        new Choice(
            "jimfs memoryfilesystem union-1,128,500 scan-128 overlay-128 fuse-overlayfs-8",
            wide,
            EVERY));
    add(
        LookupBenchmark.class,
        "statTop",
        new Choice(
            "jimfs union-1,500",
            "jimfs memoryfilesystem " + ALL_DEPTHS + " scan-128 overlay-128",
            EVERY));
    add(
        LookupBenchmark.class,
        "miss",
        new Choice("jimfs union-1,500 scan-128 overlay-128", wide, EVERY));
    add(
        LookupBenchmark.class,
        "getPath",
        new Choice("jimfs union-128", "jimfs memoryfilesystem tmpfs union-1,500", EVERY));
    add(
        LookupBenchmark.class,
        "getPathStat",
        new Choice(
            "jimfs union-128", "jimfs memoryfilesystem tmpfs union-1,128,500 overlay-128", EVERY));
  }

  /** With two threads. */
  private void shared() {
    for (int threads : new int[] {1, 2}) {
      add(ControlBenchmark.class, "hashMapGet", NO_SUBJECT, Map.of(), threads);
    }
    share(
        LookupBenchmark.class,
        "statBottom",
        new Choice("jimfs union-128", "jimfs union-1,128,500 overlay-128", SHARED));
    Choice two = new Choice("", "jimfs union-128", SHARED);
    Choice three = new Choice("", THREE, SHARED);
    share(LookupBenchmark.class, "statTop", new Choice("", "", SHARED));
    share(LookupBenchmark.class, "miss", two);
    share(LookupBenchmark.class, "getPath", new Choice("", "", SHARED));
    share(LookupBenchmark.class, "getPathStat", two);
    share(ReadBenchmark.class, "openReadCloseLower", three);
    share(ReadBenchmark.class, "openReadCloseUpper", two);
    share(ReadBenchmark.class, "read1M", two);
    add(ListBenchmark.class, "list", two.in(profile), Map.of("names", "100"), 2);
    share(ChangeBenchmark.class, "createWriteDelete", three);
    share(ChangeBenchmark.class, "rename", two);
  }

  private void share(Class<?> holder, String method, Choice choice) {
    add(holder, method, choice.in(profile), Map.of(), 2);
  }

  private void data() {
    add(ReadBenchmark.class, "openReadCloseLower", new Choice(THREE, SIX, EACH));
    add(ReadBenchmark.class, "openReadCloseUpper", new Choice("jimfs union-128", FIVE, EACH));
    add(ReadBenchmark.class, "read1M", new Choice(THREE, SIX, EACH));
    list("10", new Choice("jimfs union-128", "jimfs union-128", EACH));
    String peers = "jimfs memoryfilesystem union-128 overlay-128";
    list("100", new Choice(peers, SIX, EACH));
    list("1000", new Choice("jimfs memoryfilesystem union-128", FIVE, EACH));
    list("100000", new Choice("union-128", "jimfs memoryfilesystem union-128", EACH));
    String walked = "jimfs memoryfilesystem tmpfs union-8 scan-8 overlay-8 fuse-overlayfs-8";
    add(
        WalkBenchmark.class,
        "walk",
        new Choice("jimfs union-8", walked, walked + " union-1,128 overlay-128"));
  }

  private void list(String names, Choice choice) {
    add(ListBenchmark.class, "list", choice.in(profile), Map.of("names", names), 1);
  }

  private void changes() {
    add(ChangeBenchmark.class, "createWriteDelete", new Choice(THREE, SIX, EACH));
    add(ChangeBenchmark.class, "rename", new Choice(THREE, FIVE, EACH));
    for (String method : List.of("createWriteFlushDelete", "mkdir", "chmodLower")) {
      add(BatchBenchmark.class, method, new Choice(THREE, FIVE, EACH));
    }
    add(BatchBenchmark.class, "renameLower", new Choice("jimfs union-128", FIVE, EACH));
    add(BatchBenchmark.class, "whiteout", new Choice(THREE, SIX, EACH));
    String metacopy = "union-metacopy-1 overlay-metacopy-1";
    add(BatchBenchmark.class, "chmodHuge", new Choice("union-metacopy-1", metacopy, metacopy));
  }

  private void copies() {
    String some = "union-128 union-block-128 union-jimfs-128 overlay-128";
    String all =
        "union-1,8,128,500 union-block-1,128 union-jimfs-128 overlay-1,8,128,500 fuse-overlayfs-8";
    Choice of4K = new Choice("union-128 overlay-128", some + " fuse-overlayfs-8", all);
    Choice media = new Choice(BareMedium.BLOCKS, MEDIA, MEDIA);
    for (String size : List.of("4K", "1M", "64M")) {
      add(
          CopyUpBenchmark.class,
          "copyUp" + size,
          size.equals("4K") ? of4K : new Choice("union-128 overlay-128", some, all));
      add(MediumBenchmark.class, "writeMedium" + size, media);
      add(MediumBenchmark.class, "filesCopy" + size, NO_SUBJECT);
    }
    if (profile != Profile.QUICK) {
      add(MediumBenchmark.class, "copyArray1M", NO_SUBJECT);
    }
    add(MediumBenchmark.class, "copyArray64M", NO_SUBJECT);
    add(
        CopyUpBenchmark.class,
        "append64M",
        new Choice("", "union-128 union-block-128 overlay-128", all));
    add(
        CopyUpBenchmark.class,
        "append1G",
        new Choice("union-block-1", "union-block-1,128", "union-block-1,8,128,500"));
    String huge = "union-1 overlay-1";
    add(CopyUpBenchmark.class, "copyUp1G", new Choice("", huge, huge + " union-block-1"));
    add(MediumBenchmark.class, "writeMedium1G", new Choice("", BareMedium.BLOCKS, MEDIA));
  }

  private void mounts() {
    add(
        MountBenchmark.class,
        "mount",
        new Choice("jimfs union-128", "jimfs union-1,128,500", "jimfs " + ALL_DEPTHS));
    add(MountBenchmark.class, "unmount", new Choice("", "jimfs union-128", "jimfs " + ALL_DEPTHS));
    add(TreeBenchmark.class, "mergedTree", new Choice("union-128", "union-1,128,500", ALL_DEPTHS));
    add(TreeBenchmark.class, "stackSmallLayer", NO_SUBJECT);
    add(TreeBenchmark.class, "applySmallArchive", NO_SUBJECT);
    for (String method : List.of("openImage", "loadImage", "commit")) {
      add(ImageBenchmark.class, method, NO_SUBJECT);
    }
  }

  private void heap() {
    String files = "jimfs memoryfilesystem union-8";
    for (String way : List.of("heap", "jol")) {
      add(HeapBenchmark.class, way + "PerEntry", NO_SUBJECT);
      add(HeapBenchmark.class, way + "PerIdleContainer", NO_SUBJECT);
      add(HeapBenchmark.class, way + "PerOpenFile", new Choice("", files, files));
    }
  }

  /** Subjects from a shorthand: {@code union-1,8} is union-1 and union-8. */
  static List<String> subjects(String shorthand) {
    List<String> subjects = new ArrayList<>();
    if (shorthand.isEmpty()) {
      return subjects;
    }
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

  private void add(Class<?> holder, String method, Choice choice) {
    add(holder, method, choice.in(profile), Map.of(), 1);
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
          task.filesystem().isEmpty() ? Optional.empty() : task.filesystem().get().whyNot();
      if (whyNot.isEmpty()) {
        tasks.add(task);
      } else {
        missing.add(task.filesystem().get().kind() + ": " + whyNot.get());
      }
    }
  }
}
