package io.monarch.environment;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTextTests {

	@Test
	void messageWithHalfOfACharacterCanBeStored() {
		assertThat(FailureText.message(new Exception("a\ud83d b \ude00"))).isEqualTo("a\ufffd b \ufffd");
		assertThat(FailureText.message(new Exception("a\ud83d\ude00"))).isEqualTo("a\ud83d\ude00");
	}

	@Test
	void failureThatCannotBeAskedHasNoMessageAndNoFramesAndIsNamedByItsClass() {
		Broken broken = new Broken();
		assertThat(FailureText.message(broken)).isNull();
		assertThat(FailureText.text(broken)).isEqualTo(Broken.class.getName());
		assertThat(FailureText.frames(broken)).isEmpty();
	}

	@Test
	void shortenCutsBetweenCharacters() {
		assertThat(FailureText.shorten("ab\ud83d\ude00", 3)).isEqualTo("ab...");
		assertThat(FailureText.shorten("ab\ud83d\ude00", 4)).isEqualTo("ab\ud83d\ude00");
		assertThat(FailureText.shorten("abcd", 3)).isEqualTo("abc...");
	}

	@Test
	void secretOfSeveralLinesIsHiddenBeforeATextIsSplit() {
		Secrets.learn("Tw0-lin3s\nof-a-s3cret");
		String text = "refused Tw0-lin3s\nof-a-s3cret here\nand more";
		assertThat(FailureText.firstLine(text)).isEqualTo("refused *** here");
		assertThat(FailureText.oneLine(text)).isEqualTo("refused *** here and more");
		assertThat(FailureText.firstLine(null)).isEmpty();
	}

	@Test
	void secretThatEndsWithALineBreakIsHiddenWithoutItToo() {
		Secrets.learn("fr0m-a-s3cret-file\n");
		assertThat(Secrets.hide("wrong: 'fr0m-a-s3cret-file'")).isEqualTo("wrong: '***'");
	}

	static class Broken extends Exception {

		@Override
		public String getMessage() {
			throw new AssertionError("cannot be asked");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("cannot be asked");
		}

	}

}
