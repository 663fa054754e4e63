package io.unionfs.store;

import java.io.IOException;

/** A store in memory. */
final class StoreInMemoryTest extends StoreDamageContract {
  @Override
  Store open() throws IOException {
    return Store.inMemory();
  }
}
