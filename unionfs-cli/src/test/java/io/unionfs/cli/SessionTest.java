package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.shell.Script;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session over a store on the disk, to the letter: {@code session.txt} holds what is typed, and
 * what is printed. A line {@code (… later)} moves the clock; errors stand behind {@code !}, an exit
 * code that is not 0 in brackets; {@code $DIR} is a directory for files.
 */
class SessionTest {
  private static final Pattern TYPED = Pattern.compile("\\$ (?:echo '([^']*)' \\| )?unionfs (.*)");
  private static final Pattern LATER =
      Pattern.compile("\\((\\d+) (second|minute|hour|day)s? later\\)");

  @TempDir private Path directory;

  @Test
  void theSessionIsAsItWasWrittenDown() throws Exception {
    String expected;
    try (InputStream in = SessionTest.class.getResourceAsStream("session.txt")) {
      expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.copy(Cli.IMAGES.resolve("built-docker.tar"), directory.resolve("built.tar"));
    StoreCli cli = new StoreCli(directory.resolve("store"));
    StringBuilder happened = new StringBuilder();
    for (String line : expected.lines().toList()) {
      Matcher typed = TYPED.matcher(line);
      Matcher later = LATER.matcher(line);
      if (typed.matches()) {
        happened.append(line).append('\n').append(run(cli, typed.group(2), typed.group(1)));
      } else if (later.matches()) {
        happened.append(line).append('\n');
        cli.pass(passed(Long.parseLong(later.group(1)), later.group(2)));
      } else if (line.startsWith("#")) {
        happened.append(line).append('\n');
      }
    }
    assertThat(happened).hasToString(expected);
  }

  private String run(StoreCli cli, String line, String input) throws Exception {
    List<String> words = Script.parse(line.replace("$DIR", directory.toString())).get(0);
    Cli run = cli.runWith(input == null ? "" : input + "\n", words.toArray(String[]::new));
    String errors = run.err().isEmpty() ? "" : run.err().replaceAll("(?m)^(?=.)", "! ");
    String code = run.code() == 0 ? "" : "[" + run.code() + "]\n";
    return (run.out() + errors + code).replace(directory.toString(), "$DIR");
  }

  private static Duration passed(long count, String unit) {
    return switch (unit) {
      case "second" -> Duration.ofSeconds(count);
      case "minute" -> Duration.ofMinutes(count);
      case "hour" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
