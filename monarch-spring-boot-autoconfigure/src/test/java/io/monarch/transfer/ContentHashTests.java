package io.monarch.transfer;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ContentHashTests {

	@Test
	void hashIsTheSumOfTheHashesOfAllDocuments() throws Exception {
		BigInteger sum = BigInteger.ZERO;
		ContentHash hash = new ContentHash();
		Random random = new Random(20261128);
		for (int i = 0; i < 1_000; i++) {
			byte[] bytes = new byte[1 + random.nextInt(200)];
			random.nextBytes(bytes);
			hash.add(ByteBuffer.wrap(bytes));
			sum = sum.add(new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(bytes)));
		}
		assertThat(new BigInteger(1, HexFormat.of().parseHex(hash.toText())))
			.isEqualTo(sum.mod(BigInteger.ONE.shiftLeft(256)));
		assertThat(hash.documents()).isEqualTo(1_000);
	}

	@Test
	void orderAndPartsMakeNoDifference() {
		List<RawBsonDocument> documents = documents(100);
		ContentHash whole = of(documents);
		Collections.shuffle(documents, new Random(1));
		ContentHash parts = of(documents.subList(0, 30));
		parts.add(of(documents.subList(30, 100)));
		assertThat(parts).isEqualTo(whole).hasSameHashCodeAs(whole).hasToString(whole.toText());
	}

	@Test
	void documentThatIsThereTwiceCountsTwice() {
		List<RawBsonDocument> documents = documents(2);
		List<RawBsonDocument> twice = List.of(documents.get(0), documents.get(0));
		assertThat(of(twice)).isNotEqualTo(of(List.of(documents.get(1), documents.get(1))));
		assertThat(of(twice).toText()).isNotEqualTo(of(List.of()).toText());
	}

	@Test
	void changeOfTypeOrderOrValueChangesTheHash() {
		ContentHash hash = of(List.of(raw(new Document("_id", 1).append("a", 1))));
		assertThat(hash).isNotEqualTo(of(List.of(raw(new Document("_id", 1).append("a", 1L)))))
			.isNotEqualTo(of(List.of(raw(new Document("a", 1).append("_id", 1)))))
			.isNotEqualTo(of(List.of(raw(new Document("_id", 1).append("a", 2)))));
	}

	@Test
	void textIsParsed() {
		ContentHash hash = of(documents(7));
		assertThat(ContentHash.parse(hash.toText(), 7)).isEqualTo(hash);
		assertThat(ContentHash.parse(hash.toText(), 8)).isNotEqualTo(hash);
		assertThat(of(List.of()).toText()).isEqualTo("0".repeat(64));
	}

	@Test
	void textThatIsNoHashIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ContentHash.parse("abcd", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> ContentHash.parse("x".repeat(64), 1));
	}

	private static ContentHash of(List<RawBsonDocument> documents) {
		ContentHash hash = new ContentHash();
		documents.forEach(hash::add);
		return hash;
	}

	private static List<RawBsonDocument> documents(int number) {
		List<RawBsonDocument> documents = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			documents.add(raw(new Document("_id", i).append("text", "document " + i)));
		}
		return documents;
	}

	private static RawBsonDocument raw(Document document) {
		return new RawBsonDocument(document, new DocumentCodec());
	}

}
