package io.monarch.mongock;

import java.lang.reflect.AnnotatedElement;
import java.util.Set;

import org.springframework.context.annotation.Profile;
import org.springframework.util.StringUtils;

/**
 * Reads {@link Profile @Profile} as Mongock does, which is not as Spring does: the first
 * name that decides counts, and a name is never an expression.
 */
final class ActiveProfiles {

	private final Set<String> active;

	ActiveProfiles(Set<String> active) {
		this.active = active.isEmpty() ? Set.of("default") : Set.copyOf(active);
	}

	boolean accept(AnnotatedElement element) {
		Profile profile = element.getAnnotation(Profile.class);
		if (profile == null) {
			return true;
		}
		boolean required = false;
		for (String name : profile.value()) {
			if (!StringUtils.hasLength(name)) {
				continue;
			}
			if (name.startsWith("!")) {
				if (this.active.contains(name.substring(1))) {
					return false;
				}
			}
			else if (this.active.contains(name)) {
				return true;
			}
			else {
				required = true;
			}
		}
		return !required;
	}

}
