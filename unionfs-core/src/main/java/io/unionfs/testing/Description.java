package io.unionfs.testing;

import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Quota;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What annotations say of the union of an element.
 *
 * @param image what lies at the bottom
 * @param lowers what lies on that, the bottom one first
 * @param options as {@code mount -o} takes them
 */
record Description(
    Optional<Image> image,
    List<Lower> lowers,
    Optional<String> options,
    Optional<Quota> quota,
    Optional<InstantSource> clock,
    Optional<String> user,
    FaultRules faults) {
  private static final Pattern VOLATILE =
      Pattern.compile("(?i)(?:^|,)\\s*volatile\\s*(?:=\\s*true\\s*)?(?:,|$)");

  static Description of(Element element) {
    Places places = element.places();
    return new Description(
        places.nearest(Image.class),
        places.nearestAll(Lower.class),
        places.nearest(MountOptions.class).map(MountOptions::value),
        places.nearest(WithQuota.class).map(each -> quota(element, each)),
        places.nearest(FixedClock.class).map(each -> clock(element, each)),
        places.nearest(AsUser.class).map(AsUser::value),
        FaultRules.of(places));
  }

  private static Quota quota(Element element, WithQuota asked) {
    try {
      return new Quota(asked.bytes(), asked.inodes());
    } catch (IllegalArgumentException e) {
      throw element.failure("@WithQuota: " + e.getMessage(), e);
    }
  }

  private static InstantSource clock(Element element, FixedClock asked) {
    try {
      return Clock.fixed(Instant.parse(asked.value()), ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw element.failure(
          "@FixedClock(\"" + asked.value() + "\") is no time: write it as 2024-02-29T12:00:00Z", e);
    }
  }

  /** Whether it says more than what is mounted. */
  boolean saysHowToMount() {
    return options.isPresent() || quota.isPresent() || !faults.rules().isEmpty();
  }

  /** Whether the writable layer is to be mounted but once. */
  boolean isVolatile() {
    return options.filter(text -> VOLATILE.matcher(text).find()).isPresent();
  }

  /** Adds the options, the quota and the clock. */
  void configure(Element element, UnionFileSystemBuilder builder) {
    quota.ifPresent(builder::quota);
    clock.ifPresent(builder::clock);
    options.ifPresent(
        text -> {
          try {
            builder.options(text);
          } catch (IllegalArgumentException e) {
            throw element.failure("@MountOptions(\"" + text + "\"): " + e.getMessage(), e);
          }
        });
  }
}
