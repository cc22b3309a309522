package com.example.dogs.changes;

import java.util.*;
import java.util.function.Function;

import static java.util.stream.Collectors.toList;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "generic", order = "9")
@SuppressWarnings("unchecked")
public class Generic {

	private final Map<String, List<? extends Number>> numbers = new HashMap<>() {
		private static final long serialVersionUID = 1;

		{
			put("a", List.of(1, 2));
		}
	};

	private static final String QUERY = """
			{ "template": "}" }
			""";

	static {
		System.getProperty("x");
	}

	@Execution
	@SuppressWarnings({ "unused", "rawtypes" })
	public void execution(MongoTemplate template, Map<String, Function<String, List<String>>> functions) {
		char brace = '}';
		Document query = Document.parse(QUERY);
		List<Document> all = convert(template.find(null, Document.class), d -> new Document(d));
		for (Document each : all) {
			template.save(each, "dogs");
		}
	}

	private <T, R> List<R> convert(Collection<T> values, Function<? super T, ? extends R> function) {
		return values.stream().map(function).collect(toList());
	}

	@RollbackExecution
	public void rollback() {
	}

}
