package io.monarch.mongock.tests.jhipster;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * An authority.
 */
@Document(collection = "jhi_authority")
public class Authority {

	@Id
	@NotNull
	@Size(max = 50)
	private String name;

	public Authority(String name) {
		this.name = name;
	}

	public String getName() {
		return this.name;
	}

}
