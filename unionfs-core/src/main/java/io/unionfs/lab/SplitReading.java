package io.unionfs.lab;

import io.unionfs.lab.SplitOrJoin.Way;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a table of {@link SplitOrJoin} says of the advice to join instructions. */
final class SplitReading {
  /** Means over seeds of one kind of build. */
  private record Case(String images, String prefix, String updates, String change) {
    static Case of(Table.Row row) {
      return new Case(
          row.text("images"), row.text("prefix"), row.text("updates"), row.text("change"));
    }

    String words() {
      return images.equals("1")
          ? "one image"
          : images + " images with " + prefix + " instructions in common";
    }
  }

  private static final int PERCENT = 100;

  private final Map<Case, Map<String, List<Table.Row>>> cases = new LinkedHashMap<>();
  private final List<String> said = new ArrayList<>();

  private SplitReading(Table table) {
    table.stream()
        .forEach(
            row ->
                cases
                    .computeIfAbsent(Case.of(row), any -> new LinkedHashMap<>())
                    .computeIfAbsent(row.text("way"), any -> new ArrayList<>())
                    .add(row));
    // Of one way alone nothing can be said.
    cases.values().removeIf(ways -> ways.size() < Way.values().length);
  }

  static List<String> of(Table table) {
    SplitReading reading = new SplitReading(table);
    if (!reading.cases.isEmpty()) {
      reading.storing();
      reading.breakEven();
      reading.following();
      reading.changing();
    }
    return reading.said;
  }

  /** The mean over seeds, of the sums. */
  private double mean(Case of, Way way, String column) {
    return Readings.mean(cases.get(of).get(way.words), column);
  }

  private double above(Case of, Way way) {
    double best = mean(of, Way.BEST, "total");
    double own = mean(of, way, "total");
    return own == best ? 0 : own / best - 1;
  }

  private List<Case> with(String updates, String change) {
    return cases.keySet().stream()
        .filter(each -> each.updates().equals(updates) && each.change().equals(change))
        .toList();
  }

  private List<String> changes() {
    return cases.keySet().stream().map(Case::change).distinct().toList();
  }

  private List<String> updates() {
    return cases.keySet().stream().map(Case::updates).distinct().toList();
  }

  private void storing() {
    List<Case> stores = with("0", changes().get(0));
    if (stores.isEmpty()) {
      return;
    }
    for (Way way : List.of(Way.JOINED, Way.SPLIT)) {
      Case worst =
          stores.stream().reduce((a, b) -> above(b, way) > above(a, way) ? b : a).orElseThrow();
      said.add(
          "To store images that never change, \""
              + way.words
              + "\" takes at most "
              + Readings.percent(above(worst, way))
              + " more than the best way to cut: for "
              + worst.words()
              + ", where the best has "
              + layers(worst)
              + ".");
    }
  }

  private String layers(Case of) {
    double layers = mean(of, Way.BEST, "layers");
    return (layers == Math.rint(layers)
            ? Readings.number(layers)
            : String.format(Locale.ROOT, "%.1f", layers))
        + (layers == 1 ? " layer" : " layers")
        + (cases.get(of).get(Way.BEST.words).size() > 1 ? " on average" : "");
  }

  /** From how many images on it pays to stay apart, by the length of the prefix. */
  private void breakEven() {
    Map<String, String> pays = new LinkedHashMap<>();
    List<Case> stores = with("0", changes().get(0));
    for (Case each : stores) {
      pays.putIfAbsent(each.prefix(), "none of these numbers of images");
    }
    for (String prefix : pays.keySet()) {
      stores.stream()
          .filter(each -> each.prefix().equals(prefix))
          .filter(each -> mean(each, Way.SPLIT, "stored") < mean(each, Way.JOINED, "stored"))
          .findFirst()
          .ifPresent(each -> pays.put(prefix, number(each.images()) + " on"));
    }
    if (!pays.isEmpty()) {
      List<String> words = new ArrayList<>();
      pays.forEach((prefix, from) -> words.add(prefix + " in common: from " + from));
      said.add(
          "Each a layer stores less than all in one, by the instructions in common and the numbers of"
              + " images that were tried: "
              + String.join("; ", words).replace("from none", "for none")
              + ".");
    }
  }

  private static String number(String images) {
    return images.equals("1") ? "1 image" : images + " images";
  }

  private void following() {
    String change = changes().get(0);
    for (String updates : updates()) {
      List<Case> all = with(updates, change);
      if (updates.equals("0") || all.isEmpty()) {
        continue;
      }
      String what =
          updates
              + (updates.equals("1") ? " change" : " changes")
              + (change.equals("0") ? "" : " of instruction " + change);
      said.add(
          String.format(
              Locale.ROOT,
              "Who pulls the images and follows %s transfers %s more than with the best way if all"
                  + " are one layer, and %s more if each is one; the best has %.1f layers (means of all"
                  + " images and prefixes here).",
              what,
              Readings.percent(average(all, Way.JOINED)),
              Readings.percent(average(all, Way.SPLIT)),
              all.stream()
                  .mapToDouble(each -> mean(each, Way.BEST, "layers"))
                  .average()
                  .orElse(Double.NaN)));
    }
  }

  private double average(List<Case> all, Way way) {
    return all.stream().mapToDouble(each -> above(each, way)).average().orElse(Double.NaN);
  }

  private void changing() {
    for (String change : changes()) {
      if (change.equals("0")) {
        continue;
      }
      List<Case> all = cases.keySet().stream().filter(c -> c.change().equals(change)).toList();
      double joined = sum(all, Way.JOINED);
      double split = sum(all, Way.SPLIT);
      if (joined > 0) {
        said.add(
            String.format(
                Locale.ROOT,
                "If instruction %s changes, each a layer transfers %.0f %% of what all in one does.",
                change,
                PERCENT * split / joined));
      }
    }
  }

  private double sum(List<Case> all, Way way) {
    return all.stream().mapToDouble(each -> mean(each, way, "transferred")).sum();
  }
}
