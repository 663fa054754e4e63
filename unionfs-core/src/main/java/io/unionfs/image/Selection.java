package io.unionfs.image;

import io.unionfs.layer.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Chooses one of the images in a file: by reference if one is given, then by platform. Where that
 * leaves none or several, the fault lists what there is; nothing is guessed.
 */
final class Selection {
  private static final int MAX_LISTED = 20;

  private final Faults files;
  private final ImageOptions options;

  /** Makes a fault of what is wrong, which names the file or registry. */
  interface Faults {
    ImageException fault(String what);
  }

  Selection(Faults files, ImageOptions options) {
    this.files = files;
    this.options = options;
  }

  Candidate choose(List<Candidate> all) throws IOException {
    if (all.isEmpty()) {
      throw files.fault("holds no image");
    }
    List<Candidate> left = options.reference() == null ? all : named(options.reference(), all);
    if (left.size() > 1 || options.platform() != null) {
      left = onPlatform(left);
    }
    if (left.size() > 1) {
      throw files.fault(
          "holds several images; name one of them: "
              + list(left.stream().map(Candidate::label).toList()));
    }
    return left.get(0);
  }

  /** One image of each group: all that the file is about, on one platform. */
  List<Candidate> chooseAll(List<Candidate> all) throws IOException {
    if (options.reference() != null || all.isEmpty()) {
      return List.of(choose(all));
    }
    Map<String, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate candidate : all) {
      candidate
          .groups()
          .forEach(group -> groups.computeIfAbsent(group, g -> new ArrayList<>()).add(candidate));
    }
    Set<Candidate> chosen = new LinkedHashSet<>();
    ImageException none = null;
    for (List<Candidate> group : groups.values()) {
      try {
        chosen.add(choose(group));
      } catch (PlatformMissing e) {
        none = e;
      }
    }
    if (none != null && (chosen.isEmpty() || options.platform() == null)) {
      throw none;
    }
    return List.copyOf(chosen);
  }

  /** There is no image for the platform that is asked for. */
  private static final class PlatformMissing extends ImageException {
    private static final long serialVersionUID = 1L;

    PlatformMissing(ImageException fault) {
      super(fault.getMessage());
    }
  }

  private List<Candidate> named(String reference, List<Candidate> all) throws IOException {
    List<Candidate> named = new ArrayList<>();
    for (Candidate candidate : all) {
      if (isCalled(reference, candidate)) {
        named.add(candidate);
      }
    }
    if (named.isEmpty()) {
      throw files.fault(
          "holds no image \""
              + Names.display(reference)
              + "\"; it holds "
              + list(all.stream().map(Candidate::label).toList()));
    }
    return named;
  }

  private static boolean isCalled(String reference, Candidate candidate) throws IOException {
    if (Reference.isDigest(reference)) {
      return candidate.id().equals(reference)
          || candidate.isPresent() && candidate.imageId().toString().equals(reference);
    }
    return candidate.names().stream().anyMatch(name -> Reference.same(reference, name));
  }

  private List<Candidate> onPlatform(List<Candidate> several) throws IOException {
    // A multi-platform image may be saved with the blobs of one platform only.
    List<Candidate> present = several.stream().filter(Candidate::isPresent).toList();
    if (present.isEmpty()) {
      present = several;
    }
    boolean explicit = options.platform() != null;
    Platform wanted = explicit ? options.platform() : Platform.host();
    List<Candidate> accepted = new ArrayList<>();
    List<Candidate> exact = new ArrayList<>();
    Set<String> available = new TreeSet<>();
    for (Candidate candidate : present) {
      Platform platform = candidate.platform();
      available.add(platform.toString());
      if (wanted.accepts(platform)) {
        accepted.add(candidate);
      }
      if (wanted.equals(platform)) {
        exact.add(candidate);
      }
    }
    if (!exact.isEmpty()) {
      return exact;
    }
    if (accepted.isEmpty() && (explicit || present.size() > 1)) {
      throw new PlatformMissing(
          files.fault(
              "holds no image for "
                  + wanted
                  + "; there is one for "
                  + list(List.copyOf(available))));
    }
    return accepted.isEmpty() ? present : accepted;
  }

  private static String list(List<String> items) {
    String listed =
        items.stream().limit(MAX_LISTED).map(Names::display).collect(Collectors.joining(", "));
    return items.size() > MAX_LISTED
        ? listed + " and " + (items.size() - MAX_LISTED) + " more"
        : listed;
  }
}
