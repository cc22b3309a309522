package io.monarch.rehearsal;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The report of a rehearsal as one HTML page, which is also well-formed XML. All text is
 * escaped.
 */
final class ReportPage {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final String STYLE = """
			:root { color-scheme: light dark; --text: #1c2733; --soft: #5a6672; --line: #d5dbe1; --back: #ffffff;
			  --copy: #9fb3c8; --good: #2f7d4f; --bad: #b3261e; --warn: #8a5a00; --fill: #f4f6f8; }
			@media (prefers-color-scheme: dark) { :root { --text: #e4e9ee; --soft: #9aa7b4; --line: #38424c;
			  --back: #14191e; --copy: #55697d; --good: #6cc08f; --bad: #f2857d; --warn: #e0ae4f; --fill: #1c2329; } }
			* { box-sizing: border-box; }
			body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem; background: var(--back); color: var(--text);
			  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
			h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
			h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
			h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
			p, ul { margin: .25rem 0 .5rem; } ul { padding-left: 1.25rem; }
			.soft { color: var(--soft); } .good { color: var(--good); } .bad { color: var(--bad); }
			.warn { color: var(--warn); } .verdict { font-weight: 600; }
			a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
			table { border-collapse: collapse; width: 100%; }
			th, td { text-align: left; padding: .35rem 0 .35rem 1rem; border-bottom: 1px solid var(--line);
			  vertical-align: top; white-space: nowrap; } th { font-weight: 600; }
			th:first-child, td:first-child { padding-left: 0; width: 55%; white-space: normal; }
			.number { text-align: right; font-variant-numeric: tabular-nums; } .time { width: 25%; }
			th.time div { display: flex; justify-content: space-between; gap: 1rem; font-weight: 400;
			  color: var(--soft); }
			.track { position: relative; height: .7em; margin-top: .4em; border-radius: 2px; background: var(--fill); }
			.track i { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 2px;
			  background: var(--good); } .track i.failed { background: var(--bad); } .track i.copy { background: var(--copy); }
			.finding { background: var(--fill); border-left: 3px solid var(--warn); padding: .4rem .75rem; margin: .4rem 0; }
			.finding.bad { border-color: var(--bad); color: inherit; }
			@media screen and (max-width: 48rem) { table, thead, tbody { display: block; }
			  tr { display: flex; flex-wrap: wrap; column-gap: 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); }
			  th, td { border: 0; padding: 0; } th:not(.time), td:empty { display: none; }
			  td:first-child, .time { width: 100%; } .track { margin: .3em 0; }
			  td[title]::before { content: attr(title) " "; color: var(--soft); } }
			@media print { :root { color-scheme: light; --text: #000; --soft: #444; --line: #bbb; --back: #fff; --fill: #eee;
			  --good: #2f7d4f; --bad: #b3261e; --warn: #8a5a00; --copy: #9fb3c8; }
			  body { max-width: none; padding: 0; font-size: 10.5pt; } .finding { background: none; }
			  .finding, tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; } a { text-decoration: none; }
			  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
			""";

	private final RehearsalResult result;

	private final StringBuilder page = new StringBuilder();

	private ReportPage(RehearsalResult result) {
		this.result = result;
	}

	static String of(RehearsalResult result) {
		ReportPage report = new ReportPage(result);
		report.write();
		return report.page.toString();
	}

	private void write() {
		String title = "Rehearsal of " + this.result.environment();
		add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
				+ "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
				+ "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
				+ "style-src 'unsafe-inline'\"/><title>");
		text(title);
		add("</title><style>" + STYLE + "</style></head><body><main>\n<h1>");
		text(title);
		add("</h1>\n<p class=\"soft\">");
		text(TIME.format(this.result.startedAt()) + " on '" + this.result.on() + "' (" + this.result.server()
				+ "), with " + (this.result.partial() ? "a part of the data: " : "all data: ")
				+ Words.count(this.result.documents(), "document"));
		add("</p>\n");
		verdict();
		if (!this.result.migrations().isEmpty()) {
			timeline();
			add("<h2>Migrations</h2>\n");
			for (int i = 0; i < this.result.migrations().size(); i++) {
				migration(this.result.migrations().get(i), anchor(i));
			}
		}
		if (!this.result.notes().isEmpty()) {
			add("<h2>Notes</h2>\n");
			list(this.result.notes());
		}
		add("</main></body></html>\n");
	}

	private void verdict() {
		int warnings = this.result.warnings().size();
		String failed = this.result.failed().map(RehearsedMigration::id).orElse(null);
		if (failed != null) {
			add("<p class=\"verdict bad\">Migration ");
			breakable(failed);
			add(" failed.</p>\n");
		}
		if (warnings > 0) {
			paragraph("verdict warn", Words.count(warnings, "warning") + ".");
		}
		if (failed == null && warnings == 0) {
			paragraph("verdict good", this.result.migrations().isEmpty() ? "Nothing is pending."
					: "All migrations completed, without warnings.");
		}
		if (!this.result.migrations().isEmpty()) {
			paragraph("", "Expected duration on '" + this.result.environment() + "': "
					+ Words.duration(this.result.expected()) + ".");
		}
	}

	/**
	 * Add the table of the migrations, which has a bar for the time of each. A narrow
	 * screen shows each row as a few lines.
	 */
	private void timeline() {
		add("<h2>Timeline</h2>\n<table><thead><tr><th>Migration</th><th class=\"time\"><div><span>0</span><span>"
				+ Words.duration(this.result.duration()) + "</span></div></th><th class=\"number\">Duration</th>"
				+ "<th class=\"number\">Expected</th><th class=\"number\">Warnings</th><th>State</th></tr></thead>"
				+ "<tbody>\n");
		row("Copy of the data", null, bar("copy", Duration.ZERO, this.result.copyDuration()),
				Words.duration(this.result.copyDuration()), "", "", "", "");
		for (int i = 0; i < this.result.migrations().size(); i++) {
			RehearsedMigration each = this.result.migrations().get(i);
			row(each.id(), anchor(i), bar(each.completed() ? "done" : "failed", each.offset(), each.duration()),
					Words.duration(each.duration()), Words.duration(each.expected()),
					String.valueOf(each.warnings().size()), each.completed() ? "good" : "bad",
					each.completed() ? "completed" : "failed");
		}
		this.result.pending().forEach((id) -> row(id, null, "", "", "", "", "soft", "not run"));
		add("</tbody></table>\n");
	}

	private static String anchor(int index) {
		return "migration-" + (index + 1);
	}

	private String bar(String style, Duration from, Duration length) {
		double total = Math.max(1, this.result.duration().toNanos());
		return String.format(Locale.ROOT,
				"<div class=\"track\"><i class=\"%s\" style=\"left: min(%.2f%%, 100%% - 3px); width: %.2f%%\"></i></div>",
				style, 100 * from.toNanos() / total, 100 * length.toNanos() / total);
	}

	private void row(String name, @Nullable String anchor, String bar, String duration, String expected,
			String warnings, String style, String state) {
		add("<tr><td>");
		if (anchor != null) {
			add("<a href=\"#" + anchor + "\">");
			breakable(name);
			add("</a>");
		}
		else {
			breakable(name);
		}
		add("</td><td class=\"time\">" + bar + "</td>");
		number("duration", duration);
		number("expected", expected);
		number("warnings", warnings);
		add("<td class=\"" + style + "\">" + state + "</td></tr>\n");
	}

	private void number(String title, String value) {
		add("<td class=\"number\" title=\"" + title + "\">" + value + "</td>");
	}

	private void migration(RehearsedMigration migration, String anchor) {
		add("<h3 id=\"" + anchor + "\">");
		breakable(migration.id());
		add("</h3>\n");
		if (migration.error() != null) {
			paragraph("finding bad", "Failed: " + migration.error());
		}
		migration.warnings().forEach((warning) -> paragraph("finding", warning.message()));
		List<String> done = migration.collections()
			.stream()
			.map((each) -> each.name() + ": "
					+ String.format(Locale.ROOT, "%,d inserted, %,d changed, %,d removed", each.inserted(),
							each.changed(), each.removed()))
			.collect(Collectors.toList());
		done.addAll(migration.definitions());
		migration.scans()
			.forEach((each) -> done
				.add("reads all of " + each.collection() + " (" + Words.count(each.documents(), "document") + "): "
						+ each.command() + " " + each.shape() + ", " + Words.count(each.runs(), "time")));
		Duration limit = migration.transactionLimit();
		if (!migration.longestTransaction().isZero()) {
			done.add("longest transaction: " + Words.duration(migration.longestTransaction())
					+ ((limit != null) ? " of at most " + Words.duration(limit) : ""));
		}
		done.add("survives being killed: " + migration.survival().description());
		list(done);
	}

	private void list(List<String> items) {
		add("<ul>");
		items.forEach((item) -> {
			add("<li>");
			text(item);
			add("</li>\n");
		});
		add("</ul>\n");
	}

	private void paragraph(String style, String text) {
		add(style.isEmpty() ? "<p>" : "<p class=\"" + style + "\">");
		text(text);
		add("</p>\n");
	}

	private void add(String html) {
		this.page.append(html);
	}

	/**
	 * Add a name, which a browser may break after an underscore.
	 */
	private void breakable(String name) {
		for (String part : name.split("(?<=_)(?=[^_])", -1)) {
			text(part);
			add(part.endsWith("_") ? "<wbr/>" : "");
		}
	}

	/**
	 * Add text. Characters that XML does not allow are replaced.
	 */
	private void text(String text) {
		text.codePoints().forEach((each) -> {
			switch (each) {
				case '<' -> add("&lt;");
				case '>' -> add("&gt;");
				case '&' -> add("&amp;");
				case '"' -> add("&quot;");
				case '\'' -> add("&#39;");
				default -> this.page.appendCodePoint(isText(each) ? each : '\ufffd');
			}
		});
	}

	private static boolean isText(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL -> character == '\n' || character == '\t';
			case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
			default -> true;
		};
	}

}
