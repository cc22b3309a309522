/**
 * Breaks processes of the sample's jar on purpose, and looks from outside at what is
 * left. Not below {@code io.monarch.sample}, where the sample would find the migrations.
 */
package io.monarch.faults;
