package io.unionfs.mutants;

import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The engine with some classes replaced, loaded beside the real one, and tests run against it. Only
 * edited files are compiled: an edit must not change a constant or a signature that others use.
 */
final class MutatedEngine {
  private static final long TIMEOUT_MILLIS = 60_000;
  private static final String ROOT = "io.unionfs.";
  private static final String OURS = "io.unionfs.mutants.";

  /**
   * How tests ended.
   *
   * @param count how many were run
   * @param failures the display names of those that failed, and why
   */
  record Outcome(int count, Map<String, Throwable> failures) {}

  private final Path classes;

  /**
   * @param classes where compiled classes are put, and searched first; empty for the real engine
   */
  MutatedEngine(Path classes) {
    this.classes = classes;
  }

  /** Makes the change, in copies of the sources, and compiles them. */
  void compile(Mutant mutant) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Edit edit : mutant.edits()) {
      String file = edit.file();
      String source = sources.containsKey(file) ? sources.get(file) : MutantList.source(file);
      sources.put(file, edit.applyTo(source));
    }
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-implicit:none",
            "-nowarn",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString());
    if (!compiler.getTask(null, null, found, options, null, units).call()) {
      StringBuilder errors = new StringBuilder(mutant.place() + ": does not compile");
      for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
        if (one.getKind() == Diagnostic.Kind.ERROR) {
          errors.append("\n  ").append(one.getMessage(Locale.ROOT));
        }
      }
      throw new IllegalStateException(errors.toString());
    }
  }

  /** Runs the tests {@code killer} names. */
  Outcome run(Mutant.Killer killer) throws Exception {
    URL[] urls = {
      classes.toUri().toURL(), location(Mount.class), location(MutatedEngine.class),
    };
    try (Beside loader = new Beside(urls)) {
      Class<?> test = killer.load(loader);
      Recorder recorder = new Recorder();
      Thread runner = new Thread(() -> launch(test, method(test, killer.method()), recorder));
      runner.setName("tests of " + classes);
      runner.setDaemon(true);
      runner.setContextClassLoader(loader);
      runner.start();
      runner.join(TIMEOUT_MILLIS);
      if (runner.isAlive()) {
        throw new IllegalStateException(killer + " does not end");
      }
      return new Outcome(recorder.count, recorder.failures);
    }
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** The test method named {@code name}, own or inherited. */
  static Method method(Class<?> test, String name) {
    for (Class<?> type = test; type != null; type = type.getSuperclass()) {
      List<Method> named =
          Arrays.stream(type.getDeclaredMethods())
              .filter(method -> method.getName().equals(name) && !method.isSynthetic())
              .toList();
      if (named.size() == 1) {
        return named.get(0);
      }
    }
    throw new IllegalStateException("not one method " + test.getName() + "#" + name);
  }

  private static void launch(Class<?> test, Method method, Recorder recorder) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectMethod(test, method))
            .build();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build());
    launcher.execute(request, recorder);
  }

  private static final class Recorder implements TestExecutionListener {
    final Map<String, Throwable> failures = new LinkedHashMap<>();
    int count;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        count++;
      }
      if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
        failures.put(
            test.getDisplayName(),
            result.getThrowable().orElseGet(() -> new AssertionError("aborted")));
      }
    }
  }

  /** Our classes anew, those of libraries as they are. */
  private static final class Beside extends URLClassLoader {
    Beside(URL[] urls) {
      super(urls, MutatedEngine.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(ROOT) || name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null) {
          loaded = findClass(name);
        }
        if (resolve) {
          resolveClass(loaded);
        }
        return loaded;
      }
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(uri(file), Kind.SOURCE);
      this.text = text;
    }

    private static URI uri(String file) {
      try {
        return new URI("string", null, "/io/unionfs/" + file, null);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(file, e);
      }
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
