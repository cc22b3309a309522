package io.monarch.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.MongoDatabase;

/**
 * Databases beside that of a test, one for each tenant, dropped when this is closed.
 */
public final class TestTenants implements AutoCloseable {

	private final TestDatabase beside;

	private final List<String> names = new ArrayList<>();

	/**
	 * Name databases. They are created by what first writes to them.
	 * @param beside the database whose name they begin with
	 * @param count how many there are
	 */
	public TestTenants(TestDatabase beside, int count) {
		this.beside = beside;
		IntStream.rangeClosed(1, count).forEach((i) -> this.names.add(String.format("tenant-%03d", i)));
	}

	/**
	 * Return the names of the tenants.
	 * @return {@code tenant-001} and so on
	 */
	public List<String> names() {
		return List.copyOf(this.names);
	}

	/**
	 * Return the name of the database of a tenant.
	 * @param tenant the name of the tenant
	 * @return the name of its database
	 */
	public String databaseName(String tenant) {
		return this.beside.name() + "_" + tenant;
	}

	/**
	 * Return the database of a tenant.
	 * @param tenant the name of the tenant
	 * @return its database
	 */
	public MongoDatabase database(String tenant) {
		return this.beside.client().getDatabase(databaseName(tenant));
	}

	/**
	 * Return the URI of the database of a tenant.
	 * @param tenant the name of the tenant
	 * @return the URI
	 */
	public String uri(String tenant) {
		return this.beside.uri().replace("/" + this.beside.name(), "/" + databaseName(tenant));
	}

	/**
	 * Add a tenant.
	 * @param tenant its name
	 */
	public void add(String tenant) {
		this.names.add(tenant);
	}

	@Override
	public void close() {
		this.names.forEach((each) -> database(each).drop());
	}

}
