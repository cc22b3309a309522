/**
 * The command line: its commands, for one run and at the prompt.
 */
@NullMarked
package io.monarch.shell;

import org.jspecify.annotations.NullMarked;
