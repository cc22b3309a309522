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
 * Notes the exceptions of the application's transactional methods in the transaction of a
 * migration. Spring then marks the transaction for rollback without keeping the reason,
 * and the migration may catch the exception.
 */
final class ParticipatingFailures implements AutoCloseable {

	/**
	 * The number of runs that listen to each interceptor, since several environments can
	 * be migrated at once.
	 */
	private static final IdentityHashMap<TransactionInterceptor, Integer> LISTENERS = new IdentityHashMap<>();

	private final List<Runnable> undo = new ArrayList<>();

	private ParticipatingFailures() {
	}

	/**
	 * Start to listen to the interceptors of the application.
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
	 * Decorates the attributes of another source.
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
	 * Is called with an exception before the transaction is marked.
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
		 * A transaction of the method itself ends separately.
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
