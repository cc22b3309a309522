package io.monarch.environment;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTests {

	@Test
	void causesThatAreCircularAreReturnedOnce() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		Exception outer = new Exception("outer", first);
		assertThat(Causes.of(outer)).containsExactly(outer, first, second);
		assertThat(Causes.find(outer, IllegalStateException.class)).isNull();
	}

	@Test
	void causeThatIsTheFailureItselfOrCannotBeAskedEndsTheChain() {
		Exception self = new Exception("self") {

			@Override
			public Throwable getCause() {
				return this;
			}

		};
		Exception broken = new Exception("broken") {

			@Override
			public Throwable getCause() {
				throw new AssertionError("cannot be asked");
			}

		};
		assertThat(Causes.of(self)).containsExactly(self);
		assertThat(Causes.of(broken)).containsExactly(broken);
	}

	@Test
	void findReturnsTheFirstOfTheType() {
		IllegalStateException inner = new IllegalStateException(new IllegalStateException());
		assertThat(Causes.find(new Exception(inner), IllegalStateException.class)).isSameAs(inner);
	}

	@Test
	void causesThatNeverEndAreCutOff() {
		assertThat(Causes.of(new Endless())).hasSize(Causes.MAXIMUM);
	}

	@Test
	void rootIsTheLastCause() {
		IllegalStateException root = new IllegalStateException();
		assertThat(Causes.root(new Exception(new Exception(root)))).isSameAs(root);
		assertThat(Causes.root(root)).isSameAs(root);
	}

	static class Endless extends Exception {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

}
