package io.monarch.shell;

import java.util.Map;

import io.monarch.shell.CommandSpec.Group;

/**
 * Writes a new query set.
 */
final class GenerateQuerySetCommand extends AdminCommand {

	private static final String JAVA = """
			package %s;

			import io.monarch.queryset.MongoQuerySet;
			import io.monarch.queryset.QuerySet;
			import io.monarch.queryset.QuerySetContext;

			@QuerySet("%s")
			class %s implements MongoQuerySet {

				@Override
				public void select(QuerySetContext context) {
					// context.dumpCollection("dogs", Filters.eq("type", "Awesome")) takes a part of a collection
				}

			}
			""";

	private static final String KOTLIN = """
			package %s

			import io.monarch.queryset.MongoQuerySet
			import io.monarch.queryset.QuerySet
			import io.monarch.queryset.QuerySetContext

			@QuerySet("%s")
			class %s : MongoQuerySet {

			    override fun select(context: QuerySetContext) {
			        // context.dumpCollection("dogs", Filters.eq("type", "Awesome")) takes a part of a collection
			    }

			}
			""";

	private final SourceTree sources;

	GenerateQuerySetCommand(SourceTree sources) {
		super(CommandSpec
			.of("generate-query-set", Group.BEGIN, "Write a new query set", "generate-query-set awesome dogs")
			.aliases("generate_query_set")
			.words("words")
			.options(CommandSpec.OUTPUT));
		this.sources = sources;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		NewName name = NewName.of("A query set", command, usage());
		String className = name.camelCase();
		if (!Character.isJavaIdentifierStart(className.charAt(0))) {
			className = "Q" + className;
		}
		String path = this.sources.folder("querysets")
			.write(className, name.joined("-"), Map.of(SourceLanguage.JAVA, JAVA, SourceLanguage.KOTLIN, KOTLIN))
			.toString();
		return CommandResult.ofLine(Map.of("path", path), path);
	}

}
