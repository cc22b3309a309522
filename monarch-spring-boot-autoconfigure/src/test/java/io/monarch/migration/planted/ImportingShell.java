package io.monarch.migration.planted;

import org.springframework.shell.core.command.Command;

/**
 * Breaks the rule about Spring Shell.
 */
record ImportingShell(Command command) {

}
