package io.monarch.mongock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.ForeignTool;
import io.monarch.migration.CreatedMigration;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.MigrationEnd;
import io.monarch.migration.MigrationSource;
import io.monarch.migration.MongoMigration;
import io.monarch.migration.SuppliedMigration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The change units of an application, in the order in which Mongock runs them.
 */
public final class MongockChangeUnits implements MigrationSource {

	private static final Comparator<Class<?>> ORDER = Comparator
		.<Class<?>, Boolean>comparing((type) -> ChangeUnitReader.order(type).isBlank())
		.thenComparing((type) -> ChangeUnitReader.order(type).isBlank() ? "" : ChangeUnitReader.order(type))
		.thenComparing((type) -> ClassUtils.getQualifiedName(type).replace('$', '.'));

	private final MongockSettings settings;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ActiveProfiles profiles;

	private final MongockHistory history;

	private @Nullable Map<String, ChangeUnit> units;

	/**
	 * Create for an application.
	 * @param settings the settings
	 * @param beanFactory the bean factory for their parameters
	 * @param profiles the active profiles
	 */
	public MongockChangeUnits(MongockSettings settings, ConfigurableListableBeanFactory beanFactory,
			Set<String> profiles) {
		this.settings = settings;
		this.beanFactory = beanFactory;
		this.profiles = new ActiveProfiles(profiles);
		this.history = new MongockHistory(settings.collection(), settings.lockCollection());
	}

	@Override
	public List<SuppliedMigration> migrations() {
		return units().values().stream().map((unit) -> unit.migration(this.settings)).toList();
	}

	@Override
	public Optional<HistoryImportRequest> history() {
		return Optional.of(new HistoryImportRequest(ForeignTool.MONGOCK, this.settings.collection(), Map.of()));
	}

	@Override
	public Optional<String> lockCollection() {
		return Optional.of(this.settings.lockCollection());
	}

	@Override
	public CreatedMigration create(String id) {
		ChangeUnit unit = unit(id);
		UnitMigration migration = new UnitMigration(unit,
				new UnitParameters(this.beanFactory, unit.isInTransaction(this.settings)));
		return new CreatedMigration(migration, migration.beans());
	}

	@Override
	public void check(Environment environment, List<String> ids, Map<String, Instant> accepted) {
		this.history.check(environment, ids.stream().map(this::unit).toList(), accepted);
	}

	@Override
	public List<String> warnings(List<String> ids) {
		return EqualOrders.warnings(ids.stream().map(this::unit).toList());
	}

	@Override
	public void prepare(MongoDatabase database) {
		this.history.create(database);
	}

	@Override
	public void record(MongoDatabase database, String id, @Nullable MongoMigration migration, MigrationEnd end) {
		this.history.record(database, unit(id), (migration instanceof UnitMigration ofUnit) ? ofUnit.before() : null,
				end);
	}

	private ChangeUnit unit(String id) {
		return Objects.requireNonNull(units().get(id));
	}

	private synchronized Map<String, ChangeUnit> units() {
		if (this.units == null) {
			List<ChangeUnit> all = read();
			new UnsupportedUnits(this.settings).refuse(all);
			Map<String, ChangeUnit> byId = new LinkedHashMap<>();
			all.forEach((unit) -> add(byId, unit));
			this.units = byId;
		}
		return this.units;
	}

	private List<ChangeUnit> read() {
		ClassLoader classLoader = Objects.requireNonNullElseGet(this.beanFactory.getBeanClassLoader(),
				MongockChangeUnits.class::getClassLoader);
		ChangeUnitReader reader = new ChangeUnitReader(this.settings.defaultAuthor(), this.profiles);
		List<ChangeUnit> units = new ArrayList<>();
		new ChangeUnitScan(classLoader).find(this.settings.packages(), this.settings.exclude())
			.stream()
			.filter(this.profiles::accept)
			.sorted(ORDER)
			.forEach((type) -> units.addAll(reader.read(type)));
		units.removeIf((unit) -> unit.isIn(this.settings.exclude()));
		return units;
	}

	private static void add(Map<String, ChangeUnit> byId, ChangeUnit unit) {
		ChangeUnit other = byId.putIfAbsent(unit.id(), unit);
		if (other != null) {
			String authors = other.author().equals(unit.author()) ? ""
					: " Their authors differ, but Monarch distinguishes migrations by their ids alone.";
			throw new MonarchException(Kind.BAD_INPUT,
					"Two change units have the id '" + unit.id() + "': " + other.place() + " and " + unit.place() + "."
							+ authors,
					(other.type() == unit.type()) ? "Change the id of the one that has not been deployed yet."
							: "Exclude one of them, and write it as a migration of its own: monarch.mongock.exclude="
									+ unit.type().getName() + ".");
		}
	}

}
