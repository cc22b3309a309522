package io.monarch.environment;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders ids naturally: numbers in them by value, everything else alphabetically.
 */
public enum NaturalOrder implements Comparator<String> {

	/** The only instance. */
	INSTANCE;

	private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

	@Override
	public int compare(String left, String right) {
		Matcher leftParts = PART.matcher(left);
		Matcher rightParts = PART.matcher(right);
		while (true) {
			boolean leftFound = leftParts.find();
			boolean rightFound = rightParts.find();
			if (!leftFound || !rightFound) {
				int byLength = Boolean.compare(leftFound, rightFound);
				// "1" and "01" are equal by value, but are not the same id.
				return (byLength != 0) ? byLength : left.compareTo(right);
			}
			int byPart = compareParts(leftParts.group(), rightParts.group());
			if (byPart != 0) {
				return byPart;
			}
		}
	}

	private static int compareParts(String left, String right) {
		if (isNumber(left) && isNumber(right)) {
			return new BigInteger(left).compareTo(new BigInteger(right));
		}
		return left.compareTo(right);
	}

	private static boolean isNumber(String part) {
		return part.charAt(0) >= '0' && part.charAt(0) <= '9';
	}

}
