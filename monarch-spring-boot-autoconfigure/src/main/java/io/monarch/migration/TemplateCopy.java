package io.monarch.migration;

import java.lang.reflect.Constructor;
import java.util.Objects;
import java.util.function.Supplier;

import com.mongodb.WriteConcern;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.context.ApplicationContext;
import org.springframework.data.mapping.callback.EntityCallbacks;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.WriteConcernResolver;
import org.springframework.data.mongodb.core.WriteResultChecking;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.util.ClassUtils;

/**
 * Creates a template that behaves like the application's template, on another database:
 * with its converter, entity callbacks, events and write concern. Spring Data has neither
 * such a copy nor getters for all settings of a template.
 */
final class TemplateCopy {

	private final ApplicationContext context;

	/**
	 * The default converter of Spring Data. Creating it takes longer than running a small
	 * migration.
	 */
	private volatile @Nullable MongoConverter usual;

	TemplateCopy(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Tell whether a template of the same class as the application's can be created.
	 */
	static boolean isPossible(MongoTemplate template) {
		return constructor(unwrap(template).getClass()) != null;
	}

	/**
	 * Return the write concern of a template, or {@code null} if it has none.
	 */
	static @Nullable WriteConcern writeConcern(MongoTemplate template) {
		return (WriteConcern) new DirectFieldAccessor(unwrap(template)).getPropertyValue("writeConcern");
	}

	/**
	 * Return the application of a template, or {@code null} if it was created without
	 * one.
	 */
	static @Nullable ApplicationContext context(MongoTemplate template) {
		return (new DirectFieldAccessor(unwrap(template))
			.getPropertyValue("resourceLoader") instanceof ApplicationContext context) ? context : null;
	}

	/**
	 * Create a template like that of the application.
	 * @throws MonarchException if its class has no suitable constructor
	 */
	MongoTemplate of(MongoTemplate template, MongoDatabaseFactory factory) {
		MongoTemplate own = unwrap(template);
		Constructor<? extends MongoTemplate> constructor = constructor(own.getClass());
		if (constructor == null) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The application's template is of the class " + own.getClass().getName()
							+ ", which cannot be created for another database. Without it, the migration might "
							+ "write data differently from the application.",
					"Give the class a constructor (MongoDatabaseFactory, MongoConverter) that creates the same "
							+ "template.");
		}
		MongoConverter converter = converter(own.getConverter(), factory);
		MongoTemplate copy = withoutIndexes(converter,
				() -> (constructor.getParameterCount() == 1) ? BeanUtils.instantiateClass(constructor, factory)
						: BeanUtils.instantiateClass(constructor, factory, converter));
		configure(new DirectFieldAccessor(own), copy);
		return copy;
	}

	/**
	 * Create a template for an application that has none.
	 */
	MongoTemplate of(@Nullable MongoConverter own, MongoDatabaseFactory factory) {
		if (own == null && this.usual == null) {
			MongoTemplate template = new MongoTemplate(factory);
			template.setApplicationContext(this.context);
			this.usual = template.getConverter();
			return template;
		}
		return copy((own != null) ? own : Objects.requireNonNull(this.usual), factory);
	}

	private MongoTemplate copy(MongoConverter own, MongoDatabaseFactory factory) {
		MongoConverter converter = converter(own, factory);
		MongoTemplate template = withoutIndexes(converter, () -> new MongoTemplate(factory, converter));
		template.setApplicationContext(this.context);
		return template;
	}

	private void configure(DirectFieldAccessor own, MongoTemplate copy) {
		copy.setWriteConcern((WriteConcern) own.getPropertyValue("writeConcern"));
		copy.setWriteConcernResolver((WriteConcernResolver) own.getPropertyValue("writeConcernResolver"));
		copy.setWriteResultChecking((WriteResultChecking) own.getPropertyValue("writeResultChecking"));
		copy.setEntityLifecycleEventsEnabled(Boolean.TRUE.equals(own.getPropertyValue("eventDelegate.eventsEnabled")));
		if (own.getPropertyValue("entityCallbacks") instanceof EntityCallbacks callbacks) {
			copy.setEntityCallbacks(callbacks);
		}
		copy.setApplicationContext(this.context);
	}

	/**
	 * A converter follows references in the database of its factory. A converter of
	 * another class is kept, since its custom behavior must not be lost.
	 */
	private MongoConverter converter(MongoConverter own, MongoDatabaseFactory factory) {
		if (!(own instanceof MappingMongoConverter mapping)
				|| ClassUtils.getUserClass(own) != MappingMongoConverter.class) {
			return own;
		}
		MappingMongoConverter copy = mapping.with(factory);
		DirectFieldAccessor fields = new DirectFieldAccessor(mapping);
		new DirectFieldAccessor(copy).setPropertyValue("mapKeyDotReplacement",
				fields.getPropertyValue("mapKeyDotReplacement"));
		if (fields.getPropertyValue("entityCallbacks") instanceof EntityCallbacks callbacks) {
			copy.setEntityCallbacks(callbacks);
		}
		copy.setApplicationContext(this.context);
		return copy;
	}

	/**
	 * A template creates the indexes of all entities when it is created, and later those
	 * of new entities. Only the application's own template should do that, on the
	 * application's own database.
	 */
	private static MongoTemplate withoutIndexes(MongoConverter converter, Supplier<MongoTemplate> maker) {
		return AutomaticIndexCreation.suspended(
				(converter.getMappingContext() instanceof MongoMappingContext entities) ? entities : null, maker);
	}

	private static MongoTemplate unwrap(MongoTemplate template) {
		return (AopProxyUtils.getSingletonTarget(template) instanceof MongoTemplate target) ? target : template;
	}

	private static @Nullable Constructor<? extends MongoTemplate> constructor(Class<? extends MongoTemplate> type) {
		Constructor<? extends MongoTemplate> both = constructor(type, MongoDatabaseFactory.class, MongoConverter.class);
		return (both != null) ? both : constructor(type, MongoDatabaseFactory.class);
	}

	private static @Nullable Constructor<? extends MongoTemplate> constructor(Class<? extends MongoTemplate> type,
			Class<?>... parameters) {
		try {
			// The constructor of an anonymous class does not create the same again.
			return type.isAnonymousClass() ? null : type.getDeclaredConstructor(parameters);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
