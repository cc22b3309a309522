package io.monarch.migration;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The template of one run, which is made when a migration is about to run: changing a
 * record alone needs none. Transactions are those of its factory.
 */
final class MigrationTemplate {

	private final MongoDatabaseFactory factory;

	private final Supplier<MongoTemplate> maker;

	private @Nullable MongoTemplate template;

	MigrationTemplate(MongoDatabaseFactory factory, Supplier<MongoTemplate> maker) {
		this.factory = factory;
		this.maker = maker;
	}

	MongoDatabaseFactory factory() {
		return this.factory;
	}

	MongoTemplate get() {
		if (this.template == null) {
			this.template = this.maker.get();
		}
		return this.template;
	}

}
