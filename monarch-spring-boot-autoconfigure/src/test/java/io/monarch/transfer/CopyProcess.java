package io.monarch.transfer;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.FailPoint;

/**
 * A process that copies a database, and that does something bad to itself at a point of
 * the copy: before or after the n-th write that it sends to the target.
 */
final class CopyProcess {

	private CopyProcess() {
	}

	/**
	 * Copy.
	 * @param args the URIs of source and target, what to do, at which point, and whether
	 * in place
	 */
	public static void main(String[] args) {
		MongoClientSettings source = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(args[0]))
			.build();
		ConnectionString to = new ConnectionString(args[1]);
		MongoClientSettings target = MongoClientSettings.builder()
			.applyConnectionString(to)
			.addCommandListener(new FailPoint(args[2], Integer.parseInt(args[3])))
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("source", source, new ConnectionString(args[0]).getDatabase(), null),
					new EnvironmentSettings("target", target, to.getDatabase(), null)), "source")) {
			Environment environment = environments.get("target");
			Copies.copy(environments.get("source"), environment, Boolean.parseBoolean(args[4]));
			System.out.println("DONE");
		}
		catch (MonarchException ex) {
			System.out.println("FAILED " + ex.getMessage());
			System.exit(ex.kind().exitCode());
		}
	}

}
