package io.monarch.mongock;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Reads change units from their classes.
 */
final class ChangeUnitReader {

	private final String defaultAuthor;

	private final ActiveProfiles profiles;

	ChangeUnitReader(String defaultAuthor, ActiveProfiles profiles) {
		this.defaultAuthor = defaultAuthor;
		this.profiles = profiles;
	}

	/**
	 * Read the change units of a class in the order in which they run: one, or those of a
	 * change log.
	 */
	List<ChangeUnit> read(Class<?> type) {
		if (Modifier.isAbstract(type.getModifiers())) {
			throw invalid(type, "is abstract, or an interface.", "Annotate the classes that extend it");
		}
		Map<String, Object> unit = ChangeAnnotation.CHANGE_UNIT.attributes(type);
		return (unit != null) ? List.of(unit(type, unit)) : changeLog(type);
	}

	/**
	 * Return the order of a class, which precedes its name, or an empty text.
	 */
	static String order(Class<?> type) {
		Map<String, Object> unit = ChangeAnnotation.CHANGE_UNIT.attributes(type);
		return text((unit != null) ? unit : ChangeAnnotation.CHANGE_LOG.attributes(type), "order");
	}

	private static String orderOfSet(Method method) {
		return text(attributes(ChangeAnnotation.CHANGE_SET, method), "order");
	}

	private ChangeUnit unit(Class<?> type, Map<String, Object> attributes) {
		Method execution = method(type, ChangeAnnotation.EXECUTION);
		if (execution == null) {
			throw invalid(type, "has no method with @Execution.", "Annotate the public method that runs");
		}
		String author = text(attributes, "author");
		Method before = method(type, ChangeAnnotation.BEFORE);
		return new ChangeUnit(id(type, text(attributes, "id")), author.isBlank() ? this.defaultAuthor : author, "",
				type, constructor(type), before, execution, method(type, ChangeAnnotation.ROLLBACK),
				(before != null) ? method(type, ChangeAnnotation.ROLLBACK_BEFORE) : null,
				!Boolean.FALSE.equals(attributes.get("transactional")), demands(type, attributes, attributes));
	}

	private List<ChangeUnit> changeLog(Class<?> type) {
		Map<String, Object> ofLog = attributes(ChangeAnnotation.CHANGE_LOG, type);
		Constructor<?> constructor = constructor(type);
		if (constructor.getParameterCount() > 0) {
			throw invalid(type,
					"is a change log, and its constructor has parameters, which no version of Mongock supports.",
					"Move them to its methods");
		}
		List<Method> methods = new ArrayList<>();
		for (Method method : annotated(type.getDeclaredMethods(), ChangeAnnotation.CHANGE_SET)) {
			methods.add(requirePublic(type, method));
		}
		// Equal ones have the order of the source. Mongock has no rule for them.
		methods.sort(Comparator.comparing(ChangeUnitReader::orderOfSet)
			.thenComparing(DeclaredMethods.of(type)::indexOf)
			.thenComparing(Method::toString));
		List<ChangeUnit> units = new ArrayList<>();
		for (Method method : methods) {
			Map<String, Object> attributes = attributes(ChangeAnnotation.CHANGE_SET, method);
			if (this.profiles.accept(method)) {
				units.add(
						new ChangeUnit(id(type, text(attributes, "id")), text(attributes, "author"), orderOfSet(method),
								type, constructor, null, method, null, null, true, demands(type, ofLog, attributes)));
			}
		}
		return units;
	}

	/**
	 * Find the one public method with an annotation, which may be inherited.
	 */
	private static @Nullable Method method(Class<?> type, ChangeAnnotation annotation) {
		List<Method> methods = annotated(type.getMethods(), annotation);
		if (methods.size() > 1) {
			throw invalid(type,
					"has " + methods.size() + " methods with " + annotation.simpleName() + ": "
							+ String.join(", ", methods.stream().map(Method::getName).sorted().toList()) + ".",
					"Leave one of them annotated");
		}
		if (methods.isEmpty()) {
			for (Method method : type.getDeclaredMethods()) {
				if (annotation.isOn(method)) {
					requirePublic(type, method);
				}
			}
			return null;
		}
		return methods.get(0);
	}

	/**
	 * A bridge has the annotations of its method. It is ignored if the method is present,
	 * but can represent one that is inherited from a class that is not public.
	 */
	private static List<Method> annotated(Method[] methods, ChangeAnnotation annotation) {
		List<Method> annotated = Arrays.stream(methods).filter(annotation::isOn).toList();
		return annotated.stream()
			.filter((method) -> !method.isBridge() || annotated.stream()
				.noneMatch((other) -> !other.isBridge() && other.getName().equals(method.getName())))
			.toList();
	}

	private static Method requirePublic(Class<?> type, Method method) {
		if (!Modifier.isPublic(method.getModifiers())) {
			throw invalid(type, "has the method '" + method.getName() + "', which is annotated but not public.",
					"Make the method public");
		}
		return method;
	}

	private static Constructor<?> constructor(Class<?> type) {
		List<Constructor<?>> constructors = Arrays.stream(type.getDeclaredConstructors())
			.filter((constructor) -> !constructor.isSynthetic() && Modifier.isPublic(constructor.getModifiers()))
			.toList();
		List<Constructor<?>> chosen = constructors.stream().filter(ChangeAnnotation.CONSTRUCTOR::isOn).toList();
		List<Constructor<?>> candidates = chosen.isEmpty() ? constructors : chosen;
		if (candidates.isEmpty()) {
			throw invalid(type, "has no public constructor.", "Make the class and its constructor public");
		}
		if (candidates.size() > 1) {
			throw invalid(type, "has " + candidates.size() + " constructors, and it is not clear which one to call.",
					"Annotate one of them with @ChangeUnitConstructor");
		}
		return candidates.get(0);
	}

	private static List<String> demands(Class<?> type, Map<String, Object> ofClass, Map<String, Object> ofChange) {
		List<String> demands = new ArrayList<>();
		if (Boolean.TRUE.equals(ofChange.get("runAlways"))) {
			demands.add("runAlways = true");
		}
		if (Boolean.FALSE.equals(ofChange.get("failFast")) || Boolean.FALSE.equals(ofClass.get("failFast"))) {
			demands.add("failFast = false");
		}
		String version = text(ofChange, "systemVersion");
		if (StringUtils.hasText(version) && !version.equals("0")) {
			demands.add("systemVersion = \"" + version + "\"");
		}
		if (ChangeAnnotation.SYSTEM_CHANGE.isOn(type)) {
			demands.add("@SystemChange");
		}
		return List.copyOf(demands);
	}

	private static Map<String, Object> attributes(ChangeAnnotation annotation,
			java.lang.reflect.AnnotatedElement element) {
		Map<String, Object> attributes = annotation.attributes(element);
		return (attributes != null) ? attributes : Map.of();
	}

	private static String id(Class<?> type, String id) {
		if (id.isBlank()) {
			throw invalid(type, "has a change without an id.", "Give it the id that Mongock's history has for it");
		}
		return id;
	}

	private static String text(@Nullable Map<String, Object> attributes, String name) {
		return (attributes != null && attributes.get(name) instanceof String text) ? text : "";
	}

	private static MonarchException invalid(Class<?> type, String problem, String action) {
		return new MonarchException(Kind.BAD_INPUT, "The change unit " + type.getName() + " " + problem,
				action + ", or exclude it: monarch.mongock.exclude=" + type.getName() + ".");
	}

}
