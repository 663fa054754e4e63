package io.unionfs.store;

import java.io.IOException;

/** A store in memory. */
final class StoreInMemoryTest extends StoreContract {
  @Override
  Store open() throws IOException {
    return Store.inMemory();
  }
}
