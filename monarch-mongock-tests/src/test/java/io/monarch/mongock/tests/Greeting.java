package io.monarch.mongock.tests;

/**
 * A bean of which the application has several.
 */
public class Greeting {

	private final String text;

	/** For Mongock, which makes a proxy of it. */
	protected Greeting() {
		this("");
	}

	Greeting(String text) {
		this.text = text;
	}

	public String text() {
		return this.text;
	}

}
