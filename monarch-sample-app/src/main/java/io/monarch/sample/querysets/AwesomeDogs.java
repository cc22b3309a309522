package io.monarch.sample.querysets;

import java.util.List;

import com.mongodb.client.model.Filters;
import io.monarch.queryset.Masks;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;

/**
 * Selects some dogs with their related data, and masks everything that identifies owners.
 */
@QuerySet(value = "awesome-dogs", description = "Awesome dogs with their houses; owners masked")
class AwesomeDogs implements MongoQuerySet {

	@Override
	public void select(QuerySetContext context) {
		List<String> dogs = context.ids("dogs", Filters.eq("type", "Awesome"));
		context.say(dogs.size() + " dogs are awesome");
		context.dumpCollection("dogs", Filters.in("_id", dogs));
		context.dumpCollection("dog_houses", Filters.in("dogId", dogs));
		context.mask("owners", "name", Masks.name());
		context.mask("owners", "firstName", Masks.nullValue());
		context.mask("owners", "lastName", Masks.nullValue());
		context.mask("owners", "email", Masks.email());
	}

}
