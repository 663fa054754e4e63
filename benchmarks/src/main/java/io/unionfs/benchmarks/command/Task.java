package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.HeapBenchmark;
import io.unionfs.benchmarks.MediumBenchmark;
import io.unionfs.benchmarks.subject.Subject;
import java.util.Map;
import java.util.Optional;
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

  /** Whether it finds bytes of heap, not a time. */
  boolean isOfHeap() {
    return holder == HeapBenchmark.class;
  }

  /** Whether its subject is a filesystem of the host. */
  boolean isOnHost() {
    return filesystem().map(Subject::isOnHost).orElse(false);
  }

  /** The filesystem it is about; empty where there is only one, or it is about a bare medium. */
  Optional<Subject> filesystem() {
    return subject.isEmpty() || holder == MediumBenchmark.class
        ? Optional.empty()
        : Optional.of(Subject.parse(subject));
  }

  /** What a filter is matched with, and what progress shows: {@code list names=100 union-8}. */
  @Override
  public String toString() {
    return subject.isEmpty() ? name() : name() + " " + subject;
  }

  /** The benchmark with its parameters: {@code list names=100}. */
  String name() {
    StringBuilder text = new StringBuilder(method);
    new TreeMap<>(parameters)
        .forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
    if (threads > 1) {
      text.append(" threads=").append(threads);
    }
    return text.toString();
  }
}
