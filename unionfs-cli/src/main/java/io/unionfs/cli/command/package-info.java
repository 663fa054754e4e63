/** The verbs of the command line, a class each or a few that belong together. */
package io.unionfs.cli.command;
