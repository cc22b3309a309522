package io.monarch.mongock;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;

import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * The methods of a class in the order of its source, which reflection does not keep.
 *
 * @param names the names of the methods
 */
record DeclaredMethods(List<String> names) {

	/**
	 * Read them from the file of the class.
	 */
	static DeclaredMethods of(Class<?> type) {
		try {
			return new DeclaredMethods(MetadataReaderFactory.create(new DefaultResourceLoader(type.getClassLoader()))
				.getMetadataReader(type.getName())
				.getAnnotationMetadata()
				.getDeclaredMethods()
				.stream()
				.map((method) -> method.getMethodName())
				.toList());
		}
		catch (IOException ex) {
			return new DeclaredMethods(List.of()); // made at run time
		}
	}

	int indexOf(Method method) {
		return this.names.indexOf(method.getName());
	}

}
