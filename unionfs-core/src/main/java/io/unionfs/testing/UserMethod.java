package io.unionfs.testing;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/** A method of the user's that an annotation names. */
final class UserMethod<T> {
  private final Class<T> made;
  private final Method method;
  private final Object instance;

  private UserMethod(Class<T> made, Method method, Object instance) {
    this.made = made;
    this.method = method;
    this.instance = instance;
  }

  /** The method called {@code name} that returns a {@code made}. */
  static <T> UserMethod<T> maker(Element element, String name, Class<T> made) {
    String form = made.getSimpleName() + " " + shortName(name) + "()";
    Method method = find(element, name, form, each -> each.getParameterCount() == 0);
    if (!made.isAssignableFrom(method.getReturnType())) {
      throw element.failure(
          "the method " + name + " returns no " + made.getSimpleName() + ": make it " + form);
    }
    if (Modifier.isStatic(method.getModifiers())) {
      return new UserMethod<>(made, method, null);
    }
    Optional<Object> instance =
        element.instances().stream().filter(method.getDeclaringClass()::isInstance).findFirst();
    return new UserMethod<>(
        made,
        method,
        instance.orElseThrow(
            () ->
                element.failure(
                    "the method "
                        + name
                        + " is not static, and there is no instance yet: make it"
                        + " static")));
  }

  /** The static method called {@code name} that takes a union. */
  static UserMethod<Void> setUp(Element element, String name) {
    String form = "static void " + shortName(name) + "(UnionFileSystem fs)";
    List<Class<?>> taken = List.of(UnionFileSystem.class, FileSystem.class, Path.class);
    Method method =
        find(
            element,
            name,
            form,
            each -> each.getParameterCount() == 1 && taken.contains(each.getParameterTypes()[0]));
    if (!Modifier.isStatic(method.getModifiers())) {
      throw element.failure("the method " + name + " is not static: make it " + form);
    }
    return new UserMethod<>(Void.class, method, null);
  }

  private interface Form {
    boolean fits(Method method);
  }

  private static String shortName(String name) {
    return name.substring(name.indexOf('#') + 1);
  }

  private static Method find(Element element, String name, String form, Form wanted) {
    int hash = name.indexOf('#');
    Stream<Class<?>> classes =
        hash < 0
            ? Stream.concat(
                Places.around(element.declaring()).stream(),
                Places.around(element.testClass()).stream())
            : Stream.of(load(element, name.substring(0, hash), name));
    String method = shortName(name);
    return classes
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(each -> each.getName().equals(method) && wanted.fits(each))
        .findFirst()
        .orElseThrow(() -> element.failure("there is no method " + name + ": write " + form));
  }

  private static Class<?> load(Element element, String type, String name) {
    try {
      return Class.forName(type, true, element.testClass().getClassLoader());
    } catch (ClassNotFoundException e) {
      throw element.failure("there is no class " + type + " for the method " + name, e);
    }
  }

  /** The method itself, for keys. */
  Method method() {
    return method;
  }

  /** What the method returns. */
  T call() throws IOException {
    T result = made.cast(invoke());
    if (result == null) {
      throw new IOException("the method " + method.getName() + " returned null");
    }
    return result;
  }

  /** Has the method set {@code files} up. */
  void call(UnionFileSystem files) throws IOException {
    invoke(method.getParameterTypes()[0] == Path.class ? files.getPath("/") : files);
  }

  private Object invoke(Object... arguments) throws IOException {
    try {
      return ReflectionSupport.invokeMethod(method, instance, arguments);
    } catch (Exception e) { // JUnit throws what the method threw, checked or not
      throw new IOException("the method " + method.getName() + " failed: " + e, e);
    }
  }
}
