package io.unionfs.testing;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/**
 * A field or parameter that a union is mounted for.
 *
 * @param declared the field or the parameter
 * @param label how it is called in messages: the test, and what it is in that
 * @param type what is wanted
 * @param declaring the class that it stands in
 * @param testClass the class that runs
 * @param instances the objects whose methods may be called, the innermost first
 * @param places where its annotations may stand
 */
record Element(
    AnnotatedElement declared,
    String label,
    Class<?> type,
    Class<?> declaring,
    Class<?> testClass,
    List<Object> instances,
    Places places) {

  static Element of(Field field, ExtensionContext context) {
    return new Element(
        field,
        testName(context) + ", field " + field.getName(),
        field.getType(),
        field.getDeclaringClass(),
        context.getRequiredTestClass(),
        instances(context),
        Places.of(field).then(context.getTestMethod()).thenClass(context.getRequiredTestClass()));
  }

  static Element of(ParameterContext parameter, ExtensionContext context) {
    Executable owner = parameter.getDeclaringExecutable();
    return new Element(
        parameter.getParameter(),
        label(parameter.getParameter(), parameter.getIndex(), owner, context),
        parameter.getParameter().getType(),
        owner.getDeclaringClass(),
        context.getTestClass().orElse(owner.getDeclaringClass()),
        instances(context),
        behind(Places.of(parameter), owner, context));
  }

  /** A temporary directory's. */
  static Element of(AnnotatedElementContext shown, ExtensionContext context) {
    if (shown instanceof ParameterContext parameter) {
      return of(parameter, context);
    }
    AnnotatedElement element = shown.getAnnotatedElement();
    if (element instanceof Field field) {
      return of(field, context);
    }
    Parameter parameter = (Parameter) element;
    Executable owner = parameter.getDeclaringExecutable();
    int index = List.of(owner.getParameters()).indexOf(parameter);
    return new Element(
        parameter,
        label(parameter, index, owner, context),
        parameter.getType(),
        owner.getDeclaringClass(),
        context.getTestClass().orElse(owner.getDeclaringClass()),
        instances(context),
        behind(Places.of(shown), owner, context));
  }

  private static Places behind(Places places, Executable owner, ExtensionContext context) {
    Optional<Method> test = context.getTestMethod().filter(method -> !method.equals(owner));
    return places
        .then(owner instanceof Method ? Optional.of(owner) : Optional.empty())
        .then(test)
        .thenClass(context.getTestClass().orElse(owner.getDeclaringClass()));
  }

  private static String label(
      Parameter parameter, int index, Executable owner, ExtensionContext context) {
    String what =
        parameter.isNamePresent()
            ? "parameter " + parameter.getName()
            : "parameter " + (index + 1) + " (" + parameter.getType().getSimpleName() + ")";
    String test = testName(context);
    if (owner instanceof Constructor<?>) {
      return test + ", " + what + " of the constructor";
    }
    boolean isTest = context.getTestMethod().filter(owner::equals).isPresent();
    return isTest ? test + ", " + what : test + ", " + what + " of " + owner.getName();
  }

  /** {@code Outer.Inner.method}, or the class alone. */
  static String testName(ExtensionContext context) {
    String name = context.getTestClass().map(Element::nameOf).orElse(context.getDisplayName());
    return name + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
  }

  /** The name without the package, with those of the classes around. */
  static String nameOf(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : nameOf(outer) + "." + type.getSimpleName();
  }

  private static List<Object> instances(ExtensionContext context) {
    List<Object> innermostFirst = new ArrayList<>();
    context.getTestInstances().ifPresent(all -> innermostFirst.addAll(all.getAllInstances()));
    Collections.reverse(innermostFirst);
    return List.copyOf(innermostFirst);
  }

  boolean isParameter() {
    return declared instanceof Parameter;
  }

  boolean isOfConstructor() {
    return declared instanceof Parameter parameter
        && parameter.getDeclaringExecutable() instanceof Constructor<?>;
  }

  /** Whether it is a parameter of {@code test}. */
  boolean isOf(Optional<Method> test) {
    return declared instanceof Parameter parameter
        && test.filter(parameter.getDeclaringExecutable()::equals).isPresent();
  }

  /** The failure to say {@code what} of it, in the form that JUnit shows as it is. */
  RuntimeException failure(String what, Throwable cause) {
    RuntimeException failure = failure(what);
    failure.initCause(cause);
    return failure;
  }

  RuntimeException failure(String what) {
    String message = label + ": " + what;
    return isParameter()
        ? new ParameterResolutionException(message)
        : new ExtensionConfigurationException(message);
  }
}
