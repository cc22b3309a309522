package io.monarch.autoconfigure.tenants;

import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.EnvironmentDefinition;
import io.monarch.environment.EnvironmentSource;
import org.bson.Document;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.stereotype.Component;

@Component
class ShopTenants implements EnvironmentSource {

	private final MongoDatabaseFactory factory;

	ShopTenants(MongoDatabaseFactory factory) {
		this.factory = factory;
	}

	@Override
	public List<EnvironmentDefinition> environments() {
		List<EnvironmentDefinition> definitions = new ArrayList<>();
		for (Document tenant : this.factory.getMongoDatabase().getCollection("tenants").find()) {
			String name = tenant.getString("name");
			definitions.add(EnvironmentDefinition.onServerOf("application", "tenant-" + name, "shop_" + name));
		}
		return definitions;
	}

}
