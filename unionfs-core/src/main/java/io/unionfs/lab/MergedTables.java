package io.unionfs.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables of parts of one sweep as one: the same as if the whole had been run at once. A row that is
 * in several is taken once; of measured values, which differ each time, all stay.
 */
public final class MergedTables {
  private MergedTables() {}

  /**
   * The table of all rows.
   *
   * @param tables of one experiment, one at least
   * @throws LabException if they are of several, or say different things of the same: what is
   *     counted or modelled depends on the parameters alone
   */
  public static Table of(List<Table> tables) throws LabException {
    Table first = tables.get(0);
    Set<List<Value>> rows = new LinkedHashSet<>();
    Map<List<Value>, List<Value>> certain = new HashMap<>();
    for (Table table : tables) {
      if (!table.experiment().equals(first.experiment())) {
        throw new LabException(
            "tables of " + first.experiment() + " and of " + table.experiment() + " are not one");
      }
      for (List<Value> row : table.rows()) {
        List<Value> given = new ArrayList<>();
        List<Value> known = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          Origin origin = table.columns().get(i).origin();
          if (origin == Origin.GIVEN) {
            given.add(row.get(i));
          } else if (origin != Origin.MEASURED) {
            known.add(row.get(i));
          }
        }
        List<Value> before = certain.putIfAbsent(given, known);
        if (before != null && !before.equals(known)) {
          throw new LabException(
              first.experiment()
                  + ": at "
                  + texts(given)
                  + " one table has "
                  + texts(before)
                  + " and another "
                  + texts(known)
                  + ": they are of different versions or images");
        }
        rows.add(row);
      }
    }
    return new Table(first.experiment(), first.columns(), List.copyOf(rows));
  }

  private static List<String> texts(List<Value> values) {
    return values.stream().map(Value::text).toList();
  }
}
