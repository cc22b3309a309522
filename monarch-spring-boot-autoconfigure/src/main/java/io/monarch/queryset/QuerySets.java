package io.monarch.queryset;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.MongoException;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.FailureDescription;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The query sets among the beans, none of which is created before it is used.
 */
public final class QuerySets {

	private final ListableBeanFactory beanFactory;

	private final MaskKey key;

	/**
	 * Create for the beans of an application.
	 * @param beanFactory the bean factory with the query sets
	 * @param key the key of masks
	 */
	public QuerySets(ListableBeanFactory beanFactory, MaskKey key) {
		this.beanFactory = beanFactory;
		this.key = key;
	}

	/**
	 * List the query sets.
	 * @return the query sets, in the order of their names
	 */
	public List<QuerySetDescription> list() {
		return find().values()
			.stream()
			.map(Definition::description)
			.sorted(Comparator.comparing(QuerySetDescription::name))
			.toList();
	}

	/**
	 * Return the selector of a query set.
	 * @param name the name of the query set
	 * @param given the parameters that are given in advance
	 * @param conversation prompts for the others
	 * @return the selector
	 * @throws MonarchException if there is no such query set, or if it declares other
	 * parameters
	 */
	public Selector selector(String name, Map<String, String> given, QuerySetConversation conversation) {
		Map<String, Definition> definitions = find();
		Definition definition = definitions.get(name);
		if (definition == null) {
			String nearest = NearestName.question(name, definitions.keySet());
			throw new MonarchException(Kind.BAD_INPUT, "There is no query set '" + name + "'." + nearest,
					definitions.isEmpty() ? "'monarch generate-query-set <words>' creates one."
							: "Known query sets: " + String.join(", ", definitions.keySet()) + ".");
		}
		List<String> declared = definition.description().parameters();
		new Parameters(name, given, declared).requireDeclared(conversation);
		return new Selector() {

			@Override
			public Selection select(QuerySetSource source) {
				return QuerySets.this.select(definition, source, new Parameters(name, given, declared), conversation);
			}

			@Override
			public String querySet() {
				return name;
			}

		};
	}

	private Selection select(Definition definition, QuerySetSource source, Parameters parameters,
			QuerySetConversation conversation) {
		String name = definition.description().name();
		SelectionContext context = new SelectionContext(name, source, parameters, conversation, this.key);
		try {
			((MongoQuerySet) this.beanFactory.getBean(definition.beanName())).select(context);
			parameters.requireAllAsked();
			return context.toSelection();
		}
		catch (MonarchException ex) {
			throw ex;
		}
		catch (MongoException ex) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Query set '" + name + "' sends a query that the server rejects. "
							+ EnvironmentException.of(source.environment(), ex).getMessage(),
					"Correct the query set.", ex);
		}
		catch (Exception ex) {
			throw new MonarchException(Kind.FAILED,
					"Query set '" + name + "' failed: "
							+ FailureDescription.of(ex, this.beanFactory.getType(definition.beanName())) + ".",
					"Correct the query set.", ex);
		}
	}

	private Map<String, Definition> find() {
		Set<String> names = new LinkedHashSet<>(
				List.of(this.beanFactory.getBeanNamesForType(MongoQuerySet.class, true, false)));
		names.addAll(List.of(this.beanFactory.getBeanNamesForAnnotation(QuerySet.class)));
		names.removeIf(ScopedProxyUtils::isScopedTarget); // their proxies are beans too
		Map<String, Definition> definitions = new TreeMap<>();
		for (String beanName : names) {
			Definition definition = define(beanName);
			Definition other = definitions.put(definition.description().name(), definition);
			if (other != null) {
				throw new MonarchException(
						Kind.BAD_INPUT, "Two query sets have the name '" + definition.description().name() + "': "
								+ other.typeName() + " and " + definition.typeName() + ".",
						"Give one of them another name.");
			}
		}
		return definitions;
	}

	private Definition define(String beanName) {
		Class<?> type = this.beanFactory.getType(beanName, false);
		String typeName = (type != null) ? type.getName() : BeanFactory.class.getSimpleName() + " " + beanName;
		QuerySet annotation = this.beanFactory.findAnnotationOnBean(beanName, QuerySet.class, false);
		if (annotation == null || annotation.name().isBlank()) {
			throw new MonarchException(Kind.BAD_INPUT, "The query set " + typeName + " has no name.",
					"Annotate its class with @QuerySet(\"<name>\").");
		}
		if (type == null || !MongoQuerySet.class.isAssignableFrom(type)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The bean " + typeName + " is annotated with @QuerySet but is not a query set.",
					"Make it implement MongoQuerySet.");
		}
		return new Definition(beanName, typeName, new QuerySetDescription(FailureText.wellFormed(annotation.name()),
				FailureText.wellFormed(annotation.description()), List.of(annotation.parameters())));
	}

	/**
	 * A query set that was found.
	 */
	private record Definition(String beanName, String typeName, QuerySetDescription description) {
	}

}
