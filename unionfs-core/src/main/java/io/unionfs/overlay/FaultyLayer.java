package io.unionfs.overlay;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Mappable;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A lower layer that can fail when it is read, as a plan says. */
record FaultyLayer(TreeLayer real, Entry.Directory root) implements TreeLayer {
  /** {@code layer} itself where {@code plan} is null. */
  static TreeLayer of(FaultPlan plan, TreeLayer layer) {
    return plan == null ? layer : new FaultyLayer(layer, new Folder(plan, "", layer.root()));
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Path directory() {
    return real.directory();
  }

  /** A directory; what it holds is read once it is needed, and again only after a failure. */
  private static final class Folder implements Entry.Directory {
    private final FaultPlan plan;
    private final String path;
    private final Entry.Directory real;
    private volatile Map<String, Entry> entries;

    /**
     * @param path without the slash at the end
     */
    Folder(FaultPlan plan, String path, Entry.Directory real) {
      this.plan = plan;
      this.path = path;
      this.real = real;
    }

    @Override
    public long number() {
      return real.number();
    }

    @Override
    public Attributes attributes() {
      return real.attributes();
    }

    @Override
    public Opacity opacity() {
      return real.opacity();
    }

    @Override
    public String redirect() {
      return real.redirect();
    }

    @Override
    public Entry lookup(String name) throws IOException {
      return entries().get(name);
    }

    @Override
    public Map<String, Entry> entries() throws IOException {
      Map<String, Entry> known = entries;
      return known != null ? known : read();
    }

    private synchronized Map<String, Entry> read() throws IOException {
      if (entries == null) {
        plan.reach(FaultPoint.LOWER_LIST, path.isEmpty() ? "/" : path);
        Map<String, Entry> read = new TreeMap<>();
        real.entries().forEach((name, entry) -> read.put(name, faulty(name, entry)));
        entries = Collections.unmodifiableMap(read);
      }
      return entries;
    }

    private Entry faulty(String name, Entry entry) {
      String below = path + "/" + name;
      if (entry instanceof Entry.Directory directory) {
        return new Folder(plan, below, directory);
      }
      if (entry instanceof Entry.File file) {
        // A hard link across layers has the faults of the layer below already.
        Content content = file.content() instanceof Data data ? data.real : file.content();
        return new Entry.File(
            file.number(), file.attributes(), file.links(), new Data(plan, below, content));
      }
      return entry;
    }
  }

  private record Data(FaultPlan plan, String path, Content real) implements Content {
    @Override
    public long size() {
      return real.size();
    }

    @Override
    public Reader open() throws IOException {
      plan.reach(FaultPoint.LOWER_OPEN, path);
      Reader reader = real.open();
      return reader instanceof Mappable mappable
          ? new FileReader(plan, path, reader, mappable)
          : new DataReader(plan, path, reader);
    }
  }

  private record DataReader(FaultPlan plan, String path, Content.Reader real)
      implements Content.Reader {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      plan.reach(FaultPoint.LOWER_READ, path);
      return real.read(target, position);
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  /** A reader of what can be mapped; a mapping is read once it is made. */
  private record FileReader(FaultPlan plan, String path, Content.Reader real, Mappable mappable)
      implements Content.Reader, Mappable {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      plan.reach(FaultPoint.LOWER_READ, path);
      return real.read(target, position);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      plan.reach(FaultPoint.LOWER_READ, path);
      return mappable.map(mode, position, size);
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
