package io.monarch.autoconfigure;

import com.mongodb.client.MongoClient;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoDatabaseFactorySupport;

/**
 * Finds the client that a factory uses, which may differ from the bean. Not every version
 * of Spring Data has a public method for it.
 */
final class FactoryClient {

	private FactoryClient() {
	}

	/**
	 * Return the client of a factory.
	 * @return the client, or {@code null} if the factory is of a class that keeps none
	 */
	static @Nullable MongoClient of(MongoDatabaseFactory factory) {
		Object target = AopProxyUtils.getSingletonTarget(factory);
		Object found = (target != null) ? target : factory;
		return (found instanceof MongoDatabaseFactorySupport<?>
				&& new DirectFieldAccessor(found).getPropertyValue("mongoClient") instanceof MongoClient client)
						? client : null;
	}

}
