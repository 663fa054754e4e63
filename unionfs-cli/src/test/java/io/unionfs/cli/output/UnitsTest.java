package io.unionfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known answers of Docker's go-units 0.5.0, by way of docker 28.2.2. */
class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0B, 0B",
    "1, 1B, 1B",
    "21, 21B, 21B",
    "999, 999B, 999B",
    "1000, 1kB, 1kB",
    "1024, 1.02kB, 1.024kB",
    "1234, 1.23kB, 1.234kB",
    "4096, 4.1kB, 4.096kB",
    "12345, 12.3kB, 12.35kB",
    "999400, 999kB, 999.4kB",
    "999600, 1e+03kB, 999.6kB",
    "1000000, 1MB, 1MB",
    "1234567, 1.23MB, 1.235MB",
    "74812345, 74.8MB, 74.81MB",
    "123456789, 123MB, 123.5MB",
    "10000000000, 10GB, 10GB",
    "1500000000000, 1.5TB, 1.5TB",
    "9223372036854775807, 9.22EB, 9.223EB"
  })
  void sizes(long bytes, String inThreeDigits, String inFour) {
    assertThat(Units.size(bytes)).isEqualTo(inThreeDigits);
    assertThat(Units.preciseSize(bytes)).isEqualTo(inFour);
  }

  @ParameterizedTest
  @CsvSource({
    "-5, Less than a second",
    "0, Less than a second",
    "1, 1 second",
    "2, 2 seconds",
    "59, 59 seconds",
    "60, About a minute",
    "119, About a minute",
    "120, 2 minutes",
    "3540, 59 minutes",
    "3599, 59 minutes",
    "3600, About an hour",
    "5399, About an hour",
    "5400, 2 hours",
    "9000, 3 hours",
    "170999, 47 hours",
    "171000, 2 days",
    "1207799, 13 days",
    "1207800, 2 weeks",
    "5182199, 8 weeks",
    "5182200, 2 months",
    "63070199, 24 months",
    "63072000, 2 years",
    "1795640817, 56 years"
  })
  void durations(long seconds, String words) {
    assertThat(Units.duration(Duration.ofSeconds(seconds))).isEqualTo(words);
  }

  @Test
  void timesAreToldFromNow() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Units.ago(now.minusSeconds(200), now)).isEqualTo("3 minutes ago");
  }
}
