package io.unionfs.cli.command;

import io.unionfs.overlay.OverlayOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a shell stands on, on the command line and in the first line of a session. */
final class StackOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description =
          "An image in the store, or the path of one: the shell is on a fresh container filesystem of"
              + " it, in memory.")
  String image;

  @Option(
      names = "--demo",
      description = "The shell is on a small image of three layers, made in memory.")
  boolean demo;

  @Option(
      names = {"-o", "--options"},
      split = ",",
      paramLabel = "NAME=VALUE",
      description =
          "Overlayfs's mount options redirect_dir, metacopy, index and xino, as for mount -o.")
  List<String> options = List.of();

  @Option(
      names = "--ref",
      paramLabel = "TAG",
      description = "Which image of a file, where there are several.")
  String reference;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which platform of a file, where there are several; the host's by default.")
  String platform;

  /** Whether the shell is on an image. */
  boolean isOnImage() {
    return image != null || demo;
  }

  /** The words that say the same. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (demo) {
      words.add("--demo");
    }
    if (!options.isEmpty()) {
      words.addAll(List.of("-o", String.join(",", options)));
    }
    if (reference != null) {
      words.addAll(List.of("--ref", reference));
    }
    if (platform != null) {
      words.addAll(List.of("--platform", platform));
    }
    if (image != null) {
      words.add(image);
    }
    return words;
  }

  /**
   * The mount options.
   *
   * @throws IllegalArgumentException for one that there is not, or those that exclude each other
   */
  OverlayOptions overlay() {
    OverlayOptions overlay = OverlayOptions.DEFAULT;
    for (String each : options) {
      String[] parts = each.split("=", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("--options: '" + each + "' is not NAME=VALUE");
      }
      overlay =
          switch (parts[0]) {
            case "redirect_dir" ->
                overlay.with(value(OverlayOptions.RedirectDir.class, each, parts[1]));
            case "metacopy" -> overlay.with(value(OverlayOptions.Metacopy.class, each, parts[1]));
            case "index" -> overlay.with(value(OverlayOptions.Index.class, each, parts[1]));
            case "xino" -> overlay.with(value(OverlayOptions.Xino.class, each, parts[1]));
            default ->
                throw new IllegalArgumentException(
                    "--options: '"
                        + parts[0]
                        + "' is none of redirect_dir, metacopy, index and xino");
          };
    }
    return overlay;
  }

  private static <E extends Enum<E>> E value(Class<E> type, String option, String text) {
    List<String> known = new ArrayList<>();
    for (E each : type.getEnumConstants()) {
      String name = each.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return each;
      }
      known.add(name);
    }
    throw new IllegalArgumentException(
        "--options: '" + option + "': the value is one of " + String.join(", ", known));
  }
}
