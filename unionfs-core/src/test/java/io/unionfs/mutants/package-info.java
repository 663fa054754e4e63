/**
 * Shows that each rule's test notices when the rule is gone. The files in {@code src/test/mutants}
 * list small changes of the engine's source, each of which disables a rule; {@link
 * io.unionfs.mutants.MutantsTest} makes them, one at a time, and runs the test that must then fail.
 */
package io.unionfs.mutants;
