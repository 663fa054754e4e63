package io.unionfs.surgery;

import io.unionfs.store.StoredImage;
import java.util.List;

/**
 * An image on another base.
 *
 * @param remarks what means another thing there, in the order of the layers
 */
public record Rebased(StoredImage image, List<RebaseRemark> remarks) {
  public Rebased {
    remarks = List.copyOf(remarks);
  }
}
