package io.monarch.testsupport;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Creates the database of a test, which JUnit closes after it.
 */
final class RealMongoExtension implements ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(RealMongoExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestDatabase.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getStore(NAMESPACE)
			.computeIfAbsent(TestDatabase.class, (type) -> TestDatabase.create(), TestDatabase.class);
	}

}
