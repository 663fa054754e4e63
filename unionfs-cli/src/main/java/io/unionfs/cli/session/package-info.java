/** Sessions of a shell in files: recorded, run again, compared, drawn. */
package io.unionfs.cli.session;
