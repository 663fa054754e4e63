package io.unionfs.cli.command;

import io.unionfs.cli.output.ProgressBars;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Units;
import io.unionfs.hub.Hub;
import io.unionfs.hub.Transfer;
import io.unionfs.hub.TransferListener;
import io.unionfs.registry.RegistryClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * What is printed while an image moves.
 *
 * @param lines where; null for nowhere
 */
record Transferring(Context context, PrintStream lines) {
  /** Moves an image. */
  interface Move<T> {
    T run(Hub hub, TransferListener listener) throws IOException;
  }

  /**
   * Moves an image; a line is printed for each layer.
   *
   * @param doing what is done: {@code Downloading}
   * @param words what became of a layer, as Docker says it
   */
  <T> T run(RegistryClient client, String doing, Function<Transfer.Way, String> words, Move<T> move)
      throws IOException {
    Hub hub = Hub.of(context.engine().store(), client);
    if (lines == null) {
      return move.run(hub, TransferListener.NONE);
    }
    if (!context.streams().terminals().contains(Streams.End.ERRORS)) {
      return move.run(hub, new Lines(null, words));
    }
    try (ProgressBars bars = new ProgressBars(context.streams().err(), context.clock(), doing)) {
      return move.run(hub, new Lines(bars, words));
    }
  }

  private final class Lines implements TransferListener {
    private final ProgressBars bars; // null where there is no terminal
    private final Function<Transfer.Way, String> words;

    Lines(ProgressBars bars, Function<Transfer.Way, String> words) {
      this.bars = bars;
      this.words = words;
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
          () -> say(layer.blob().digest().abbreviated() + ": " + words.apply(layer.way()));
      if (bars == null) {
        print.run();
      } else {
        bars.above(print);
      }
    }
  }

  /** Prints {@code line}, unless it is to be quiet. */
  void say(String line) {
    if (lines != null) {
      lines.println(line);
      lines.flush();
    }
  }

  /** {@code Layers: 9 existed, 1 sent; sent 12kB, saved 143MB}. */
  void saySum(List<Transfer> layers, String travelled, long bytes, long saved) {
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
