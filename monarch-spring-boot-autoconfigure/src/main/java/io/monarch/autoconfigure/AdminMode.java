package io.monarch.autoconfigure;

final class AdminMode {

	static boolean isActive(org.springframework.core.env.Environment e) {
		return false;
	}

}
