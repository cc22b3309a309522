package io.monarch.migration;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.ServerInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The selection of the template that the application uses for its data.
 *
 * @param template the template, or {@code null} if there is none or it is ambiguous
 * @param candidates the names of ambiguous templates
 */
record TemplateSelection(@Nullable MongoTemplate template, List<String> candidates) {

	/** The bean that repositories use by default. */
	private static final String USUAL = "mongoTemplate";

	/**
	 * Select the template that is the only one or primary, the one that repositories use
	 * by default, or one of several that share their factory. If the environment is the
	 * application's own, templates on other databases are ignored.
	 */
	static TemplateSelection of(ListableBeanFactory beans, Environment environment) {
		MongoTemplate unique = template(beans.getBeanProvider(MongoOperations.class).getIfUnique());
		if (unique != null) {
			return new TemplateSelection(unique, List.of());
		}
		Map<String, MongoTemplate> templates = templates(beans);
		MongoTemplate usual = templates.get(USUAL);
		if (usual != null) {
			return new TemplateSelection(usual, List.of());
		}
		if (environment.sharesApplicationClient()) {
			templates.values().removeIf((template) -> !isOn(template, environment));
			if (haveSeveralFactories(templates)) {
				templates.values().removeIf((template) -> !isOnServer(template, environment));
			}
		}
		if (!templates.isEmpty() && !haveSeveralFactories(templates)) {
			return new TemplateSelection(templates.values().iterator().next(), List.of());
		}
		return new TemplateSelection(null, List.copyOf(templates.keySet()));
	}

	private static boolean haveSeveralFactories(Map<String, MongoTemplate> templates) {
		Set<Object> factories = Collections.newSetFromMap(new IdentityHashMap<>());
		templates.values().forEach((template) -> factories.add(template.getMongoDatabaseFactory()));
		return factories.size() > 1;
	}

	boolean isAmbiguous() {
		return !this.candidates.isEmpty();
	}

	private static Map<String, MongoTemplate> templates(ListableBeanFactory beans) {
		Map<String, MongoTemplate> templates = new LinkedHashMap<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, MongoOperations.class)) {
			MongoTemplate template = template(beans.getBean(name, MongoOperations.class));
			if (template != null) {
				templates.put(name, template);
			}
		}
		return templates;
	}

	/**
	 * Return a bean as a template, even behind a proxy of its interface.
	 */
	static @Nullable MongoTemplate template(@Nullable Object bean) {
		if (bean == null || bean instanceof MongoTemplate) {
			return (MongoTemplate) bean;
		}
		return (AopProxyUtils.getSingletonTarget(bean) instanceof MongoTemplate target) ? target : null;
	}

	private static boolean isOn(MongoTemplate template, Environment environment) {
		MongoDatabase database = database(template);
		return database != null && database.getName().equals(environment.database());
	}

	/**
	 * Query whether a template uses the server of the environment: an audit database, for
	 * example, may have the same name on another server.
	 */
	private static boolean isOnServer(MongoTemplate template, Environment environment) {
		try {
			return ServerInfo.of(template.getDb()).isOfSameDeployment(ServerInfo.of(environment.mongoDatabase()));
		}
		catch (RuntimeException ex) {
			return false; // it is unreachable, unlike that of the environment
		}
	}

	/**
	 * Return the database of a template, or {@code null} if it is not known here, for
	 * example if it depends on the tenant of a request.
	 */
	static @Nullable MongoDatabase database(MongoTemplate template) {
		try {
			return template.getDb();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
