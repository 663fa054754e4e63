package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A copy is filled with no lock held; what is taken back of one that fails, is not. */
class FailedCopyBesideUpdateTest {
  private final AtomicInteger inMetadata = new AtomicInteger();
  private final AtomicInteger mostInMetadata = new AtomicInteger();
  private final CountDownLatch takingBack = new CountDownLatch(1);
  private volatile Thread copying;

  /** Storage in which writes to the file of metadata take long once the copy has failed. */
  private Storage slow(Storage plain) {
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (proxy, method, arguments) -> {
              boolean counted =
                  copying != null
                      && method.getName().equals("write")
                      && ((Path) arguments[3]).endsWith("meta");
              try {
                if (counted) {
                  mostInMetadata.accumulateAndGet(inMetadata.incrementAndGet(), Math::max);
                  if (Thread.currentThread() == copying) {
                    takingBack.countDown();
                    Thread.sleep(500);
                  }
                }
                return method.invoke(plain, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (counted) {
                  inMetadata.decrementAndGet();
                }
              }
            });
  }

  @Test
  void theMetadataKeptBesideTheTreeIsWrittenByOneAtATime() throws Exception {
    Place place = Place.onJimfs(Profile.Writing.THROUGH, 1 << 28, "basic", "posix");
    try (UpperMedium medium = place.open(slow(new NioStorage()))) {
      UpperNode other = medium.create(medium.root(), "other", Samples.file(0640), Occupant.NOTHING);
      Content.Reader broken =
          new Content.Reader() {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
              copying = Thread.currentThread();
              throw new IOException("broken");
            }

            @Override
            public void close() {}
          };
      Thread updating =
          new Thread(
              () -> {
                try {
                  if (takingBack.await(10, TimeUnit.SECONDS)) {
                    medium.update(other, Samples.file(0600));
                  }
                } catch (IOException | InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      updating.start();
      assertThatThrownBy(() -> medium.copyUp(medium.root(), "copy", Samples.file(0604), broken, 3))
          .hasMessage("broken");
      updating.join();
      assertThat(takingBack.getCount()).isZero();
      assertThat(mostInMetadata).hasValue(1);
    }
  }
}
