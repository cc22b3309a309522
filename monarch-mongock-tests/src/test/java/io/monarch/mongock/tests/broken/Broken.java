package io.monarch.mongock.tests.broken;

import com.github.cloudyrock.mongock.ChangeLog;
import com.github.cloudyrock.mongock.ChangeSet;
import io.mongock.api.annotations.BeforeExecution;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.ChangeUnitConstructor;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackBeforeExecution;
import io.mongock.api.annotations.RollbackExecution;
import io.mongock.driver.api.common.SystemChange;
import io.mongock.driver.api.entry.ChangeEntryService;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Change units that cannot run, each on its own.
 */
@SuppressWarnings("deprecation") // annotations of older versions are tested
public final class Broken {

	private Broken() {
	}

	@ChangeUnit(id = "no-execution", order = "1")
	public static class NoExecution {

		@RollbackExecution
		public void rollback() {
		}

	}

	@ChangeUnit(id = "two-executions", order = "1")
	public static class TwoExecutions {

		@Execution
		public void one() {
		}

		@Execution
		public void two() {
		}

	}

	@ChangeUnit(id = "private-execution", order = "1")
	public static class PrivateExecution {

		@Execution
		private void hidden() {
		}

	}

	@ChangeUnit(id = "private-rollback", order = "1")
	public static class PrivateRollback {

		@Execution
		public void execution() {
		}

		@RollbackExecution
		void hidden() {
		}

	}

	@ChangeUnit(id = " ", order = "1")
	public static class BlankId {

		@Execution
		public void execution() {
		}

	}

	@ChangeUnit(id = "private-constructor", order = "1")
	public static class PrivateConstructor {

		PrivateConstructor() {
		}

		@Execution
		public void execution() {
		}

	}

	@ChangeUnit(id = "two-constructors", order = "1")
	public static class TwoConstructors {

		public TwoConstructors() {
		}

		public TwoConstructors(MongoTemplate mongo) {
		}

		@Execution
		public void execution() {
		}

	}

	@ChangeUnit(id = "two-annotated-constructors", order = "1")
	public static class TwoAnnotatedConstructors {

		@ChangeUnitConstructor
		public TwoAnnotatedConstructors() {
		}

		@ChangeUnitConstructor
		public TwoAnnotatedConstructors(MongoTemplate mongo) {
		}

		@Execution
		public void execution() {
		}

	}

	@ChangeUnit(id = "abstract", order = "1")
	public abstract static class AbstractUnit {

		@Execution
		public void execution() {
		}

	}

	@ChangeLog
	public static class LogWithConstructor {

		public LogWithConstructor(MongoTemplate mongo) {
		}

		@ChangeSet(id = "log", author = "a", order = "1")
		public void set() {
		}

	}

	@ChangeLog
	public static class PrivateSet {

		@ChangeSet(id = "private-set", author = "a", order = "1")
		private void set() {
		}

	}

	@ChangeLog
	public static class DuplicateSets {

		@ChangeSet(id = "duplicate", author = "a", order = "1")
		public void one() {
		}

		@ChangeSet(id = "duplicate", author = "a", order = "2")
		public void two() {
		}

	}

	@ChangeLog(order = "2")
	public static class OtherAuthor {

		@ChangeSet(id = "good", author = "another", order = "1")
		public void one() {
		}

	}

	@ChangeUnit(id = "good", order = "1")
	public static class Good {

		@Execution
		public void execution() {
		}

	}

	@ChangeUnit(id = "always", order = "1", runAlways = true)
	public static class Always {

		@Execution
		public void execution() {
		}

	}

	@ChangeLog(failFast = false)
	public static class NotFailFast {

		@ChangeSet(id = "slow-one", author = "a", order = "1")
		public void one() {
		}

		@ChangeSet(id = "slow-two", author = "a", order = "2", systemVersion = "2.1", runAlways = true)
		public void two() {
		}

	}

	@SystemChange
	@ChangeUnit(id = "system", order = "1")
	public static class OfSystem {

		@Execution
		public void execution() {
		}

	}

	@ChangeUnit(id = "before", order = "1")
	public static class Before {

		@BeforeExecution
		public void before() {
		}

		@RollbackBeforeExecution
		public void rollbackBefore() {
		}

		@Execution
		public void execution() {
		}

		@RollbackExecution
		public void rollback() {
		}

	}

	@ChangeUnit(id = "of-driver", order = "1")
	public static class OfDriver {

		@Execution
		public void execution(ChangeEntryService service) {
		}

	}

	/**
	 * Not a change unit at all.
	 */
	public static class NoUnit {

	}

	/**
	 * Change sets whose methods the virtual machine lists in another order.
	 */
	@ChangeLog(order = "7")
	public static class EqualSets {

		@ChangeSet(id = "sets-1", author = "a", order = "1")
		public void unusualName1() {
		}

		@ChangeSet(id = "sets-2", author = "a", order = "1")
		public void run() {
		}

		@ChangeSet(id = "sets-3", author = "a", order = "1")
		public void unusualName0() {
		}

		@ChangeSet(id = "sets-4", author = "a", order = "1")
		public void close() {
		}

		@ChangeSet(id = "sets-5", author = "a", order = "1")
		public void unusualName2() {
		}

		@ChangeSet(id = "sets-6", author = "a", order = "1")
		public void add() {
		}

		@ChangeSet(id = "sets-0", author = "a", order = "01")
		public void unusualName3() {
		}

	}

	/**
	 * Has the order of the change log above.
	 */
	@ChangeUnit(id = "equal", order = "7", author = "a")
	public static class Equal {

		@Execution
		public void execution() {
		}

	}

}
