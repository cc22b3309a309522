package io.monarch.conversion;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A class in a source.
 *
 * @param annotations its annotations
 * @param name its name
 * @param comment the comment above it
 * @param parameters the parameters of the constructor in its head, in Kotlin
 * @param heads what it extends and implements, each as it is written
 * @param extendsClass what it extends in Java, empty without
 * @param members its members
 */
record SourceClass(List<SourceAnnotation> annotations, String name, String comment, List<SourceParameter> parameters,
		List<String> heads, String extendsClass, List<SourceMember> members) {

	Optional<SourceAnnotation> annotation(String... names) {
		return this.annotations.stream().filter((each) -> List.of(names).contains(each.name())).findFirst();
	}

	Stream<SourceMember> members(SourceMember.Type type) {
		return this.members.stream().filter((member) -> member.type() == type);
	}

}
