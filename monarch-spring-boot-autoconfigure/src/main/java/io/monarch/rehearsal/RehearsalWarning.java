package io.monarch.rehearsal;

/**
 * A problem that a rehearsal found.
 *
 * @param kind its kind
 * @param message a sentence that names the collection and the evidence, without values of
 * documents
 */
public record RehearsalWarning(WarningKind kind, String message) {
}
