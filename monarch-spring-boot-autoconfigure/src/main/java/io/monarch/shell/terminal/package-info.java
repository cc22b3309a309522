/**
 * What is shown at a terminal: tables, colours, wrapped text, pages. Nothing here knows
 * what is shown.
 */
@NullMarked
package io.monarch.shell.terminal;

import org.jspecify.annotations.NullMarked;
