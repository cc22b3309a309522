package io.monarch.mongock.tests
