package io.unionfs.cli.command;

import io.unionfs.cli.output.ProgressBars;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Units;
import io.unionfs.hub.Hub;
import io.unionfs.hub.Transfer;
import io.unionfs.hub.TransferListener;
import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.Repository;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Option;

/** What {@code pull} and {@code push} have in common. */
abstract class TransferVerb extends Verb {
  @Option(
      names = {"-q", "--quiet"},
      description = "Print the name only.")
  private boolean quiet;

  @Option(
      names = "--plain-http",
      description = "Do without TLS; with registries on this host it is done anyway.")
  private boolean plainHttp;

  TransferVerb(Context context) {
    super(context);
  }

  /** Moves an image. */
  interface Move<T> {
    T run(Hub hub, TransferListener listener) throws IOException;
  }

  /**
   * Moves an image; a line is printed for each layer.
   *
   * @param doing what is done: {@code Downloading}
   */
  final <T> T transfer(String doing, Move<T> move) throws IOException {
    try (RegistryClient client = Registries.client(context, plainHttp)) {
      Hub hub = Hub.of(store(), client);
      if (quiet) {
        return move.run(hub, TransferListener.NONE);
      }
      if (!context.streams().terminals().contains(Streams.End.ERRORS)) {
        return move.run(hub, new Lines(null));
      }
      try (ProgressBars bars = new ProgressBars(context.streams().err(), context.clock(), doing)) {
        return move.run(hub, new Lines(bars));
      }
    }
  }

  /** Asks a repository for what is no layer, or sends it such. */
  interface Talk<T> {
    T with(Repository repository) throws IOException;
  }

  /** Speaks with the repository of {@code name} beside the transfer of the image. */
  final <T> T talk(ImageReference name, Talk<T> talk) throws IOException {
    try (RegistryClient client = Registries.client(context, plainHttp)) {
      return talk.with(client.repository(name));
    }
  }

  private final class Lines implements TransferListener {
    private final ProgressBars bars; // null where there is no terminal

    Lines(ProgressBars bars) {
      this.bars = bars;
    }

    @Override
    public void progressed(String what, long done, long total) {
      if (bars != null) {
        bars.progressed(what, done, total);
      }
    }

    @Override
    public void finished(Transfer layer) {
      Runnable print =
          () -> {
            out().println(layer.blob().digest().abbreviated() + ": " + word(layer.way()));
            out().flush();
          };
      if (bars == null) {
        print.run();
      } else {
        bars.above(print);
      }
    }
  }

  /** What became of a layer, as Docker says it. */
  abstract String word(Transfer.Way way);

  final boolean isQuiet() {
    return quiet;
  }

  /** Prints {@code line}, unless it is to be quiet. */
  final void say(String line) {
    if (!quiet) {
      out().println(line);
      out().flush();
    }
  }

  /** Refuses {@code name} if it has a tag or digest, where all tags are meant. */
  final void requireNoTag(ImageReference.Pinned name) {
    if (name.tag().isPresent() || name.digest().isPresent()) {
      throw usage("--all-tags goes with a name without a tag");
    }
  }

  /** Says which tag is meant where none is named. */
  final void sayTag(ImageReference.Pinned name) {
    if (name.tag().isEmpty() && name.digest().isEmpty()) {
      say("Using default tag: " + name.name().tag());
    }
  }

  /** {@code Layers: 9 existed, 1 sent; sent 12kB, saved 143MB}. */
  final void saySum(List<Transfer> layers, String travelled, long bytes, long saved) {
    Map<Transfer.Way, Integer> counts = new EnumMap<>(Transfer.Way.class);
    layers.forEach(layer -> counts.merge(layer.way(), 1, Integer::sum));
    StringJoiner words = new StringJoiner(", ");
    counts.forEach((way, count) -> words.add(count + " " + counted(way)));
    if (counts.isEmpty()) {
      words.add("none");
    }
    say(
        "Layers: "
            + words
            + "; "
            + travelled
            + " "
            + Units.size(bytes)
            + ", saved "
            + Units.size(saved));
  }

  private static String counted(Transfer.Way way) {
    return switch (way) {
      case EXISTED -> "existed";
      case FETCHED -> "fetched";
      case RESUMED -> "resumed";
      case MOUNTED -> "mounted";
      case SENT -> "sent";
      case LEFT_OUT -> "left out";
    };
  }
}
