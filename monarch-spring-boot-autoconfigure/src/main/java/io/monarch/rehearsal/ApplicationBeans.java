package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoClient;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.InfrastructureProxy;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoDatabaseFactorySupport;

/**
 * Lets the application's own factories of databases, and with them its templates,
 * repositories and transactions, work on a temporary database until this is closed.
 */
final class ApplicationBeans implements AutoCloseable {

	private static final String CLIENT = "mongoClient";

	private static final String DATABASE = "databaseName";

	private final List<Runnable> undo = new ArrayList<>();

	private ApplicationBeans() {
	}

	/**
	 * Redirect the factories that are on the database of an environment.
	 * @throws MonarchException if one of them is of a class that is not known
	 */
	static ApplicationBeans on(ListableBeanFactory beans, Environment own, MongoClient client, String database) {
		ApplicationBeans redirected = new ApplicationBeans();
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		try {
			BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, MongoDatabaseFactory.class, false, true)
				.forEach((name, factory) -> {
					Object target = unwrap(factory);
					if (seen.add(target)) {
						redirected.redirect(name, target, own, client, database);
					}
				});
			return redirected;
		}
		catch (RuntimeException ex) {
			redirected.close();
			throw ex;
		}
	}

	private static Object unwrap(Object factory) {
		return (factory instanceof InfrastructureProxy proxy) ? proxy.getWrappedObject() : factory;
	}

	private void redirect(String name, Object factory, Environment own, MongoClient client, String database) {
		if (!(factory instanceof MongoDatabaseFactorySupport<?>)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The bean '" + name + "' is of the class " + factory.getClass().getName()
							+ ", which cannot work on the temporary database of a rehearsal.",
					"Nothing was run. Rehearse it as an environment with a configuration of its own, so that migrations "
							+ "use context.mongo() only.");
		}
		DirectFieldAccessor fields = new DirectFieldAccessor(factory);
		Object oldClient = fields.getPropertyValue(CLIENT);
		Object oldDatabase = fields.getPropertyValue(DATABASE);
		if (!own.database().equals(oldDatabase)) {
			return; // another database, whose writes are refused
		}
		this.undo.add(() -> {
			fields.setPropertyValue(CLIENT, oldClient);
			fields.setPropertyValue(DATABASE, oldDatabase);
		});
		fields.setPropertyValue(CLIENT, client);
		fields.setPropertyValue(DATABASE, database);
	}

	@Override
	public void close() {
		this.undo.forEach(Runnable::run);
		this.undo.clear();
	}

}
