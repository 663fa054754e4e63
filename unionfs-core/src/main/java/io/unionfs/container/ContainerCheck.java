package io.unionfs.container;

import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for containers whose files are damaged, or that lack their image. Changes nothing. */
final class ContainerCheck {
  private static final String PART = "; ";

  private final Store store;
  private final Records records;

  ContainerCheck(Store store, Records records) {
    this.store = store;
    this.records = records;
  }

  List<Store.Problem> problems() throws IOException {
    List<Store.Problem> problems = new ArrayList<>();
    for (String id : records.ids().stream().sorted().toList()) {
      try {
        check(id, problems);
      } catch (StoreException e) {
        if (records.exists(id)) { // else it was removed meanwhile
          problems.add(problem(id, e.getMessage()));
        }
      }
    }
    return problems;
  }

  private void check(String id, List<Store.Problem> problems) throws IOException {
    Optional<ContainerRecord> record = records.find(id);
    if (record.isEmpty()) {
      if (records.exists(id)) {
        problems.add(
            new Store.Problem(called(id), "has no record", "remove it by force, rm -f " + id));
      }
      return;
    }
    records.state(id);
    if (store.images().byManifest(record.get().manifest()).isEmpty()) {
      problems.add(
          new Store.Problem(
              called(id),
              "its image " + record.get().manifest() + " is not there",
              "load that image anew, or remove the container"));
    }
  }

  /** A message says what is wrong, and behind a semicolon what to do. */
  private static Store.Problem problem(String id, String message) {
    int part = message.indexOf(PART);
    return part < 0
        ? new Store.Problem(called(id), message, "remove it by force, rm -f " + id)
        : new Store.Problem(
            called(id), message.substring(0, part), message.substring(part + PART.length()));
  }

  private static String called(String id) {
    return "container " + id.substring(0, 12);
  }
}
