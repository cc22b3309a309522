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
				throw new IllegalStateException("cannot be asked");
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
	void messageWithHalfOfACharacterCanBeStored() {
		assertThat(Causes.message(new Exception("a\ud83d b \ude00"))).isEqualTo("a\ufffd b \ufffd");
		assertThat(Causes.message(new Exception("a\ud83d\ude00"))).isEqualTo("a\ud83d\ude00");
	}

	@Test
	void messageThatCannotBeAskedIsNone() {
		assertThat(Causes.message(new Exception() {

			@Override
			public String getMessage() {
				throw new IllegalStateException("cannot be asked");
			}

		})).isNull();
	}

	@Test
	void shortenCutsBetweenCharacters() {
		assertThat(Causes.shorten("ab\ud83d\ude00", 3)).isEqualTo("ab...");
		assertThat(Causes.shorten("ab\ud83d\ude00", 4)).isEqualTo("ab\ud83d\ude00");
		assertThat(Causes.shorten("abcd", 3)).isEqualTo("abc...");
	}

}
