/** What the command shows: tables, JSON, sizes and times in words, progress, failures. */
package io.unionfs.cli.output;
