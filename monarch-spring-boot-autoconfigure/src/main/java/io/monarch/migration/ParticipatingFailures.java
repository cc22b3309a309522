package io.monarch.migration;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.interceptor.DelegatingTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Notes what the application's transactional methods throw in the transaction of a
 * migration, while migrations run. Spring marks the transaction to be rolled back then,
 * but keeps no reason, and the migration may catch it.
 */
final class ParticipatingFailures implements AutoCloseable {

	/**
	 * How many runs listen to an interceptor: several environments can be migrated at
	 * once.
	 */
	private static final IdentityHashMap<TransactionInterceptor, Integer> LISTENERS = new IdentityHashMap<>();

	private final List<Runnable> undo = new ArrayList<>();

	private ParticipatingFailures() {
	}

	/**
	 * Begin to listen to the interceptors of the application.
	 */
	static ParticipatingFailures of(ListableBeanFactory beans) {
		ParticipatingFailures failures = new ParticipatingFailures();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, TransactionInterceptor.class,
				true, false)) {
			TransactionInterceptor interceptor = beans.getBean(name, TransactionInterceptor.class);
			if (begin(interceptor)) {
				failures.undo.add(() -> end(interceptor));
			}
		}
		return failures;
	}

	private static boolean begin(TransactionInterceptor interceptor) {
		synchronized (LISTENERS) {
			TransactionAttributeSource source = interceptor.getTransactionAttributeSource();
			if (source == null) {
				return false;
			}
			if (!(source instanceof NotingSource)) {
				interceptor.setTransactionAttributeSource(new NotingSource(source));
			}
			LISTENERS.merge(interceptor, 1, Integer::sum);
			return true;
		}
	}

	private static void end(TransactionInterceptor interceptor) {
		synchronized (LISTENERS) {
			if (LISTENERS.merge(interceptor, -1, Integer::sum) == 0) {
				LISTENERS.remove(interceptor);
				if (interceptor.getTransactionAttributeSource() instanceof NotingSource noting) {
					interceptor.setTransactionAttributeSource(noting.source());
				}
			}
		}
	}

	@Override
	public void close() {
		this.undo.forEach(Runnable::run);
		this.undo.clear();
	}

	/**
	 * Gives the attributes of another source.
	 */
	private record NotingSource(TransactionAttributeSource source) implements TransactionAttributeSource {

		@Override
		public boolean isCandidateClass(Class<?> targetClass) {
			return this.source.isCandidateClass(targetClass);
		}

		@Override
		public boolean hasTransactionAttribute(Method method, @Nullable Class<?> targetClass) {
			return this.source.hasTransactionAttribute(method, targetClass);
		}

		@Override
		public @Nullable TransactionAttribute getTransactionAttribute(Method method, @Nullable Class<?> targetClass) {
			TransactionAttribute attribute = this.source.getTransactionAttribute(method, targetClass);
			return (attribute != null) ? new NotingAttribute(attribute) : null;
		}

	}

	/**
	 * Is asked what an exception means before the transaction is marked.
	 */
	private static final class NotingAttribute extends DelegatingTransactionAttribute {

		NotingAttribute(TransactionAttribute attribute) {
			super(attribute);
		}

		@Override
		public boolean rollbackOn(Throwable failure) {
			boolean rollback = super.rollbackOn(failure);
			if (rollback && participates()) {
				FirstFailure.noteThrown(failure);
			}
			return rollback;
		}

		/**
		 * A transaction of the method's own ends alone.
		 */
		private static boolean participates() {
			try {
				return !TransactionAspectSupport.currentTransactionStatus().isNewTransaction();
			}
			catch (NoTransactionException ex) {
				return false;
			}
		}

	}

}
