package io.monarch.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.monarch.environment.MonarchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every storage does.
 */
abstract class BackupStorageContract {

	private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

	abstract BackupStorage storage() throws Exception;

	/**
	 * Return what is there that no list shows.
	 */
	abstract List<String> hidden() throws Exception;

	@Test
	void listIsEmptyInTheBeginning() throws Exception {
		assertThat(storage().list()).isEmpty();
	}

	@Test
	void fileCanBeSeenWhenItIsComplete() throws Exception {
		byte[] bytes = bytes(100_000);
		try (BackupWriter writer = storage().create("shop", DAY)) {
			writer.channel().write(ByteBuffer.wrap(bytes));
			assertThat(storage().list()).isEmpty();
			writer.complete();
			assertThat(writer.name()).isEqualTo("shop__2026_11_23.dmp.zip");
		}
		assertThat(storage().list()).singleElement().satisfies((file) -> {
			assertThat(file.name()).isEqualTo("shop__2026_11_23.dmp.zip");
			assertThat(file.size()).isEqualTo(100_000);
			assertThat(file.modified()).isNotNull();
		});
		assertThat(content("shop__2026_11_23.dmp.zip")).isEqualTo(bytes);
		assertThat(hidden()).isEmpty();
	}

	@Test
	void recordOfAProofIsInNoListAndIsDeletedWithItsFile() throws Exception {
		String name = create();
		assertThat(storage().readProof(name)).isNull();
		storage().writeProof(name, new byte[] { 1, 2 });
		storage().writeProof(name, new byte[] { 3 });
		assertThat(storage().readProof(name)).containsExactly(3);
		assertThat(storage().placeOfProof(name)).contains(name);
		assertThat(storage().list()).extracting(StoredFile::name).containsExactly(name);
		storage().delete(name);
		assertThat(storage().list()).isEmpty();
		assertThat(hidden()).isEmpty();
		assertThat(create()).isEqualTo(name);
		assertThat(storage().readProof(name)).isNull();
	}

	@Test
	void fileThatIsNotCompletedLeavesNothing() throws Exception {
		try (BackupWriter writer = storage().create("shop", DAY)) {
			writer.channel().write(ByteBuffer.wrap(bytes(20 << 20)));
		}
		assertThat(storage().list()).isEmpty();
		assertThat(hidden()).isEmpty();
	}

	@Test
	void fileThatIsClosedTwiceLeavesALaterOneOfItsNameAlone() throws Exception {
		BackupWriter first = storage().create("shop", DAY);
		first.close();
		try (BackupWriter second = storage().create("shop", DAY)) {
			assertThat(second.name()).isEqualTo(first.name());
			second.channel().write(ByteBuffer.wrap(bytes(10)));
			first.close();
			assertThat(create()).isEqualTo("shop__2026_11_23_2.dmp.zip");
			second.complete();
		}
		assertThat(storage().list()).hasSize(2);
		assertThat(hidden()).isEmpty();
	}

	@Test
	void namesAreNumberedAndTheLowestFreeOneIsTaken() throws Exception {
		assertThat(create()).isEqualTo("shop__2026_11_23.dmp.zip");
		assertThat(create()).isEqualTo("shop__2026_11_23_2.dmp.zip");
		assertThat(create()).isEqualTo("shop__2026_11_23_3.dmp.zip");
		storage().delete("shop__2026_11_23_2.dmp.zip");
		assertThat(create()).isEqualTo("shop__2026_11_23_2.dmp.zip");
	}

	@Test
	void writersAtOnceGetNamesOfTheirOwn() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(6);
		List<Callable<String>> tasks = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			tasks.add(this::create);
		}
		List<String> names = new ArrayList<>();
		for (Future<String> each : executor.invokeAll(tasks)) {
			names.add(each.get());
		}
		executor.shutdown();
		assertThat(names).doesNotHaveDuplicates().hasSize(12);
		assertThat(storage().list()).extracting(StoredFile::name).containsExactlyInAnyOrderElementsOf(names);
		assertThat(hidden()).isEmpty();
	}

	@Test
	void whatIsHeldCanBeWrittenAgain() throws Exception {
		byte[] bytes = bytes(40 << 20);
		try (BackupWriter writer = storage().create("shop", DAY)) {
			int hold = (8 << 20) - 20; // where one part of a multipart upload ends
			writer.channel().write(ByteBuffer.wrap(bytes, 0, hold));
			writer.hold();
			writer.channel().write(ByteBuffer.wrap(bytes, hold, bytes.length - hold));
			writer.channel().position(hold + 14);
			byte[] patch = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
			writer.channel().write(ByteBuffer.wrap(patch));
			System.arraycopy(patch, 0, bytes, hold + 14, patch.length);
			writer.channel().position(bytes.length);
			writer.release();
			writer.complete();
		}
		assertThat(content("shop__2026_11_23.dmp.zip")).isEqualTo(bytes);
	}

	@Test
	void rangesAreReadByThemselves() throws Exception {
		byte[] bytes = bytes(1 << 20);
		try (BackupWriter writer = storage().create("shop", DAY)) {
			writer.channel().write(ByteBuffer.wrap(bytes));
			writer.complete();
		}
		try (BackupFile file = storage().open("shop__2026_11_23.dmp.zip")) {
			try (InputStream input = file.read(1000, 50)) {
				assertThat(input.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 1050));
			}
			try (InputStream input = file.read(bytes.length, 0)) {
				assertThat(input.readAllBytes()).isEmpty();
			}
			ByteBuffer end = ByteBuffer.allocate(100);
			file.channel().position(bytes.length - 30).read(end);
			assertThat(end.position()).isEqualTo(30);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "../x", "/etc/x", "a\nb", "\u001b[31m", "", "-x", "a/b", "a b" })
	void nameThatIsNoneIsRefused(String base) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> storage().create(base, DAY))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT))
			.withMessageNotContainingAny("\n", "\u001b");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> storage().create("x".repeat(300), DAY));
	}

	@Test
	void fileThatIsNotThereCannotBeOpenedOrDeleted() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> storage().open("nothing.zip"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> storage().delete("nothing.zip"));
	}

	private String create() throws Exception {
		try (BackupWriter writer = storage().create("shop", DAY)) {
			writer.channel().write(ByteBuffer.wrap(bytes(10)));
			writer.complete();
			return writer.name();
		}
	}

	private byte[] content(String name) throws Exception {
		try (BackupFile file = storage().open(name); InputStream input = file.read(0, file.size())) {
			return input.readAllBytes();
		}
	}

	static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		new SplittableRandom(length).nextBytes(bytes);
		return bytes;
	}

}
