package io.monarch.environment;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Concerns}.
 */
class ConcernsTests {

	@ParameterizedTest
	@CsvSource({ "linearizable, local", "available, local", "snapshot, local", "local, local", "majority, majority" })
	void usableWhenTheUriHasAReadConcernIsOneForAllCommands(String level, String usable) {
		assertThat(usable("readConcernLevel=" + level).getReadConcern().asDocument().getString("level").getValue())
			.isEqualTo(usable);
	}

	@ParameterizedTest
	@ValueSource(strings = { "w=2", "w=7&wtimeoutMS=5", "w=customTag", "w=majority&wtimeoutMS=5",
			"w=majority&journal=false" })
	void usableWhenTheUriAsksForCertainMembersIsTheMajorityWithoutATimeout(String options) {
		assertThat(usable(options).getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "w=0", "w=0&wtimeoutMS=5", "wtimeoutMS=5", "journal=false", "x=y" })
	void usableWhenTheUriAsksForNoMemberIsThatOfTheServer(String options) {
		assertThat(usable(options).getWriteConcern()).isEqualTo(WriteConcern.ACKNOWLEDGED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "w=1", "w=1&journal=false", "w=1&wtimeoutMS=5" })
	void usableWhenTheUriAsksForOneMemberIsThat(String options) {
		assertThat(usable(options).getWriteConcern()).isEqualTo(WriteConcern.W1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "journal=true", "w=1&journal=true", "w=2&journal=true" })
	void usableWhenTheUriAsksForTheJournalKeepsThat(String options) {
		assertThat(usable(options).getWriteConcern().getJournal()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x=y", "readConcernLevel=majority&w=majority", "readPreference=secondary" })
	void usableWhenTheConcernsCanBeUsedIsTheSame(String options) {
		try (MongoClient client = client(options)) {
			MongoDatabase database = client.getDatabase("shop");
			assertThat(Concerns.usable(database)).isSameAs(database);
			assertThat(database.getReadConcern()).isIn(ReadConcern.DEFAULT, ReadConcern.MAJORITY);
		}
	}

	private static MongoDatabase usable(String options) {
		try (MongoClient client = client(options)) {
			return Concerns.usable(client.getDatabase("shop"));
		}
	}

	private static MongoClient client(String options) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString("mongodb://localhost:1/?" + options))
			.build());
	}

}
