package io.monarch.sample;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationStatus;

import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.repository.MongoRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows what the database holds and which migrations ran.
 */
@Controller
class HomeController {

	private static final int ROWS = 5;

	private final DogRepository dogs;

	private final DogHouseRepository dogHouses;

	private final OwnerRepository owners;

	private final MigrationRunner migrations;

	private final Environments environments;

	HomeController(DogRepository dogs, DogHouseRepository dogHouses, OwnerRepository owners, MigrationRunner migrations,
			Environments environments) {
		this.dogs = dogs;
		this.dogHouses = dogHouses;
		this.owners = owners;
		this.migrations = migrations;
		this.environments = environments;
	}

	@GetMapping("/")
	String home(Model model) {
		List<MigrationStatus> statuses = this.environments.application().map(this.migrations::list).orElse(List.of());
		Map<String, Long> counts = new TreeMap<>(
				Map.of("dogs", this.dogs.count(), "dog_houses", this.dogHouses.count(), "owners", this.owners.count()));
		model.addAttribute("counts", counts);
		model.addAttribute("dogs", first(this.dogs));
		model.addAttribute("owners", first(this.owners));
		model.addAttribute("migrations", statuses);
		return "home";
	}

	private static <T> List<T> first(MongoRepository<T, String> repository) {
		return repository.findAll(PageRequest.of(0, ROWS, Sort.by("id"))).getContent();
	}

}
