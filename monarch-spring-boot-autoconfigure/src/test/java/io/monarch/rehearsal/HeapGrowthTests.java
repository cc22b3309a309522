package io.monarch.rehearsal;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeapGrowth}.
 */
class HeapGrowthTests {

	private static final int MEGABYTE = 1 << 20;

	private final AtomicLong heap = new AtomicLong(100 * MEGABYTE);

	private final HeapGrowth growth = new HeapGrowth(this.heap::get);

	@Test
	void growthWhenAllIsKeptIsGrowing() {
		read(12, 1);
		assertThat(this.growth.isGrowing()).isTrue();
		assertThat(this.growth.bytes()).isBetween(7L * MEGABYTE, 12L * MEGABYTE);
		assertThat(this.growth.growth()).isEqualTo(this.growth.bytes());
	}

	@Test
	void growthWhenNothingIsKeptIsNotGrowing() {
		read(1000, 0);
		assertThat(this.growth.isGrowing()).isFalse();
	}

	@Test
	void growthWhenAThirdIsKeptIsNotGrowing() {
		read(1000, 1.0 / 3);
		assertThat(this.growth.isGrowing()).isFalse();
	}

	@Test
	void growthWhenLittleIsReadIsNotGrowing() {
		read(2, 1);
		assertThat(this.growth.isGrowing()).isFalse();
	}

	@Test
	void growthWhenOthersReleaseOrAllocateMemoryOnceIsTheSame() {
		Random random = new Random(20261128);
		for (int i = 0; i < 200; i++) {
			AtomicLong used = new AtomicLong(100 * MEGABYTE);
			HeapGrowth keeping = new HeapGrowth(used::get);
			AtomicLong otherUsed = new AtomicLong(100 * MEGABYTE);
			HeapGrowth processing = new HeapGrowth(otherUsed::get);
			int at = random.nextInt(120);
			for (int batch = 0; batch < 120; batch++) {
				read(keeping, used, 1);
				read(processing, otherUsed, 0);
				if (batch == at) {
					used.addAndGet(-50 * MEGABYTE);
					otherUsed.addAndGet(50 * MEGABYTE);
				}
			}
			assertThat(keeping.isGrowing()).as("released after batch %s", at).isTrue();
			assertThat(processing.isGrowing()).as("allocated after batch %s", at).isFalse();
		}
	}

	private void read(int megabytes, double kept) {
		for (int i = 0; i < megabytes * 10; i++) {
			read(this.growth, this.heap, kept);
		}
	}

	private static void read(HeapGrowth growth, AtomicLong heap, double kept) {
		growth.read("large", 100, (collection) -> 1049L);
		growth.sample();
		heap.addAndGet((long) (100 * 1049 * kept));
	}

}
