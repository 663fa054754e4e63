package io.unionfs.lab;

/**
 * One run of an experiment: a point of the sweep, and what is there to work with. Immutable; made
 * by {@link Laboratory}.
 */
public final class Trial {
  private final Point point;
  private final LabContext context;

  Trial(Point point, LabContext context) {
    this.point = point;
    this.context = context;
  }

  long seed() {
    return point.seed();
  }

  long get(String parameter) {
    return point.get(parameter);
  }

  int whole(String parameter) {
    return point.whole(parameter);
  }

  LabContext context() {
    return context;
  }
}
