package io.monarch.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pairs on the page about Mongock are what the command writes, and that
 * the sources on the pages about other tools compile.
 */
class ComingFromMongockPageTests {

	private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern CLASS = Pattern.compile("class (\\w+)");

	private static final String IMPORTS = """
			import com.example.shop.*;
			import com.github.cloudyrock.mongock.*;
			import com.mongodb.client.*;
			import io.mongock.api.annotations.*;
			import io.mongock.driver.mongodb.springdata.v4.*;
			import java.time.*;
			import java.util.*;
			import javax.inject.*;
			import org.springframework.data.domain.*;
			import org.springframework.data.mongodb.core.*;
			import org.springframework.data.mongodb.core.index.*;
			import org.springframework.data.mongodb.core.query.*;

			""";

	@TempDir
	Path directory;

	private CommandHarness shell;

	private SourceCompiler compiler;

	@BeforeEach
	void start() throws IOException {
		this.shell = new CommandHarness(List.of(), this.directory);
		this.compiler = new SourceCompiler(this.directory);
		this.compiler.write("com/example/shop/Owner.java",
				"package com.example.shop;\n\npublic record Owner(String id, String name) {\n}\n");
		this.compiler.write("com/example/shop/OwnerRepository.java",
				"package com.example.shop;\n\npublic interface OwnerRepository extends "
						+ "org.springframework.data.repository.CrudRepository<Owner, String> {\n}\n");
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	static Stream<Pair> pairs() throws IOException {
		List<String> blocks = blocks("coming-from-mongock.md");
		return Stream.iterate(0, (i) -> i + 1 < blocks.size(), (i) -> i + 2)
			.map((i) -> new Pair(blocks.get(i), blocks.get(i + 1)));
	}

	@Test
	void pageHasFivePairs() throws IOException {
		assertThat(pairs()).hasSize(5);
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void pairIsWhatTheCommandWrites(Pair pair) throws IOException {
		String name = className(pair.before());
		this.compiler.write("com/example/shop/changes/" + name + ".java",
				"package com.example.shop.changes;\n\n" + IMPORTS + pair.before());
		assertThat(this.shell.run("generate-migration", "--from-class", "com.example.shop.changes." + name))
			.as(this.shell.err())
			.isZero();
		String text = Files.readString(Path.of(this.shell.out().strip()));
		assertThat(text.replaceAll("(?m)^(package|import) .*;\n", "").strip()).isEqualTo(pair.after().strip());
		this.compiler.compile();
	}

	@ParameterizedTest
	@ValueSource(strings = { "coming-from-migrate-mongo.md", "coming-from-python-monarch.md" })
	void sourcesOfThePageCompile(String page) throws IOException {
		for (String block : blocks(page)) {
			this.compiler.write("com/example/shop/" + className(block) + ".java",
					"package com.example.shop;\n\nimport io.monarch.migration.*;\n\n" + block);
		}
		this.compiler.compile();
	}

	private static String className(String source) {
		Matcher matcher = CLASS.matcher(source);
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private static List<String> blocks(String page) throws IOException {
		return BLOCK.matcher(Files.readString(Path.of("..", "docs", page)))
			.results()
			.map((MatchResult result) -> result.group(1))
			.toList();
	}

	record Pair(String before, String after) {

	}

}
