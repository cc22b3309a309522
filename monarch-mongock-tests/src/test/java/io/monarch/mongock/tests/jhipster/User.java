package io.monarch.mongock.tests.jhipster;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * A user.
 */
@Document(collection = "jhi_user")
public class User {

	@Id
	private String id;

	@Version
	private Long version;

	@NotNull
	@Size(min = 1, max = 50)
	@Indexed
	private String login;

	@CreatedBy
	@Field("created_by")
	private String createdBy;

	@CreatedDate
	@Field("created_date")
	private Instant createdDate;

	@LastModifiedDate
	@Field("last_modified_date")
	private Instant lastModifiedDate;

	private Set<Authority> authorities = new LinkedHashSet<>();

	public User(String id, String login) {
		this.id = id;
		this.login = login;
	}

	public Set<Authority> getAuthorities() {
		return this.authorities;
	}

}
