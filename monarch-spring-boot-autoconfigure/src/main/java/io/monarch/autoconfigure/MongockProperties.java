package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.monarch.mongock.MongockSettings;

import org.springframework.util.StringUtils;

/**
 * The properties of change units of Mongock that run as migrations.
 */
public class MongockProperties {

	/**
	 * Packages with change units and change logs of Mongock, which run unchanged before
	 * all migrations of Monarch. The name of a class selects that class.
	 */
	private List<String> packages = new ArrayList<>();

	/**
	 * Change units to exclude: their ids, or the names of their classes.
	 */
	private List<String> exclude = new ArrayList<>();

	/**
	 * Change units that run once, like any other, despite 'runAlways', 'failFast = false'
	 * or a 'systemVersion': their ids, or the names of their classes.
	 */
	private List<String> runOnce = new ArrayList<>();

	/**
	 * Whether change units run in a transaction, unless they have 'transactional =
	 * false'. Set it to the value of 'mongock.transactional'.
	 */
	private boolean transactional;

	/**
	 * Author of change units without one.
	 */
	private String defaultAuthor = "default_author";

	/**
	 * Collection of the history of Mongock, which is kept up to date.
	 */
	private String collection = "mongockChangeLog";

	/**
	 * Collection of the lock of Mongock, which is held while change units run.
	 */
	private String lockCollection = "mongockLock";

	public List<String> getPackages() {
		return this.packages;
	}

	public void setPackages(List<String> packages) {
		this.packages = packages;
	}

	public List<String> getExclude() {
		return this.exclude;
	}

	public void setExclude(List<String> exclude) {
		this.exclude = exclude;
	}

	public List<String> getRunOnce() {
		return this.runOnce;
	}

	public void setRunOnce(List<String> runOnce) {
		this.runOnce = runOnce;
	}

	public boolean isTransactional() {
		return this.transactional;
	}

	public void setTransactional(boolean transactional) {
		this.transactional = transactional;
	}

	public String getDefaultAuthor() {
		return this.defaultAuthor;
	}

	public void setDefaultAuthor(String defaultAuthor) {
		this.defaultAuthor = defaultAuthor;
	}

	public String getCollection() {
		return this.collection;
	}

	public void setCollection(String collection) {
		this.collection = collection;
	}

	public String getLockCollection() {
		return this.lockCollection;
	}

	public void setLockCollection(String lockCollection) {
		this.lockCollection = lockCollection;
	}

	MongockSettings settings() {
		requireText("default-author", this.defaultAuthor);
		requireText("collection", this.collection);
		requireText("lock-collection", this.lockCollection);
		return new MongockSettings(this.packages, this.exclude, this.runOnce, this.transactional, this.defaultAuthor,
				this.collection, this.lockCollection);
	}

	private static void requireText(String name, String value) {
		if (!StringUtils.hasText(value)) {
			throw new InvalidConfigurationException("monarch.mongock." + name + " is empty.",
					"Remove the property, or give it a value.");
		}
	}

}
