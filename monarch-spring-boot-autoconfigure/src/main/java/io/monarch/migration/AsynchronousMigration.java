package io.monarch.migration;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.util.ReflectionUtils;

/**
 * Detects migrations that are {@code @Async}: they would return before they end, and run
 * without the transaction.
 */
final class AsynchronousMigration {

	private static final List<String> METHODS = List.of("migrate", "rollback");

	private AsynchronousMigration() {
	}

	/**
	 * Tell whether a migration or its rollback would run on another thread.
	 */
	static boolean is(MongoMigration migration) {
		if (!(migration instanceof Advised advised)) {
			return false;
		}
		Class<?> type = AopProxyUtils.ultimateTargetClass(migration);
		return METHODS.stream()
			.map((name) -> ReflectionUtils.findMethod(type, name, MigrationContext.class))
			.anyMatch((method) -> method != null && isAdvised(advised, method, type));
	}

	private static boolean isAdvised(Advised advised, Method method, Class<?> type) {
		for (Advisor advisor : advised.getAdvisors()) {
			if (advisor.getAdvice() instanceof AsyncExecutionInterceptor
					&& (!(advisor instanceof PointcutAdvisor some) || (some.getPointcut().getClassFilter().matches(type)
							&& some.getPointcut().getMethodMatcher().matches(method, type)))) {
				return true;
			}
		}
		return false;
	}

}
