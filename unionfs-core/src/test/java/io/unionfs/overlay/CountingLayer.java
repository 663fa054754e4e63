package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A layer that counts what is asked of its directories. */
final class CountingLayer implements TreeLayer {
  private final TreeLayer layer;
  private final AtomicInteger asked;
  private final Entry.Directory root;

  CountingLayer(TreeLayer layer, AtomicInteger asked) {
    this.layer = layer;
    this.asked = asked;
    this.root = new Counting(layer.root());
  }

  @Override
  public String name() {
    return layer.name();
  }

  @Override
  public Entry.Directory root() {
    return root;
  }

  private final class Counting implements Entry.Directory {
    private final Entry.Directory directory;

    Counting(Entry.Directory directory) {
      this.directory = directory;
    }

    @Override
    public long number() {
      return directory.number();
    }

    @Override
    public Attributes attributes() {
      return directory.attributes();
    }

    @Override
    public Opacity opacity() {
      return directory.opacity();
    }

    @Override
    public Entry lookup(String name) throws IOException {
      asked.incrementAndGet();
      return counted(directory.lookup(name));
    }

    @Override
    public Map<String, Entry> entries() throws IOException {
      asked.incrementAndGet();
      Map<String, Entry> entries = new LinkedHashMap<>();
      directory.entries().forEach((name, entry) -> entries.put(name, counted(entry)));
      return entries;
    }

    private Entry counted(Entry entry) {
      return entry instanceof Entry.Directory below ? new Counting(below) : entry;
    }
  }
}
