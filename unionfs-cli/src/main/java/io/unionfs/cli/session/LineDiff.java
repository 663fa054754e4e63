package io.unionfs.cli.session;

import java.util.ArrayList;
import java.util.List;

/** What differs between two texts, line by line, as diff(1) shows it with few lines around. */
public final class LineDiff {
  private static final int AROUND = 2;

  private LineDiff() {}

  private record Line(char mark, String text, int number) {}

  /**
   * The differences, {@code -} what was expected and {@code +} what is; empty where there are none.
   */
  public static List<String> of(List<String> expected, List<String> actual) {
    List<Line> all = merged(expected, actual);
    List<String> shown = new ArrayList<>();
    int last = -1;
    for (int i = 0; i < all.size(); i++) {
      if (isNear(all, i)) {
        if (i != last + 1 || shown.isEmpty()) {
          shown.add("@@ line " + all.get(i).number());
        }
        shown.add(all.get(i).mark() + all.get(i).text());
        last = i;
      }
    }
    return shown;
  }

  private static boolean isNear(List<Line> all, int at) {
    int end = Math.min(all.size(), at + AROUND + 1);
    return all.subList(Math.max(0, at - AROUND), end).stream().anyMatch(each -> each.mark() != ' ');
  }

  /** Both texts in one, by their longest common subsequence. */
  private static List<Line> merged(List<String> expected, List<String> actual) {
    int same = 0;
    int least = Math.min(expected.size(), actual.size());
    while (same < least && expected.get(same).equals(actual.get(same))) {
      same++;
    }
    List<Line> all = new ArrayList<>();
    for (int i = 0; i < same; i++) {
      all.add(new Line(' ', expected.get(i), i + 1));
    }
    List<String> rest = expected.subList(same, expected.size());
    merge(rest, actual.subList(same, actual.size()), same, all);
    return all;
  }

  private static void merge(
      List<String> expected, List<String> actual, int before, List<Line> all) {
    int n = expected.size();
    int m = actual.size();
    int[][] common = new int[n + 1][m + 1];
    for (int i = n - 1; i >= 0; i--) {
      for (int j = m - 1; j >= 0; j--) {
        common[i][j] =
            expected.get(i).equals(actual.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < n || j < m) {
      if (i < n && j < m && expected.get(i).equals(actual.get(j))) {
        all.add(new Line(' ', expected.get(i++), before + i));
        j++;
      } else if (j == m || i < n && common[i + 1][j] >= common[i][j + 1]) {
        all.add(new Line('-', expected.get(i++), before + i));
      } else {
        all.add(new Line('+', actual.get(j++), before + i + 1));
      }
    }
  }
}
