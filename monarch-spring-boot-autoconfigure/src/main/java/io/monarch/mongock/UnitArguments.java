package io.monarch.mongock;

import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.monarch.environment.Causes;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.core.MethodParameter;

/**
 * The arguments for the parameters of a constructor or a method.
 */
final class UnitArguments {

	private final List<UnitArgument> arguments;

	private final Set<String> beans;

	private UnitArguments(List<UnitArgument> arguments, Set<String> beans) {
		this.arguments = List.copyOf(arguments);
		this.beans = beans;
	}

	/**
	 * Resolve all parameters, and create their beans.
	 */
	static UnitArguments of(ChangeUnit unit, Executable executable, UnitParameters parameters) {
		List<UnitArgument> arguments = new ArrayList<>();
		Set<String> beans = new LinkedHashSet<>();
		for (int i = 0; i < executable.getParameterCount(); i++) {
			MethodParameter parameter = MethodParameter.forExecutable(executable, i);
			try {
				arguments.add(parameters.resolve(parameter, beans));
			}
			catch (BeansException ex) {
				throw new MonarchException(Kind.FAILED,
						"The change unit '" + unit.id() + "' (" + unit.type().getName() + "." + executable.getName()
								+ ") needs " + parameter.getParameterType().getName() + ", which cannot be provided: "
								+ FailureText.oneLine(FailureText.text(Causes.root(ex))),
						"Nothing was run. Provide such a bean, or exclude the change unit: monarch.mongock.exclude="
								+ unit.id() + ".",
						ex);
			}
		}
		return new UnitArguments(arguments, beans);
	}

	/**
	 * Return the names of the beans among the arguments.
	 */
	Set<String> beans() {
		return this.beans;
	}

	@Nullable Object[] values(MigrationContext context) {
		return this.arguments.stream().map((argument) -> argument.value(context)).toArray();
	}

}
