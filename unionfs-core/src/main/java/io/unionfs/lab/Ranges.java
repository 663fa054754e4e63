package io.unionfs.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Sets of whole numbers as users type them: {@code 1..500}, {@code 1..500:50}, {@code 4K,1M}. */
public final class Ranges {
  private static final int MOST = 100_000;

  private Ranges() {}

  /**
   * The numbers that {@code text} names, in ascending order: numbers and ranges, parted by commas.
   * A range may have a step behind a colon; its last number is in it whatever the step. {@code K},
   * {@code M} and {@code G} behind a number are 2<sup>10</sup>, 2<sup>20</sup> and 2<sup>30</sup>.
   *
   * @throws IllegalArgumentException if it is no such text, a number is outside of {@code least} to
   *     {@code most}, or there are more than 100,000
   */
  public static List<Long> parse(String text, long least, long most) {
    TreeSet<Long> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("\\.\\.", -1);
      if (ends.length > 2) {
        throw wrong(text);
      }
      String[] last = ends[ends.length - 1].split(":", -1);
      if (last.length > 2 || last.length == 2 && ends.length == 1) {
        throw wrong(text);
      }
      long to = number(last[0], text);
      long from = ends.length == 1 ? to : number(ends[0], text);
      long step = last.length == 1 ? 1 : number(last[1], text);
      if (from < least || to > most || from > to || step < 1) {
        throw new IllegalArgumentException(
            "\"" + part + "\" is no range within " + least + ".." + most);
      }
      if ((to - from) / step > MOST) {
        throw new IllegalArgumentException("\"" + part + "\" is too many numbers");
      }
      for (long n = from; n < to; n += step) {
        numbers.add(n);
      }
      numbers.add(to);
    }
    return List.copyOf(new ArrayList<>(numbers));
  }

  private static long number(String word, String text) {
    if (!word.matches("[0-9]{1,15}[KMG]?")) {
      throw wrong(text);
    }
    char unit = word.charAt(word.length() - 1);
    int shift =
        switch (unit) {
          case 'K' -> 10;
          case 'M' -> 20;
          case 'G' -> 30;
          default -> 0;
        };
    long number = Long.parseLong(shift == 0 ? word : word.substring(0, word.length() - 1));
    if (number > Long.MAX_VALUE >> shift) {
      throw wrong(text);
    }
    return number << shift;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no set of numbers, such as 8 or 1,8,32 or 1..500 or 1..500:50 or 4K");
  }
}
