package io.monarch.sample.querysets;

import com.mongodb.client.model.Filters;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;

/**
 * Selects the data of one account, whose name it prompts for.
 */
@QuerySet(value = "one-account", description = "One account with its campaigns", parameters = "account-id")
class OneAccount implements MongoQuerySet {

	@Override
	public void select(QuerySetContext context) {
		long account = context.prompt("account-id", "Please enter an account id", Long.class);
		context.only();
		context.dumpCollection("accounts", Filters.eq("_id", account));
		context.dumpCollection("campaigns", Filters.eq("accountId", account));
	}

}
