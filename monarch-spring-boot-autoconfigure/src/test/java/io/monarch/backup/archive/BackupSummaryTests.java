package io.monarch.backup.archive;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackupSummary}.
 */
class BackupSummaryTests {

	@Test
	void commentWhenMadeBeforeThereWereQuerySetsInItIsReadAndWrittenAlike() {
		String old = "{\"monarch\": {\"format\": 1, \"environment\": \"production\", \"database\": \"shop\", "
				+ "\"createdAt\": \"2026-11-23T10:00:00Z\", \"consistent\": true, \"documents\": 2, \"bytes\": 50}, "
				+ "\"structure\": \"abc\"}";
		BackupSummary summary = BackupSummary.ofComment(old);
		assertThat(summary).isNotNull();
		assertThat(summary.querySet()).isNull();
		assertThat(summary.toComment("abc")).isEqualTo(old);
	}

	@Test
	void commentWhenOfAQuerySetIsReadAsItIsWritten() {
		BackupSummary summary = new BackupSummary("production", "shop", "orders", Instant.parse("2026-11-23T10:00:00Z"),
				true, 2, 1, 50, new BackupOwner("shop", List.of("db2:27017", "db1:27017")));
		assertThat(BackupSummary.ofComment(summary.toComment("abc"))).isEqualTo(summary);
	}

	@Test
	void commentWhenItHasOtherTypesThanOursIsNone() {
		assertThat(BackupSummary.ofComment("{\"monarch\": {\"environment\": 1}}")).isNull();
		assertThat(BackupSummary.ofComment("{\"monarch\": {}}")).isNull();
	}

}
