package io.unionfs.testing.registry;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which request is answered with which fault. Safe for use by many threads. */
final class FaultQueue {
  private final List<Planned> once = new ArrayList<>(); // guarded by itself
  private final List<Planned> lasting = new CopyOnWriteArrayList<>();

  private record Planned(String method, String part, Fault fault) {
    boolean fits(TestRequest request) {
      return FaultQueue.fits(request, method, part);
    }
  }

  static boolean fits(TestRequest request, String method, String part) {
    return (method.isEmpty() || method.equals(request.method())) && request.path().contains(part);
  }

  void next(int times, String method, String part, Fault fault) {
    synchronized (once) {
      for (int i = 0; i < times; i++) {
        once.add(new Planned(method, part, fault));
      }
    }
  }

  void always(String method, String part, Fault fault) {
    lasting.add(new Planned(method, part, fault));
  }

  void clear() {
    synchronized (once) {
      once.clear();
    }
    lasting.clear();
  }

  /** The fault for {@code request}; one that was planned once is used up. */
  Fault of(TestRequest request) {
    synchronized (once) {
      for (Iterator<Planned> all = once.iterator(); all.hasNext(); ) {
        Planned each = all.next();
        if (each.fits(request)) {
          all.remove();
          return each.fault();
        }
      }
    }
    return lasting.stream()
        .filter(each -> each.fits(request))
        .map(Planned::fault)
        .findFirst()
        .orElse(Fault.none());
  }
}
