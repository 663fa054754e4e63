package io.unionfs.lab;

import java.util.List;

/**
 * Images whose first instructions are the same, and what is stored of them and transferred, however
 * they are cut. Immutable.
 *
 * @param images the lifetimes of each; all of one number of instructions
 * @param prefix how many instructions they have in common
 * @param overhead bytes that a layer takes besides its files
 * @param chances that a change is one of each instruction; together 1
 */
record BuildFamily(List<Lifetimes> images, int prefix, long overhead, double[] chances) {
  BuildFamily {
    images = List.copyOf(images);
  }

  /**
   * Chances of {@code count} instructions, each of which changes as often as the one behind it
   * times {@code earlier}.
   */
  static double[] chances(int count, double earlier) {
    double[] chances = new double[count];
    double sum = 0;
    double weight = 1;
    for (int i = count - 1; i >= 0; i--) {
      chances[i] = weight;
      sum += weight;
      weight *= earlier;
    }
    for (int i = 0; i < count; i++) {
      chances[i] /= sum;
    }
    return chances;
  }

  /** Chances where only one instruction changes. */
  static double[] only(int count, int instruction) {
    double[] chances = new double[count];
    chances[instruction] = 1;
    return chances;
  }

  int count() {
    return images.get(0).count();
  }

  /** What all images' layers of these instructions take, the same ones once. */
  double stored(int begin, int end) {
    return end <= prefix ? own(begin, end) : unshared(begin, end);
  }

  /** What they would take if nothing were shared. */
  double unshared(int begin, int end) {
    double sum = 0;
    for (Lifetimes image : images) {
      sum += image.layer(begin, end) + overhead;
    }
    return sum;
  }

  /** What is shared by two images or more. */
  double shared(int begin, int end) {
    return end <= prefix && images.size() > 1 ? own(begin, end) : 0;
  }

  /** The layer of one image. */
  private double own(int begin, int end) {
    return images.get(0).layer(begin, end) + overhead;
  }

  /**
   * What one change makes new, on average: this layer, if the change is of an instruction in it or
   * of one before. A common instruction changes in all images, another one in the first.
   */
  double transferred(int begin, int end) {
    double ofAll = 0;
    double ofOne = 0;
    for (int i = 0; i < end; i++) {
      if (i < prefix) {
        ofAll += chances[i];
      } else {
        ofOne += chances[i];
      }
    }
    return ofAll * stored(begin, end) + ofOne * own(begin, end);
  }

  /** What is stored, and then transferred by {@code updates} changes. */
  double total(int begin, int end, long updates) {
    return stored(begin, end) + (updates == 0 ? 0 : updates * transferred(begin, end));
  }
}
