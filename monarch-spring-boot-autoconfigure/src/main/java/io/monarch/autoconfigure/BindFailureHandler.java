package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Adds the exit code of the process to failures to bind properties of Monarch.
 * {@link BindFailure} describes them.
 */
final class BindFailureHandler extends AbstractBindHandler {

	BindFailureHandler(BindHandler parent) {
		super(parent);
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		try {
			return super.onFailure(name, target, context, error);
		}
		catch (BindException ex) {
			throw ex; // of a property below this one
		}
		catch (Exception ex) {
			throw BindFailure.isMonarch(name) ? new InvalidPropertyException(ex) : ex;
		}
	}

	/**
	 * Has no details, since its cause can quote the value.
	 */
	private static final class InvalidPropertyException extends RuntimeException implements ExitCodeGenerator {

		InvalidPropertyException(Exception cause) {
			super("A property of Monarch is wrong", cause);
		}

		@Override
		public int getExitCode() {
			return Kind.BAD_INPUT.exitCode();
		}

	}

}
