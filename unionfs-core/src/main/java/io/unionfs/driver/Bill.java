package io.unionfs.driver;

import java.util.Objects;

/**
 * What something costs on a storage driver. Immutable: a bill of later, {@linkplain #minus less}
 * one of before, is the price of what was done between.
 *
 * <p>Of a container, {@link #shared} is what it stands on and others may too, {@link #unique} what
 * goes when it is removed. Of an image, they are the layers that other images have too, and those
 * that they have not. Of a driver, all layers, and all containers.
 *
 * @param shared what is stored for others too
 * @param unique what is stored for this alone
 * @param work what was done for it
 */
public record Bill(Stored shared, Stored unique, Work work) {
  /** Of nothing. */
  public static final Bill NONE = new Bill(Stored.NONE, Stored.NONE, Work.NONE);

  public Bill {
    Objects.requireNonNull(shared);
    Objects.requireNonNull(unique);
    Objects.requireNonNull(work);
  }

  /** What is stored in all. */
  public Stored stored() {
    return shared.plus(unique);
  }

  /** What was added since {@code before}; negative where there is less. */
  public Bill minus(Bill before) {
    return new Bill(
        shared.minus(before.shared), unique.minus(before.unique), work.minus(before.work));
  }
}
