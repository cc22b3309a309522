package io.monarch.sample;

import java.util.List;

import io.monarch.environment.Environments;
import io.monarch.migration.Migrations;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.repository.MongoRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows the data and the migrations that ran.
 */
@Controller
class HomeController {

	private static final int ROWS = 5;

	private final DogRepository dogs;

	private final DogHouseRepository houses;

	private final OwnerRepository owners;

	private final Migrations migrations;

	private final Environments environments;

	HomeController(DogRepository dogs, DogHouseRepository houses, OwnerRepository owners, Migrations migrations,
			Environments environments) {
		this.dogs = dogs;
		this.houses = houses;
		this.owners = owners;
		this.migrations = migrations;
		this.environments = environments;
	}

	@GetMapping("/")
	String home(Model model) {
		model.addAttribute("dogs", first(this.dogs));
		model.addAttribute("houses", first(this.houses));
		model.addAttribute("owners", first(this.owners));
		model.addAttribute("migrations", this.environments.application().map(this.migrations::list).orElse(List.of()));
		return "home";
	}

	private static <T> Page<T> first(MongoRepository<T, String> repository) {
		return repository.findAll(PageRequest.of(0, ROWS, Sort.by("id")));
	}

}
