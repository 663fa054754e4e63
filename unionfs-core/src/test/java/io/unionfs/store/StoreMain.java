package io.unionfs.store;

import io.unionfs.store.StoreHistory.Company;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * A process that makes a {@link StoreHistory}: {@code STORE PROGRESS SEED COUNT PREFIX COMPANY}.
 * How far it has come is in the file PROGRESS, 8 bytes: twice the number of changes, and one more
 * during a change. In company it checks after each change that the store holds what it must.
 */
final class StoreMain {
  private StoreMain() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    long seed = Long.parseLong(args[2]);
    int count = Integer.parseInt(args[3]);
    Company company = Company.valueOf(args[5]);
    try (FileChannel progress =
            FileChannel.open(
                Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Store store = Store.open(directory, () -> Instant.EPOCH)) {
      StoreHistory history = new StoreHistory(store, seed, args[4], company);
      for (int i = 0; i < count; i++) {
        tell(progress, 2L * i + 1);
        history.step();
        tell(progress, 2L * i + 2);
        if (company == Company.OTHERS && !history.found(store).equals(history.expected())) {
          throw new IllegalStateException(
              "after "
                  + (i + 1)
                  + " changes: found "
                  + history.found(store)
                  + ", expected "
                  + history.expected());
        }
      }
    }
  }

  private static void tell(FileChannel progress, long value) throws IOException {
    progress.write(ByteBuffer.allocate(Long.BYTES).putLong(0, value), 0);
  }
}
