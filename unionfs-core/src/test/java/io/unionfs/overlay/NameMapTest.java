package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameMapTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 3000})
  void agreesWithAHashMapUnderRandomChanges(int names) {
    Random random = new Random(names);
    Map<String, Integer> model = new HashMap<>();
    NameMap<Integer> map = NameMap.empty();
    for (int step = 0; step < 20_000; step++) {
      String name = name(random.nextInt(names));
      if (random.nextInt(3) == 0) {
        model.remove(name);
        map = map.without(name);
      } else {
        model.put(name, step);
        map = map.with(name, step);
      }
      assertThat(map.size()).isEqualTo(model.size());
      assertThat(map.get(name)).isEqualTo(model.get(name));
    }
    assertThat(asMap(map)).isEqualTo(model);
  }

  @Test
  void namesOfOneHashAreToldApart() {
    // "Aa" and "BB" have one hash code, and so have all their concatenations.
    List<String> names = List.of("AaAa", "AaBB", "BBAa", "BBBB");
    NameMap<String> map = NameMap.empty();
    for (String name : names) {
      map = map.with(name, "value of " + name);
    }
    assertThat(map.size()).isEqualTo(4);
    map = map.without("AaBB");
    assertThat(map.get("AaBB")).isNull();
    assertThat(map.get("BBAa")).isEqualTo("value of BBAa");
    assertThat(map.without("AaAa").without("BBBB").without("BBAa").isEmpty()).isTrue();
  }

  @Test
  void anEarlierMapIsNotChangedByLaterOnes() {
    NameMap<Integer> before = NameMap.empty();
    for (int i = 0; i < 1000; i++) {
      before = before.with(name(i), i);
    }
    Map<String, Integer> copy = asMap(before);
    NameMap.Builder<Integer> builder = before.edit();
    for (int i = 500; i < 1500; i++) {
      builder.put(name(i), -i);
    }
    for (int i = 0; i < 100; i++) {
      builder.remove(name(i));
    }
    NameMap<Integer> after = builder.build();
    assertThat(asMap(before)).isEqualTo(copy);
    assertThat(after.size()).isEqualTo(1400);
    assertThat(after.get(name(700))).isEqualTo(-700);
    assertThat(after.get(name(50))).isNull();
  }

  @Test
  void aBuilderDoesNotChangeWhatItBuilt() {
    NameMap.Builder<Integer> builder = NameMap.<Integer>empty().edit();
    builder.put("a", 1);
    NameMap<Integer> built = builder.build();
    builder.put("a", 2);
    builder.put("b", 3);
    assertThat(asMap(built)).isEqualTo(Map.of("a", 1));
  }

  @Test
  void theOrderDependsOnTheNamesAloneAndFollowsTheirPositions() {
    NameMap<Integer> up = NameMap.empty();
    NameMap<Integer> down = NameMap.empty();
    for (int i = 0; i < 2000; i++) {
      up = up.with(name(i), 0);
      down = down.with(name(3999 - i), 0).with(name(1999 - i), 0);
    }
    for (int i = 2000; i < 4000; i++) {
      down = down.without(name(i));
    }
    List<String> order = new ArrayList<>(asMapKeys(up));
    assertThat(asMapKeys(down)).isEqualTo(order);
    for (int i = 1; i < order.size(); i++) {
      assertThat(NameMap.position(order.get(i)))
          .isGreaterThanOrEqualTo(NameMap.position(order.get(i - 1)));
    }
  }

  /** Names of one hash among them, and names that are changed twice. */
  @ParameterizedTest
  @ValueSource(ints = {3, 40, 700, 5000})
  void manyChangesAtOnceAreAsOneAfterTheOther(int names) {
    Random random = new Random(names);
    NameMap<Integer> single = NameMap.empty();
    NameMap<Integer> many = NameMap.empty();
    Map<String, Integer> model = new HashMap<>();
    for (int round = 0; round < 200; round++) {
      NameMap.Builder<Integer> builder = many.edit();
      int changes = random.nextInt(1 + random.nextInt(names));
      for (int i = 0; i < changes; i++) {
        String name = colliding(random.nextInt(names));
        if (random.nextInt(5) < 2 + round % 2) {
          builder.remove(name);
          single = single.without(name);
          model.remove(name);
        } else {
          builder.put(name, i);
          single = single.with(name, i);
          model.put(name, i);
        }
      }
      NameMap<Integer> before = many;
      Map<String, Integer> kept = asMap(before);
      many = builder.build();
      assertThat(asMap(before)).isEqualTo(kept);
      assertThat(many.size()).isEqualTo(model.size());
      assertThat(asMap(many)).isEqualTo(model);
      assertThat(many.shape()).isEqualTo(single.shape());
      assertThat(many.names()).containsExactlyElementsOf(asMapKeys(single));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 5000})
  void aNameOfAPathIsFoundAsTheNameItself(int names) {
    NameMap.Builder<Integer> builder = NameMap.<Integer>empty().edit();
    for (int i = 0; i < names; i += 2) {
      builder.put(colliding(i), i);
    }
    NameMap<Integer> map = builder.build();
    for (int i = 0; i < names; i++) {
      PathName path = PathName.ofNames("dir", colliding(i));
      assertThat(map.get(path, 1)).isEqualTo(map.get(colliding(i)));
      path.wasLookedUp();
      assertThat(map.get(path, 1)).isEqualTo(map.get(colliding(i)));
      assertThat(map.get(path, 1)).isEqualTo(map.get(colliding(i)));
      assertThat(path.name(1)).isEqualTo(colliding(i));
    }
  }

  /** Every third has the hash code of another. */
  private static String colliding(int i) {
    return i % 3 == 0 ? (i % 2 == 0 ? "Aa" : "BB") + i / 2 : name(i);
  }

  private static String name(int i) {
    return "file-" + i;
  }

  private static <V> Map<String, V> asMap(NameMap<V> map) {
    Map<String, V> copy = new HashMap<>();
    map.forEach(copy::put);
    return copy;
  }

  private static List<String> asMapKeys(NameMap<Integer> map) {
    List<String> names = new ArrayList<>();
    map.forEach((name, value) -> names.add(name));
    return names;
  }

  @Test
  void namesOfOneHashCostNoMoreThanOthers() {
    // 65,536 names of one hash code: quadratic work would take minutes.
    NameMap.Builder<Integer> builder = NameMap.<Integer>empty().edit();
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      builder.put(name.toString(), i);
    }
    NameMap<Integer> map = builder.build();
    assertThat(map.size()).isEqualTo(1 << 16);
    assertThat(map.get("Aa".repeat(16))).isZero();
    assertThat(map.get("BB".repeat(16))).isEqualTo((1 << 16) - 1);
    assertThat(map.without("BB".repeat(16)).get("BB".repeat(16))).isNull();
  }
}
