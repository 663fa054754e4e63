package io.unionfs.container;

import io.unionfs.container.Container.Status;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * A container's state, in a file of one sector that is written in place by one call: the checksum
 * of the JSON behind it, the JSON, blanks. It is not synced, so that a thousand containers start in
 * a moment: a process that is killed has written all of it or nothing, and of a machine that loses
 * power the last change of state may be lost. Where there is no file the container was never
 * started.
 */
final class StateFile {
  private static final int SECTOR = 512;
  private static final int CHECK_DIGITS = 8;

  /** Who reads while it is written may see parts of both. */
  private static final int ATTEMPTS = 100;

  private StateFile() {}

  static ContainerState read(Path file) throws IOException {
    for (int attempt = 1; true; attempt++) {
      byte[] bytes = bytes(file);
      if (bytes.length == 0) {
        return ContainerState.CREATED;
      }
      byte[] json = Arrays.copyOfRange(bytes, Math.min(CHECK_DIGITS, bytes.length), bytes.length);
      if (new String(bytes, 0, bytes.length - json.length, StandardCharsets.UTF_8)
          .equals(check(json))) {
        return parse(file.toString(), json);
      }
      if (attempt == ATTEMPTS) {
        throw new StoreException(
            file + ": is damaged; remove it, and the container was not started");
      }
      Thread.onSpinWait();
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Trees.read(file, SECTOR);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  private static ContainerState parse(String where, byte[] json) throws StoreException {
    try {
      Document state = Document.parse(where, json);
      return new ContainerState(
          Status.of(state.text("Status")),
          state.time("StartedAt"),
          state.time("FinishedAt"),
          Math.toIntExact(state.number("ExitCode", 0)),
          Math.toIntExact(state.number("RestartCount", 0)));
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new StoreException(where + ": " + e.getMessage(), e);
    }
  }

  /**
   * Puts {@code state} there.
   *
   * @throws NoSuchFileException if there is no such container any more
   */
  static void write(Path file, ContainerState state) throws IOException {
    byte[] bytes = encode(state);
    boolean interrupted = false;
    try {
      while (true) {
        try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
          ByteBuffer source = ByteBuffer.wrap(bytes);
          while (source.hasRemaining()) {
            channel.write(source, source.position());
          }
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static byte[] encode(ContainerState state) {
    DocumentBuilder document = DocumentBuilder.empty().put("Status", state.status().word());
    state.startedAt().ifPresent(time -> document.put("StartedAt", time));
    state.finishedAt().ifPresent(time -> document.put("FinishedAt", time));
    document.put("ExitCode", state.exitCode()).put("RestartCount", state.restartCount());
    byte[] text = document.bytes();
    byte[] json = Arrays.copyOf(text, SECTOR - CHECK_DIGITS);
    Arrays.fill(json, text.length, json.length, (byte) ' ');
    byte[] bytes = Arrays.copyOf(check(json).getBytes(StandardCharsets.UTF_8), SECTOR);
    System.arraycopy(json, 0, bytes, CHECK_DIGITS, json.length);
    return bytes;
  }

  private static String check(byte[] json) {
    CRC32 sum = new CRC32();
    sum.update(json);
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }
}
