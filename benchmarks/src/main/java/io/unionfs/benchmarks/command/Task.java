package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.ImageBenchmark;
import io.unionfs.benchmarks.TreeBenchmark;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;

/**
 * One benchmark on one subject.
 *
 * @param holder the class of the benchmark
 * @param method the benchmark's method
 * @param subject the subject's text, empty for a benchmark that has only one
 * @param parameters JMH's other parameters
 */
record Task(
    Class<?> holder, String method, String subject, Map<String, String> parameters, int threads) {
  Task {
    parameters = Map.copyOf(parameters);
  }

  /** The benchmark's name as JMH has it. */
  String benchmark() {
    return holder.getName() + "." + method;
  }

  /** Whether it is measured in batches of a fixed number of operations, not for a time. */
  boolean isBatch() {
    BenchmarkMode mode = holder.getAnnotation(BenchmarkMode.class);
    return mode.value()[0] == Mode.SingleShotTime;
  }

  /** Whether one batch of it takes long. */
  boolean isHeavy() {
    return method.endsWith("64M")
        || holder == ImageBenchmark.class
        || holder == TreeBenchmark.class;
  }

  /** What a filter is matched with, and what progress shows: {@code list names=100 union-8}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(method);
    new TreeMap<>(parameters)
        .forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
    if (threads > 1) {
      text.append(" threads=").append(threads);
    }
    return subject.isEmpty() ? text.toString() : text + " " + subject;
  }
}
