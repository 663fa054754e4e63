/** The shell: built-in commands that are run on a container's files, a script, and a prompt. */
package io.unionfs.cli.shell;
