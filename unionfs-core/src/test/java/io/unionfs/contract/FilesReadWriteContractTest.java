package io.unionfs.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Streams, readers and writers, and whole contents. */
class FilesReadWriteContractTest extends Contract {
  private static final byte[] MALFORMED = {'a', (byte) 0xff, 'b'};

  // ---- newInputStream ----

  @Test
  void anInputStreamReadsFromTheBeginning() throws IOException {
    try (InputStream in = Files.newInputStream(at("f"))) {
      assertThat(in.read()).isEqualTo('h');
      assertThat(in.readAllBytes()).isEqualTo("ello".getBytes());
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void anInputStreamFollowsLinks() throws IOException {
    try (InputStream in = Files.newInputStream(at("lf"))) {
      assertThat(in.readAllBytes()).isEqualTo("hello".getBytes());
    }
  }

  @Test
  void anInputStreamSkipsAndTellsWhatIsAvailable() throws IOException {
    try (InputStream in = Files.newInputStream(at("f"))) {
      assertThat(in.skip(2)).isEqualTo(2);
      assertThat(in.available()).isEqualTo(3);
      assertThat(in.read()).isEqualTo('l');
    }
  }

  @Test
  void anInputStreamDoesNotWrite() {
    assertThrows(UnsupportedOperationException.class, () -> Files.newInputStream(at("f"), WRITE));
    assertThrows(UnsupportedOperationException.class, () -> Files.newInputStream(at("f"), APPEND));
  }

  @Test
  void anInputStreamOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.newInputStream(at("missing")));
  }

  @Test
  void aClosedInputStreamReadsNoMore() throws IOException {
    InputStream in = Files.newInputStream(at("f"));
    in.close();
    in.close();
    assertThrows(IOException.class, in::read);
  }

  @Test
  void readingADirectoryFails() throws IOException {
    // The default provider opens it, and fails when it is read.
    assertThrows(
        IOException.class,
        () -> {
          try (InputStream in = Files.newInputStream(at("dir"))) {
            in.read();
          }
        });
  }

  // ---- newOutputStream ----

  @Test
  void anOutputStreamCreatesTheFile() throws IOException {
    try (OutputStream out = Files.newOutputStream(at("new"))) {
      out.write("abc".getBytes());
      out.write('d');
      out.write("xefx".getBytes(), 1, 2);
    }
    assertThat(content("new")).isEqualTo("abcdef");
  }

  @Test
  void anOutputStreamTruncatesAnExistingFile() throws IOException {
    try (OutputStream out = Files.newOutputStream(at("f"))) {
      assertThat(Files.size(at("f"))).isZero();
      out.write('y');
    }
    assertThat(content("f")).isEqualTo("y");
  }

  @Test
  void anOutputStreamAppendsWhenAsked() throws IOException {
    try (OutputStream out = Files.newOutputStream(at("f"), APPEND)) {
      out.write('!');
    }
    assertThat(content("f")).isEqualTo("hello!");
  }

  @Test
  void anOutputStreamThatNeitherTruncatesNorAppendsWritesOver() throws IOException {
    try (OutputStream out = Files.newOutputStream(at("f"), WRITE)) {
      out.write('J');
    }
    assertThat(content("f")).isEqualTo("Jello");
  }

  @Test
  void anOutputStreamThatIsToCreateFailsIfTheFileExists() throws IOException {
    failsOn(
        at("f"),
        FileAlreadyExistsException.class,
        () -> Files.newOutputStream(at("f"), CREATE_NEW));
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void anOutputStreamDoesNotCreateUnlessAsked() {
    failsOn(at("new"), NoSuchFileException.class, () -> Files.newOutputStream(at("new"), WRITE));
  }

  @Test
  void anOutputStreamDoesNotRead() {
    assertThrows(IllegalArgumentException.class, () -> Files.newOutputStream(at("f"), READ, WRITE));
  }

  @Test
  void anOutputStreamToADirectoryFails() {
    failsOn(at("dir"), FileSystemException.class, () -> Files.newOutputStream(at("dir")));
  }

  @Test
  void anOutputStreamFollowsALinkAndMakesItsTarget() throws IOException {
    Files.newOutputStream(at("dang")).close();
    assertThat(at("nowhere")).exists();
    assertThat(Files.isSymbolicLink(at("dang"))).isTrue();
  }

  @Test
  void aClosedOutputStreamWritesNoMore() throws IOException {
    OutputStream out = Files.newOutputStream(at("f"));
    out.close();
    out.close();
    assertThrows(IOException.class, () -> out.write(1));
  }

  // ---- readers and writers ----

  @Test
  void aBufferedReaderReadsLines() throws IOException {
    Files.writeString(at("new"), "one\r\ntwo\nthree");
    try (BufferedReader reader = Files.newBufferedReader(at("new"))) {
      assertThat(reader.lines()).containsExactly("one", "two", "three");
    }
  }

  @Test
  void aBufferedReaderRefusesMalformedInput() throws IOException {
    Files.write(at("new"), MALFORMED);
    try (BufferedReader reader = Files.newBufferedReader(at("new"))) {
      assertThrows(MalformedInputException.class, reader::readLine);
    }
    try (BufferedReader reader = Files.newBufferedReader(at("new"), ISO_8859_1)) {
      assertThat(reader.readLine()).isEqualTo("aÿb");
    }
  }

  @Test
  void aBufferedWriterEncodes() throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(at("new"))) {
      writer.write("ä");
    }
    assertThat(Files.readAllBytes(at("new"))).containsExactly(0xc3, 0xa4);
    try (BufferedWriter writer = Files.newBufferedWriter(at("new"), ISO_8859_1, APPEND)) {
      writer.write("ä");
    }
    assertThat(Files.readAllBytes(at("new"))).containsExactly(0xc3, 0xa4, 0xe4);
  }

  @Test
  void aBufferedWriterRefusesWhatCannotBeEncoded() {
    assertThrows(
        CharacterCodingException.class,
        () -> {
          try (BufferedWriter writer = Files.newBufferedWriter(at("new"), US_ASCII)) {
            writer.write("ä");
          }
        });
  }

  // ---- whole contents ----

  @Test
  void readAllBytesReadsTheWholeFile() throws IOException {
    assertThat(Files.readAllBytes(at("f"))).isEqualTo("hello".getBytes());
    byte[] large = new byte[100_000];
    large[99_999] = 1;
    Files.write(at("new"), large);
    assertThat(Files.readAllBytes(at("new"))).isEqualTo(large);
  }

  @Test
  void readAllBytesOfAnEmptyFileIsEmpty() throws IOException {
    assertThat(Files.readAllBytes(Files.createFile(at("new")))).isEmpty();
  }

  @Test
  void readAllBytesOfADirectoryFails() {
    assertThrows(IOException.class, () -> Files.readAllBytes(at("dir")));
  }

  @Test
  void readStringDecodesUtf8() throws IOException {
    Files.write(at("new"), "grüß".getBytes(UTF_8));
    assertThat(Files.readString(at("new"))).isEqualTo("grüß");
  }

  @Test
  void readStringRefusesMalformedInput() throws IOException {
    Files.write(at("new"), MALFORMED);
    assertThrows(CharacterCodingException.class, () -> Files.readString(at("new")));
    assertThat(Files.readString(at("new"), ISO_8859_1)).isEqualTo("aÿb");
  }

  @Test
  void readAllLinesKnowsThreeLineTerminators() throws IOException {
    Files.writeString(at("new"), "a\rb\nc\r\nd");
    assertThat(Files.readAllLines(at("new"))).containsExactly("a", "b", "c", "d");
  }

  @Test
  void readAllLinesRefusesMalformedInput() throws IOException {
    Files.write(at("new"), MALFORMED);
    assertThrows(MalformedInputException.class, () -> Files.readAllLines(at("new")));
  }

  @Test
  void linesAreReadLazily() throws IOException {
    Files.writeString(at("new"), "a\nb\nc\n");
    try (Stream<String> lines = Files.lines(at("new"))) {
      assertThat(lines.filter(line -> !line.equals("b"))).containsExactly("a", "c");
    }
  }

  @Test
  void linesOfALargeFileAreReadInParallelInOrder() throws IOException {
    List<String> expected = Stream.iterate(0, i -> i + 1).limit(20_000).map(i -> "" + i).toList();
    Files.write(at("new"), expected);
    try (Stream<String> lines = Files.lines(at("new")).parallel()) {
      assertThat(lines.toList()).isEqualTo(expected);
    }
  }

  @Test
  void linesOfMalformedInputFailWhileTheyAreRead() throws IOException {
    Files.write(at("new"), MALFORMED);
    try (Stream<String> lines = Files.lines(at("new"))) {
      assertThrows(UncheckedIOException.class, lines::count);
    }
  }

  @Test
  void linesOfAMissingFileFailAtOnce() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.lines(at("missing")));
  }

  @Test
  void writeCreatesOrTruncates() throws IOException {
    assertThat(Files.write(at("new"), "longer".getBytes())).isEqualTo(at("new"));
    Files.write(at("new"), "short".getBytes());
    assertThat(content("new")).isEqualTo("short");
  }

  @Test
  void writeHonoursItsOptions() throws IOException {
    Files.write(at("f"), "!".getBytes(), APPEND);
    assertThat(content("f")).isEqualTo("hello!");
    Files.write(at("f"), "J".getBytes(), WRITE);
    assertThat(content("f")).isEqualTo("Jello!");
    assertThrows(
        FileAlreadyExistsException.class, () -> Files.write(at("f"), "x".getBytes(), CREATE_NEW));
  }

  @Test
  void writeOfLinesEndsEachWithTheLineSeparator() throws IOException {
    Files.write(at("new"), List.of("a", "b"));
    assertThat(content("new")).isEqualTo("a\nb\n");
    Files.write(at("new"), List.of("c"), UTF_8, APPEND);
    assertThat(content("new")).isEqualTo("a\nb\nc\n");
  }

  @Test
  void writeStringWritesNoLineSeparator() throws IOException {
    assertThat(Files.writeString(at("new"), "a\nb")).isEqualTo(at("new"));
    assertThat(Files.size(at("new"))).isEqualTo(3);
    Files.writeString(at("new"), "ä", ISO_8859_1);
    assertThat(Files.readAllBytes(at("new"))).containsExactly(0xe4);
  }

  @Test
  void writeStringRefusesWhatCannotBeEncoded() {
    assertThrows(CharacterCodingException.class, () -> Files.writeString(at("new"), "ä", US_ASCII));
  }

  @Test
  void writeWithoutWhatItNeedsFails() {
    failsOn(
        at("missing/x"),
        NoSuchFileException.class,
        () -> Files.writeString(at("missing/x"), "", CREATE, TRUNCATE_EXISTING));
    failsOn(at("dir"), FileSystemException.class, () -> Files.writeString(at("dir"), ""));
    assertThrows(IllegalArgumentException.class, () -> Files.writeString(at("f"), "", READ));
  }

  // ---- mismatch ----

  @Test
  void mismatchOfEqualContentIsMinusOne() throws IOException {
    Files.writeString(at("new"), "hello");
    assertThat(Files.mismatch(at("f"), at("new"))).isEqualTo(-1);
    assertThat(Files.mismatch(at("f"), at("lf"))).isEqualTo(-1);
    assertThat(Files.mismatch(at("f"), at("f"))).isEqualTo(-1);
  }

  @Test
  void mismatchIsTheFirstByteThatDiffers() throws IOException {
    Files.writeString(at("new"), "help");
    assertThat(Files.mismatch(at("f"), at("new"))).isEqualTo(3);
  }

  @Test
  void mismatchOfAPrefixIsTheLengthOfTheShorter() throws IOException {
    Files.writeString(at("new"), "hello, world");
    assertThat(Files.mismatch(at("f"), at("new"))).isEqualTo(5);
    Files.writeString(at("new"), "");
    assertThat(Files.mismatch(at("f"), at("new"))).isZero();
  }

  @Test
  void mismatchOfTheSamePathDoesNotLookAtTheFile() throws IOException {
    assertThat(Files.mismatch(at("missing"), at("missing"))).isEqualTo(-1);
    assertThrows(NoSuchFileException.class, () -> Files.mismatch(at("f"), at("missing")));
  }

  // ---- size and the rest ----

  @Test
  void sizeIsInBytes() throws IOException {
    assertThat(Files.size(at("f"))).isEqualTo(5);
    assertThat(Files.size(at("lf"))).isEqualTo(5);
    Files.writeString(at("f"), "ää");
    assertThat(Files.size(at("h"))).isEqualTo(4);
  }

  @Test
  void theContentTypeIsFoundByName() throws IOException {
    Files.writeString(at("page.html"), "<html>");
    assertThat(Files.probeContentType(at("page.html"))).isEqualTo("text/html");
  }
}
