/**
 * An application as JHipster generates it: auditing, validation, users and authorities.
 */
package io.monarch.mongock.tests.jhipster;
