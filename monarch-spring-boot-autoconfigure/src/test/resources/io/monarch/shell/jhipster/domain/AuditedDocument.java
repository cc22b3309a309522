package com.example.dogs.domain;

import java.time.Instant;

import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.mapping.Field;

public abstract class AuditedDocument {

	@CreatedBy
	@Field("created_by")
	public String createdBy;

	@CreatedDate
	@Field("created_date")
	public Instant createdDate;

	@LastModifiedDate
	@Field("last_modified_date")
	public Instant lastModifiedDate;

	@Version
	public Long version;

}
