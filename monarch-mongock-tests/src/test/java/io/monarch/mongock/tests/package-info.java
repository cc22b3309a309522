/**
 * Applications of Mongock 5.5, run by Mongock itself and by Monarch.
 */
package io.monarch.mongock.tests;
