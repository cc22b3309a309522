package io.monarch.backup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Prunable.Reason;
import io.monarch.backup.Prunable.Uncounted;
import io.monarch.backup.archive.ArchiveWriter;
import io.monarch.backup.archive.BackupOrigin;
import io.monarch.backup.archive.BackupOwner;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionWriter;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What lists and prunes backups, whatever keeps them: the last good backup of a database
 * is never among those that can go.
 */
abstract class PruneContract {

	private static final TransferListener SILENT = new TransferListener() {
	};

	private static final BackupOwner SHOP = new BackupOwner("shop", List.of("db2:27017", "db1:27017"));

	private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

	private static final Instant NEXT_MILLENNIUM = Instant.parse("2999-01-01T00:00:00Z");

	/** What compressed documents begin with. */
	private static final String ZSTD = "(\u00b5/\u00fd";

	@TempDir
	Path workshop;

	abstract BackupStorage storage();

	/** Put a file into the store as anyone could. */
	abstract void put(String name, byte[] content) throws Exception;

	@Test
	void prunableAreOlderOnesOfTheSameSeries() throws Exception {
		String oldest = put(days(4));
		String old = put(days(3));
		put(days(2));
		put(days(1));
		assertThat(names(find(2, 0))).containsExactly(oldest, old);
		assertThat(names(find(1, 3))).containsExactly(oldest);
		assertThat(find(4, 0).uncounted()).isEmpty();
	}

	static List<BackupOrigin> others() {
		return List.of(
				new BackupOrigin("production", "shop", null, "8.0.0", days(3), new BackupOwner("blog", SHOP.hosts())),
				new BackupOrigin("production", "shop", null, "8.0.0", days(3),
						new BackupOwner("shop", List.of("db3:27017"))),
				new BackupOrigin("production", "blog", null, "8.0.0", days(3), SHOP),
				new BackupOrigin("staging", "shop", null, "8.0.0", days(3), SHOP),
				new BackupOrigin("production", "shop", "orders", "8.0.0", days(3), SHOP));
	}

	@ParameterizedTest
	@MethodSource("others")
	void lastGoodBackupOfAnotherIsNotPrunable(BackupOrigin other) throws Exception {
		put("other", other);
		put(days(2));
		put(days(1));
		assertThat(names(find(1, 0))).containsExactly(name("shop", days(2)));
	}

	@Test
	void backupWhoseHostsAreConfiguredInAnotherOrderIsOfTheSameSeries() throws Exception {
		String old = put(days(2));
		put("shop", origin(days(1), new BackupOwner("shop", List.of("db1:27017", "db2:27017"))));
		assertThat(names(find(1, 0))).containsExactly(old);
	}

	@Test
	void backupThatDoesNotSayWhoseItIsTakesNoPlaceAndStays() throws Exception {
		put("early", origin(days(5), null));
		put("early", origin(days(4), null));
		put(days(3));
		put("early", origin(days(1), null));
		Prunable prunable = find(1, 0);
		assertThat(prunable.entries()).isEmpty();
		assertThat(prunable.uncounted()).extracting(Uncounted::reason).containsOnly(Reason.UNKNOWN_OWNER).hasSize(3);
	}

	@Test
	void backupFrom2999TakesNoPlaceAndStays() throws Exception {
		String good = put(days(1));
		String future = put(NEXT_MILLENNIUM);
		assertNotCounted(future, Reason.MISDATED, good);
		assertThat(backups().list()).extracting(BackupEntry::name, BackupEntry::state)
			.contains(tuple(future, State.MISDATED));
		assertThat(backups().find(future).createdAt()).isBeforeOrEqualTo(Instant.now());
	}

	@Test
	void backupWithTheDateOfAnotherDayInItsNameTakesNoPlaceAndStays() throws Exception {
		String good = put(days(2));
		String renamed = name("shop", NEXT_MILLENNIUM);
		put(renamed, backup(origin(days(1), SHOP), 1));
		assertNotCounted(renamed, Reason.MISDATED, good);
	}

	@Test
	void backupOfAClockThatWasNeverSetIsNotPrunable() throws Exception {
		put(days(2));
		put(days(1));
		String early = put(Instant.parse("1970-01-01T00:05:00Z"));
		assertThat(names(find(2, 0))).isEmpty();
		assertThat(find(1, 0).uncounted()).containsExactly(new Uncounted(backups().find(early), Reason.MISDATED));
	}

	@Test
	void fileWithoutAManifestTakesNoPlaceAndStays() throws Exception {
		String good = put(days(2));
		byte[] newer = backup(origin(days(1), SHOP), 1);
		String forged = name("shop", days(1));
		put(forged, zip("shop/dogs.bson", comment(newer)));
		assertThat(backups().find(forged).state()).isEqualTo(State.INCOMPLETE);
		assertNotCounted(forged, Reason.BAD, good);
	}

	@Test
	void fileWithAManifestOfNothingTakesNoPlaceAndStays() throws Exception {
		String good = put(days(2));
		byte[] newer = backup(origin(days(1), SHOP), 1);
		String forged = name("shop", days(1));
		put(forged, zip("monarch.json", comment(newer)));
		assertNotCounted(forged, Reason.BAD, good);
	}

	@Test
	void fileThatWasCutTakesNoPlaceAndStays() throws Exception {
		String good = put(days(2));
		byte[] newer = backup(origin(days(1), SHOP), 100);
		String cut = name("shop", days(1));
		put(cut, Arrays.copyOf(newer, newer.length - 10));
		assertNotCounted(cut, Reason.BAD, good);
		put(cut, Arrays.copyOfRange(newer, 100, newer.length));
		assertThat(backups().find(cut).state()).isEqualTo(State.INCOMPLETE);
		assertNotCounted(cut, Reason.BAD, good);
	}

	@Test
	void damagedDocumentsAreFoundWhereAllIsRead() throws Exception {
		String good = put(days(2));
		byte[] newer = backup(origin(days(1), SHOP), 100);
		newer[indexOf(newer, ZSTD) + 8] ^= 1; // in the documents
		String damaged = name("shop", days(1));
		put(damaged, newer);
		assertThat(names(find(1, 0))).containsExactly(good);
		Prunable verified = backups().findPrunable(1, 0, true, SILENT);
		assertThat(verified.entries()).isEmpty();
		assertThat(verified.uncounted()).extracting(Uncounted::reason).containsExactly(Reason.BAD);
	}

	@Test
	void damagedMetadataTakeNoPlace() throws Exception {
		String good = put(days(2));
		byte[] newer = backup(origin(days(1), SHOP), 100);
		newer[indexOf(newer, "{\"options\"") + 3] ^= 1;
		String damaged = name("shop", days(1));
		put(damaged, newer);
		assertNotCounted(damaged, Reason.BAD, good);
	}

	@ParameterizedTest
	@MethodSource("comments")
	void fileWithAStrangeCommentHidesNoOther(String comment) throws Exception {
		String good = put(days(2));
		String strange = name("shop", days(1));
		put(strange, zip("monarch.json", comment));
		assertThat(backups().list()).extracting(BackupEntry::name).containsExactlyInAnyOrder(good, strange);
		assertNotCounted(strange, Reason.BAD, good);
		assertThat(backups().verify(strange, SILENT).isGood()).isFalse();
	}

	static List<String> comments() {
		return List.of("[".repeat(20_000), "{\"monarch\":" + "{\"a\":".repeat(12_000),
				"{\"a\":" + "NumberLong(".repeat(5_000),
				"{\"monarch\": {\"createdAt\": \"2026\", \"environment\": {\"$numberLong\": \"x\"}}}",
				"{\"monarch\": {\"$oid\": \"1\"}}", "not json");
	}

	@Test
	void manifestThatIsNestedDeeplyIsABadBackup() throws Exception {
		String good = put(days(2));
		String strange = name("shop", days(1));
		put(strange, zip("monarch.json", comment(backup(origin(days(1), SHOP), 1)), "[".repeat(100_000)));
		assertNotCounted(strange, Reason.BAD, good);
		assertThat(backups().verify(strange, SILENT).problems().toString()).contains("nested too deeply");
	}

	@Test
	void backupOfAnEmptyDatabaseTakesNoPlace() throws Exception {
		String good = put(days(2));
		String empty = name("shop", days(1));
		put(empty, backup(origin(days(1), SHOP), 0));
		assertNotCounted(empty, Reason.EMPTY, good);
	}

	@Test
	void pruneDeletesWhatCanGo() throws Exception {
		put(days(3));
		put(days(2));
		String newest = put(days(1));
		Pruned pruned = backups().prune(find(1, 0));
		assertThat(pruned.failures()).isEmpty();
		assertThat(pruned.deleted()).hasSize(2);
		assertThat(backups().names()).containsExactly(newest);
	}

	@Test
	void pruneWhenTheOneThatStaysWasDeletedMeanwhileDeletesNothing() throws Exception {
		String old = put(days(2));
		String newest = put(days(1));
		Prunable prunable = find(1, 0);
		backups().delete(newest);
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> backups().prune(prunable))
			.withMessageContaining(newest);
		assertThat(backups().names()).containsExactly(old);
	}

	private void assertNotCounted(String name, Reason reason, String... good) {
		Prunable prunable = find(1, 0);
		assertThat(prunable.entries()).isEmpty();
		assertThat(prunable.kept()).extracting(BackupEntry::name).containsExactly(good);
		assertThat(prunable.uncounted()).extracting((each) -> each.entry().name(), Uncounted::reason)
			.containsExactly(tuple(name, reason));
	}

	private Prunable find(int keepLast, int keepDays) {
		return backups().findPrunable(keepLast, keepDays, false, SILENT);
	}

	private Backups backups() {
		return new Backups(storage(), Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private String put(Instant createdAt) throws Exception {
		return put("shop", origin(createdAt, SHOP));
	}

	private String put(String base, BackupOrigin origin) throws Exception {
		String name = name(base, origin.createdAt());
		put(name, backup(origin, 1));
		return name;
	}

	private static String name(String base, Instant createdAt) {
		return base + "__" + LocalDate.ofInstant(createdAt, ZoneOffset.UTC).toString().replace('-', '_') + ".dmp.zip";
	}

	private static List<String> names(Prunable prunable) {
		return prunable.entries().stream().map(BackupEntry::name).toList();
	}

	private static Instant days(int ago) {
		return NOW.minus(ago, ChronoUnit.DAYS).plusSeconds(300);
	}

	private static BackupOrigin origin(Instant createdAt, @Nullable BackupOwner owner) {
		return new BackupOrigin("production", "shop", null, "8.0.0", createdAt, owner);
	}

	/** Make a backup of a collection. */
	private byte[] backup(BackupOrigin origin, int documents) throws Exception {
		FolderStorage storage = new FolderStorage(this.workshop);
		String name;
		try (BackupWriter output = storage.create("made", LocalDate.of(2026, 11, 23));
				ArchiveWriter archive = new ArchiveWriter(output, origin, Compression.ZSTD)) {
			CollectionWriter dogs = archive.open(new CollectionDefinition("dogs", CollectionDefinition.Kind.COLLECTION,
					new BsonDocument(), List.of(), "", 0, 0));
			PartWriter part = dogs.part();
			for (int i = 0; i < documents; i++) {
				part.write(DocumentBatch.of(List.of(RawBsonDocument.parse("{_id: " + i + ", name: 'Rex'}"))));
			}
			part.end();
			var unused = dogs.finish();
			archive.complete(Set.of());
			name = output.name();
		}
		return Files.readAllBytes(this.workshop.resolve(name));
	}

	private String comment(byte[] backup) throws Exception {
		try (ZipFile zip = new ZipFile(Files.write(this.workshop.resolve("read.zip"), backup).toFile())) {
			return zip.getComment();
		}
	}

	private static byte[] zip(String entry, String comment) throws Exception {
		return zip(entry, comment, "{}");
	}

	private static byte[] zip(String entry, String comment, String content) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
			ZipEntry stored = new ZipEntry(entry);
			stored.setMethod(ZipEntry.STORED);
			byte[] written = content.getBytes(StandardCharsets.UTF_8);
			CRC32 checksum = new CRC32();
			checksum.update(written);
			stored.setSize(written.length);
			stored.setCrc(checksum.getValue());
			zip.putNextEntry(stored);
			zip.write(written);
			zip.closeEntry();
			zip.setComment(comment);
		}
		return bytes.toByteArray();
	}

	private static int indexOf(byte[] content, String text) {
		return new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
	}

}
