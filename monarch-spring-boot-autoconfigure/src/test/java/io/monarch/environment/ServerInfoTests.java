package io.monarch.environment;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerInfoTests {

	@Test
	void sameProcessIsOfTheSameDeployment() {
		assertThat(info("topologyVersion: {processId: 1}")
			.isOfSameDeployment(info("topologyVersion: {processId: 1}, setName: 'x'"))).isTrue();
	}

	@Test
	void anotherProcessIsOfAnotherDeployment() {
		assertThat(info("topologyVersion: {processId: 1}").isOfSameDeployment(info("topologyVersion: {processId: 2}")))
			.isFalse();
	}

	@Test
	void anotherMemberOfTheSameReplicaSetIsOfTheSameDeployment() {
		ServerInfo one = info("topologyVersion: {processId: 1}, setName: 'rs0', hosts: ['a:1', 'b:1']");
		assertThat(
				one.isOfSameDeployment(info("topologyVersion: {processId: 2}, setName: 'rs0', hosts: ['b:1', 'c:1']")))
			.isTrue();
		assertThat(
				one.isOfSameDeployment(info("topologyVersion: {processId: 2}, setName: 'rs0', hosts: ['c:1', 'd:1']")))
			.isFalse();
		assertThat(
				one.isOfSameDeployment(info("topologyVersion: {processId: 2}, setName: 'rs1', hosts: ['a:1', 'b:1']")))
			.isFalse();
	}

	@Test
	void serverThatSaysNothingOfItselfCanBeOfAnyDeployment() {
		assertThat(info("").isOfSameDeployment(info("topologyVersion: {processId: 2}"))).isTrue();
		assertThat(info("topologyVersion: {processId: 2}").isOfSameDeployment(info(""))).isTrue();
	}

	@Test
	void routersCanBeOfOneCluster() {
		assertThat(info("topologyVersion: {processId: 1}, msg: 'isdbgrid'")
			.isOfSameDeployment(info("topologyVersion: {processId: 2}, msg: 'isdbgrid'"))).isTrue();
	}

	private static ServerInfo info(String fields) {
		return new ServerInfo(Document.parse("{" + fields + "}"));
	}

}
