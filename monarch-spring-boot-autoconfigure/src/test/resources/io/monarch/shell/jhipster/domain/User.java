package com.example.dogs.domain;

import java.util.HashSet;
import java.util.Set;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.Document;

@Document("user")
public class User extends AuditedDocument {

	@Id
	public String id;

	@NotNull
	@Size(min = 1, max = 50)
	@Indexed
	public String login;

	@Size(min = 60, max = 60)
	public String password;

	public Set<Authority> authorities = new HashSet<>();

}
