package io.monarch.faults.migrations;

import java.util.List;
import java.util.stream.IntStream;

import io.monarch.environment.EnvironmentDefinition;
import io.monarch.environment.EnvironmentSource;
import io.monarch.environment.Environments;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Tenants beside the database of the application, as many as a property says.
 */
@Component
class FaultTenants implements EnvironmentSource {

	private final int count;

	private final ObjectProvider<Environments> environments;

	FaultTenants(@Value("${faults.tenants:0}") int count, ObjectProvider<Environments> environments) {
		this.count = count;
		this.environments = environments;
	}

	@Override
	public List<EnvironmentDefinition> environments() {
		if (this.count == 0) {
			return List.of();
		}
		String own = this.environments.getObject().application().orElseThrow().database();
		return IntStream.rangeClosed(1, this.count)
			.mapToObj((i) -> EnvironmentDefinition.onServerOf("application", "tenant-" + i, own + "_tenant-" + i))
			.toList();
	}

}
