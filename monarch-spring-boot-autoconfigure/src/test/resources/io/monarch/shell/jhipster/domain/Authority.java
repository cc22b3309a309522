package com.example.dogs.domain;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

@Document("authority")
public class Authority {

	@Id
	@NotNull
	@Size(max = 50)
	public String name;

}
