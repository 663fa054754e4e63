package io.unionfs.registry;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one blob, going on after a cut connection where it was cut. Each byte is hashed as it
 * comes; what is longer than the descriptor says is cut off. Of one thread.
 */
final class BlobDownload {
  /** What an attempt must bring for the failures before it to be forgotten. */
  private static final long GAIN = 1 << 20;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private final Requests requests;
  private final Descriptor blob;
  private final ProgressListener progress;
  private final Call call;

  private Sink sink;
  private Hashing hashing;
  private long done;
  private long received;

  /** What came cannot be the blob's beginning. */
  private boolean spoiled;

  /** Where the bytes go. */
  private interface Sink {
    void append(ByteBuffer bytes) throws IOException;

    void clear() throws IOException;
  }

  BlobDownload(Requests requests, String path, Descriptor blob, ProgressListener progress)
      throws IOException {
    this.requests = requests;
    this.blob = blob;
    this.progress = progress;
    this.call =
        Call.of(
                "GET",
                requests.endpoint().resolve("/v2/" + path + "/blobs/" + blob.digest()),
                "blob " + blob.digest() + " of " + path)
            .scopes(Scopes.pull(path));
    this.hashing = new Hashing(blob.digest().algorithm());
  }

  /** All of it in memory. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sink =
        new Sink() {
          @Override
          public void append(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
          }

          @Override
          public void clear() {
            out.reset();
          }
        };
    receive();
    if (!isWhole()) {
      throw wrongDigest();
    }
    return out.toByteArray();
  }

  /**
   * All of it in a file, going on at its end.
   *
   * @return how many bytes came
   */
  long toFile(Path file) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS))) {
      sink = new FileSink(channel);
      boolean resumed = takeUp(channel) > 0;
      receive();
      boolean whole = isWhole();
      if (!whole && resumed) {
        // The beginning may have been another's.
        startOver();
        receive();
        whole = isWhole();
      }
      if (!whole) {
        spoiled = true;
        throw wrongDigest();
      }
      return received;
    } catch (ClosedByInterruptException e) {
      throw Interrupts.of(e);
    } finally {
      if (spoiled) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Hashes what the file holds; returns how much that is. */
  private long takeUp(SeekableByteChannel channel) throws IOException {
    if (channel.size() > blob.size()) {
      startOver();
      return 0;
    }
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    channel.position(0);
    while (channel.read(buffer.clear()) >= 0) {
      done += buffer.position();
      hashing.add(buffer.flip());
    }
    return done;
  }

  private void receive() throws IOException {
    Attempts attempts = new Attempts(requests.sender().settings(), requests.sender().where(call));
    progress.progressed(blob.digest().abbreviated(), done, blob.size());
    long most = done;
    while (done < blob.size()) {
      try {
        attempt();
        if (done < blob.size()) {
          throw new WireException("ended after " + done + " of " + blob.size() + " bytes");
        }
      } catch (WireException e) {
        if (done - most >= GAIN) {
          most = done;
          attempts.advanced();
        }
        attempts.failed(e);
      }
    }
  }

  private void attempt() throws IOException {
    Call next = done == 0 ? call : call.header("Range", "bytes=" + done + "-");
    try (Answer answer = requests.expect(requests.once(next), 200, 206, 416)) {
      if (answer.status() == 416) {
        startOver();
        throw new WireException("the range is refused");
      }
      long expected = blob.size();
      if (answer.status() == 206) {
        checkRange(answer);
        expected -= done;
      }
      if (answer.length() >= 0 && answer.length() != expected) {
        throw requests.invalid(
            call, "is said to have " + answer.length() + " bytes where " + expected + " are due");
      }
      if (answer.status() == 200 && done > 0) {
        startOver();
      }
      copy(answer);
    }
  }

  private void copy(Answer answer) throws IOException {
    for (ByteBuffer bytes = answer.body().read(); bytes != null; bytes = answer.body().read()) {
      if (bytes.remaining() > blob.size() - done) {
        spoiled = true;
        throw requests.invalid(call, "is longer than the " + blob.size() + " bytes that are due");
      }
      int count = bytes.remaining();
      hashing.add(bytes.duplicate());
      sink.append(bytes);
      done += count;
      received += count;
      progress.progressed(blob.digest().abbreviated(), done, blob.size());
    }
  }

  private void checkRange(Answer answer) throws RegistryException {
    String text = answer.header("Content-Range").orElse("");
    Matcher matcher = CONTENT_RANGE.matcher(text);
    boolean asked =
        done > 0
            && matcher.matches()
            && Long.parseLong(matcher.group(1)) == done
            && Long.parseLong(matcher.group(2)) == blob.size() - 1
            && (matcher.group(3).equals("*") || Long.parseLong(matcher.group(3)) == blob.size());
    if (!asked) {
      throw requests.invalid(
          call, "another range came than the one asked for: \"" + Texts.line(text) + "\"");
    }
  }

  private void startOver() throws IOException {
    sink.clear();
    hashing = new Hashing(blob.digest().algorithm());
    done = 0;
  }

  private boolean isWhole() {
    return hashing.digest().equals(blob.digest());
  }

  private RegistryException wrongDigest() {
    return requests.invalid(call, "what came has another digest; refused");
  }

  private record FileSink(SeekableByteChannel channel) implements Sink {
    @Override
    public void append(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void clear() throws IOException {
      channel.truncate(0);
      channel.position(0);
    }
  }
}
