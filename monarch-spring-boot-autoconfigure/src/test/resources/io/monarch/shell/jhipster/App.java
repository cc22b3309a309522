package com.example.dogs;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class App {

}
