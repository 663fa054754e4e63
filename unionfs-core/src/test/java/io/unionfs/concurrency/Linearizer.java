package io.unionfs.concurrency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for an order of the calls of a history in which a sequential machine gives the same
 * answers, and which puts no call before one that had ended when it began: Wing and Gong, "Testing
 * and Verifying Concurrent Objects" (1993). The machine cannot be set back; when an order fails, a
 * new one does the good part of it again.
 */
final class Linearizer {
  /** The sequential machine in its first state. */
  interface Machine extends AutoCloseable {
    /** What the machine answers to {@code call}. */
    String answer(Call call);

    @Override
    void close();
  }

  /** Makes machines. */
  interface Model {
    Machine begin();
  }

  private final Model model;
  private final List<Call> history;
  private final List<Call> order = new ArrayList<>();
  private Machine machine;
  private int done;

  private Linearizer(Model model, List<Call> history) {
    this.model = model;
    this.history = new ArrayList<>(history);
    this.history.sort(Comparator.comparingLong(Call::returned));
  }

  /** An order that explains {@code history}, or null. */
  static List<Call> order(Model model, List<Call> history) {
    Linearizer search = new Linearizer(model, history);
    search.machine = model.begin();
    try {
      return search.extend() ? List.copyOf(search.order) : null;
    } finally {
      search.machine.close();
    }
  }

  private boolean extend() {
    if (order.size() == history.size()) {
      return true;
    }
    for (Call next : history) {
      if (order.contains(next) || history.stream().anyMatch(call -> mustPrecede(call, next))) {
        continue;
      }
      seat();
      boolean same = machine.answer(next).equals(next.answer());
      done++;
      order.add(next);
      if (same && extend()) {
        return true;
      }
      order.remove(order.size() - 1);
    }
    return false;
  }

  private boolean mustPrecede(Call call, Call next) {
    return call.isBefore(next) && !order.contains(call);
  }

  /** Puts the machine into the state behind {@link #order}. */
  private void seat() {
    if (done == order.size()) {
      return;
    }
    machine.close();
    machine = model.begin();
    order.forEach(machine::answer);
    done = order.size();
  }
}
