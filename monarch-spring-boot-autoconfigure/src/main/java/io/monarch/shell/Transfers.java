package io.monarch.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.monarch.environment.Environment;
import io.monarch.queryset.MaskedCollection;
import io.monarch.queryset.Selector;
import io.monarch.safety.Approval;
import io.monarch.safety.Confirmation;
import io.monarch.safety.DestructiveAction;
import io.monarch.safety.Guard;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.DatabaseSize;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferResult;

/**
 * The common parts of commands that replace databases.
 */
final class Transfers {

	/** The maximum number of names in a line. */
	private static final int SHOWN = 5;

	private Transfers() {
	}

	/**
	 * Split {@code first:environment} at its last colon, since the first half can contain
	 * one.
	 */
	static String[] split(String word, CommandSpec usage) {
		int colon = word.lastIndexOf(':');
		if (colon <= 0 || colon == word.length() - 1) {
			throw ParsedCommand.invalid("'" + word + "' is not " + usage.arguments().get(0) + ".", usage);
		}
		return new String[] { word.substring(0, colon), word.substring(colon + 1) };
	}

	/**
	 * Describe all data of a database, in no line if it is empty.
	 */
	static List<String> lost(Environment target, Session session) {
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + target.name() + "'")) {
			DatabaseSize size = DatabaseSize.of(target);
			return (size.collections() == 0) ? List.of()
					: DestructiveAction
						.ofDatabase(target, "", size.collections(), size.documents(), size.buckets(), size.bytes())
						.lines();
		}
	}

	/**
	 * Describe some collections of a database, in no line if it has none of them.
	 */
	static List<String> lost(Environment target, Set<String> names, Session session) {
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + target.name() + "'")) {
			Map<String, CollectionSummary> sizes = new LinkedHashMap<>();
			DatabaseSize.of(target, names).forEach((each) -> sizes.put(each.name(), each));
			return sizes.isEmpty() ? List.of() : names.stream().map((name) -> {
				CollectionSummary size = sizes.get(name);
				return (size != null)
						? "collection " + name + " of database " + target.database() + ": "
								+ DestructiveAction.sized(size.documents(), size.buckets(), size.bytes())
						: "nothing of collection " + name + ", which database " + target.database() + " does not have";
			}).toList();
		}
	}

	/**
	 * Ask for everything that a replacement requires, and for no confirmation if nothing
	 * is lost.
	 */
	static Approval approve(Guard guard, Environment target, String action, List<String> lost, List<String> arrivals,
			Confirmation consent) {
		return lost.isEmpty() ? guard.approveWithoutLoss(target, action, arrivals, consent)
				: guard.approve(new DestructiveAction(target, action, lost, arrivals), consent);
	}

	/**
	 * Return the options of the replacement.
	 */
	static ReplacementOptions options(ParsedCommand command) {
		return new ReplacementOptions(command.has(CommandSpec.IN_PLACE), command.has(CommandSpec.ALLOW_EMPTY),
				command.has(CommandSpec.IGNORE_FREE_SPACE), command.has(CommandSpec.UNSHARDED));
	}

	/**
	 * Return the selector of the query set, or that of everything if there is none.
	 */
	static Selector selector(Services services, ParsedCommand command, Session session, CommandSpec usage) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String option : command.options(CommandSpec.PARAM)) {
			int equals = option.indexOf('=');
			if (equals <= 0) {
				throw ParsedCommand.invalid("--param must be <name>=<value>, not '" + option + "'.", usage);
			}
			String name = option.substring(0, equals);
			if (parameters.put(name, option.substring(equals + 1)) != null) {
				throw ParsedCommand.invalid("--param " + name + " is given twice.", usage);
			}
		}
		String querySet = command.option(CommandSpec.QUERY_SET).orElse(null);
		if (querySet != null) {
			return services.querySets().get().selector(querySet, parameters, new RememberedAnswers(session));
		}
		if (!parameters.isEmpty()) {
			throw ParsedCommand.invalid("--param requires --query-set.", usage);
		}
		return Selector.EVERYTHING;
	}

	/**
	 * Print the result.
	 */
	static void print(TransferResult result, Session session) {
		Table table = new Table(Column.name("COLLECTION"), Column.number("DOCUMENTS"), Column.number("SIZE").rank(1),
				Column.number("INDEXES").rank(2));
		result.collections()
			.forEach((each) -> table.row(each.name(), documents(each), Sizes.bytes(each.bytes()), each.indexes()));
		if (!table.isEmpty()) {
			session.output().table(table);
		}
		masked(result.masked()).forEach(session.output()::result);
		session.output()
			.result(Sizes.count(result.collections().size(), "collection") + ", "
					+ DestructiveAction.counted(result.documents(), result.buckets()) + ", "
					+ Sizes.bytes(result.bytes()) + " in " + Sizes.duration(result.duration()) + ", "
					+ consistency(result));
	}

	private static String documents(CollectionSummary collection) {
		return collection.timeSeries() ? Sizes.count(collection.documents(), "bucket")
				: Sizes.count(collection.documents());
	}

	/**
	 * Describe the consistency of the result.
	 */
	static String consistency(TransferResult result) {
		if (result.consistent()) {
			return "consistent";
		}
		List<String> names = result.inconsistent().stream().sorted().toList();
		if (result.collections().stream().allMatch((each) -> names.contains(each.name()))) {
			return "not consistent";
		}
		return "consistent except for " + String.join(", ", names.subList(0, Math.min(names.size(), SHOWN)))
				+ ((names.size() > SHOWN) ? " and " + (names.size() - SHOWN) + " more" : "");
	}

	/**
	 * Describe the applied masks in one line, or in none if there are none.
	 */
	static List<String> masked(List<MaskedCollection> masked) {
		return masked(masked,
				(each) -> each.fields()
					.stream()
					.map((field) -> each.absent().contains(field) ? field + ": no value" : field)
					.toList());
	}

	/**
	 * Describe the masks before documents are read.
	 */
	static List<String> willBeMasked(List<MaskedCollection> masked) {
		return masked(masked, MaskedCollection::fields);
	}

	private static List<String> masked(List<MaskedCollection> masked, Function<MaskedCollection, List<String>> fields) {
		return masked.isEmpty() ? List.of() : List.of("Masked: "
				+ masked.stream().map((each) -> masked(each, fields.apply(each))).collect(Collectors.joining(", ")));
	}

	private static String masked(MaskedCollection masked, List<String> fields) {
		List<String> what = new ArrayList<>(fields);
		if (masked.transformed()) {
			what.add("transformed");
		}
		return masked.collection() + " (" + String.join(", ", what) + ")";
	}

}
