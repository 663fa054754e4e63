/** The {@code unionfs} command: parses arguments, calls the core, prints. No domain logic. */
package io.unionfs.cli;
