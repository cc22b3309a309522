/**
 * Output for terminals: tables, colors, wrapped text, pages. Nothing here depends on the
 * contents.
 */
@NullMarked
package io.monarch.shell.terminal;

import org.jspecify.annotations.NullMarked;
