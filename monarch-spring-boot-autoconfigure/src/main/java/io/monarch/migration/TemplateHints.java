package io.monarch.migration;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;

/**
 * Registers the hints with which {@link TemplateCopy} can read the settings of a template
 * in a native image.
 */
final class TemplateHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection()
			.registerType(MongoTemplate.class, MemberCategory.ACCESS_DECLARED_FIELDS,
					MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
			.registerType(MappingMongoConverter.class, MemberCategory.ACCESS_DECLARED_FIELDS)
			.registerType(TypeReference.of("org.springframework.data.mongodb.core.EntityLifecycleEventDelegate"),
					MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
