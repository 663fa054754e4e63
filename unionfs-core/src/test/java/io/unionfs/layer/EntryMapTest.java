package io.unionfs.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link EntryMap} against a {@link HashMap}. */
class EntryMapTest {
  private static final Attributes ATTRIBUTES = Attributes.of(0644, Instant.EPOCH);

  @Test
  void holdsWhatItWasMadeOfAndNothingElse() {
    Random random = new Random(7);
    for (int size = 0; size < 70; size++) {
      Map<String, Entry> given = new HashMap<>();
      for (int i = 0; i < size; i++) {
        given.put(Integer.toString(random.nextInt(1000), 36), file(i));
      }
      Map<String, Entry> map = EntryMap.of(given);
      assertThat(map).isEqualTo(given).hasSameSizeAs(given);
      for (int i = 0; i < 1000; i++) {
        String name = Integer.toString(i, 36);
        assertThat(map.get(name)).as(name).isSameAs(given.get(name));
        assertThat(map.containsKey(name)).as(name).isEqualTo(given.containsKey(name));
      }
    }
  }

  @Test
  void tellsNamesOfOneHashApart() {
    Map<String, Entry> given = new HashMap<>();
    for (String name : new String[] {"AaAa", "BBBB", "AaBB"}) {
      given.put(name, file(given.size()));
    }
    Map<String, Entry> map = EntryMap.of(given);
    assertThat("BBAa").hasSameHashCodeAs("AaAa");
    assertThat(map.get("BBAa")).isNull();
    given.forEach((name, entry) -> assertThat(map.get(name)).as(name).isSameAs(entry));
  }

  @Test
  void isACopyThatCannotBeChanged() {
    Map<String, Entry> given = new HashMap<>(Map.of("a", file(1)));
    Map<String, Entry> map = EntryMap.of(given);
    given.clear();
    assertThat(map).containsOnlyKeys("a");
    assertThatThrownBy(() -> map.put("b", file(2)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(file(2)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Entry file(long number) {
    return new Entry.File(number, ATTRIBUTES, 1, Content.EMPTY);
  }
}
