package io.monarch.autoconfigure;

import java.net.URI;

import io.monarch.backup.archive.Compression;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The properties of backups.
 */
public class BackupsProperties {

	private final Local local = new Local();

	private final S3 s3 = new S3();

	/**
	 * Compression of the documents of a backup.
	 */
	private Compression compression = Compression.ZSTD;

	public Local getLocal() {
		return this.local;
	}

	public S3 getS3() {
		return this.s3;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public void setCompression(Compression compression) {
		this.compression = compression;
	}

	/**
	 * Return the text, or {@code null} if it is blank.
	 */
	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value : null;
	}

	/**
	 * Backups in a folder.
	 */
	public static class Local {

		/**
		 * Folder for the backups. Cannot be set together with a bucket.
		 */
		private @Nullable String directory;

		public @Nullable String getDirectory() {
			return this.directory;
		}

		public void setDirectory(@Nullable String directory) {
			this.directory = textOrNull(directory);
		}

	}

	/**
	 * Backups in a bucket of S3, or of a store that is compatible with it.
	 */
	public static class S3 {

		/**
		 * Name of the bucket. Cannot be set together with a local directory.
		 */
		private @Nullable String bucket;

		/**
		 * Prefix of the keys of all backups.
		 */
		private String prefix = "";

		/**
		 * Region of the bucket. If neither this, an endpoint nor an access key is set,
		 * the S3 client of the application is used, if it has one.
		 */
		private @Nullable String region;

		/**
		 * URI of a store that is compatible with S3.
		 */
		private @Nullable URI endpoint;

		/**
		 * Whether the bucket is part of the path instead of the host name, as many
		 * compatible stores require.
		 */
		private boolean pathStyle;

		/**
		 * Access key. Without one, the default credentials chain of the AWS SDK is used.
		 */
		private @Nullable String accessKey;

		/**
		 * Secret key that belongs to the access key.
		 */
		private @Nullable String secretKey;

		public @Nullable String getBucket() {
			return this.bucket;
		}

		public void setBucket(@Nullable String bucket) {
			this.bucket = textOrNull(bucket);
		}

		public String getPrefix() {
			return this.prefix;
		}

		public void setPrefix(String prefix) {
			this.prefix = prefix;
		}

		public @Nullable String getRegion() {
			return this.region;
		}

		public void setRegion(@Nullable String region) {
			this.region = textOrNull(region);
		}

		public @Nullable URI getEndpoint() {
			return this.endpoint;
		}

		public void setEndpoint(@Nullable URI endpoint) {
			this.endpoint = endpoint;
		}

		public boolean isPathStyle() {
			return this.pathStyle;
		}

		public void setPathStyle(boolean pathStyle) {
			this.pathStyle = pathStyle;
		}

		public @Nullable String getAccessKey() {
			return this.accessKey;
		}

		public void setAccessKey(@Nullable String accessKey) {
			this.accessKey = textOrNull(accessKey);
		}

		public @Nullable String getSecretKey() {
			return this.secretKey;
		}

		public void setSecretKey(@Nullable String secretKey) {
			this.secretKey = textOrNull(secretKey);
		}

	}

}
